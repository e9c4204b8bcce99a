"""What the pages of versions offer next, and in which order they tell what has changed."""

from __future__ import annotations

from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.plan.models import SectionRevision
from dueregard.plan.workflows import areas
from dueregard.publication.models import Version
from tests import factories
from tests.publication.conftest import decided, made
from tests.publication.test_pages import text, url

pytestmark = pytest.mark.django_db


def test_each_kind_of_change_has_one_heading(room: Any) -> None:
    """New areas stand between the changed ones in the register, but together on the page, as in the paper."""
    room.proposed()
    for area in (room.group, room.awareness):
        area.area.refresh_from_db()
        areas.edit_area(by=room.lead, area=area.area, revision=area.area.revision, title=f"{area.title} well")
    areas.add_area(
        by=room.lead,
        section=SectionRevision.objects.get(title="Partnership and leadership"),
        number="1.2",
        title="A new one",
    )
    page = text(factories.signed_in(room.lead).get(url("compare"), _between()))
    headings = [page.index(f"<h2>{each}</h2>") for each in ("New risk areas", "Changed risk areas")]
    assert headings == sorted(headings)
    assert page.count("<h2>Changed risk areas</h2>") == 1
    assert page.index("A new one") < page.index("A steering group meets")
    assert "No risk area is as before." in page


def test_the_public_page_offers_its_files_at_the_top(room: Any) -> None:
    version = room.approved()
    decided(room, version)
    made(room, version)
    page = text(factories.signed_in(factories.make_account(Role.MEMBER_OF_STAFF)).get(url("published_now", "plan")))
    assert page.index("Download it as") < page.index('<article class="document">') < page.index('id="formats"')


def test_the_page_before_publishing_says_who_must_still_approve(room: Any) -> None:
    version = room.proposed(yearly=True)
    page = text(factories.signed_in(room.secretary).get(url("publish_version", version.reference)))
    assert "Still to approve it: a second person and a body, by its minute." in page
    assert "<button" not in page[page.index("Who sees what") :]


def _between() -> dict[str, str]:
    return {"before": Version.objects.get().reference, "after": "living-both"}
