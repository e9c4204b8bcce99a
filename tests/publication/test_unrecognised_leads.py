"""Leads of which nobody has said what they are: publishing waits until each is decided on, all alike at once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dueregard.kernel.require import NotAllowedNow
from dueregard.plan.models import Area, SectionRevision
from dueregard.plan.workflows import areas
from dueregard.publication.models import Version
from dueregard.publication.queries.living import living_content
from dueregard.publication.queries.proof import faults
from dueregard.publication.queries.versions import content_of, edition, to_publish, waiting_names
from dueregard.publication.rules.audiences import Resolution
from dueregard.publication.rules.corrections import possible_corrections
from dueregard.publication.workflows import publishing
from dueregard.publication.workflows.versions import correct_version
from tests import factories
from tests.publication.conftest import decided, made
from tests.publication.test_pages import text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdfs")]

WORDS = "Jo Bloggs / Estates"


@pytest.fixture
def version(room: Any) -> Version:
    """Approved; three areas are led by words that nobody recognises."""
    lead, section = factories.make_lead(WORDS), SectionRevision.objects.get(title="Staff training")
    for number in ("2.2", "2.3", "2.4"):
        areas.add_area(by=room.lead, section=section, number=number, title=f"Area {number}", leads=[lead])
    made: Version = room.approved()
    return made


def waiting(version: Version) -> list[tuple[str, str]]:
    return [(one.kind, one.found) for one in waiting_names(version, to_publish(version))]


def _decided(room: Any, version: Version, decision: str, words: str = "") -> None:
    found = [one for one in waiting_names(version, to_publish(version)) if one.kind == "lead"]
    made = [Resolution(one.path, one.found, decision, words) for one in found]
    publishing.decide_names(by=room.officer, version=version, decisions=made)


def _leads(version: Version, audience: str = "public") -> list[str]:
    found = edition(version)
    assert found is not None
    row = found.file(audience, "json")
    assert row is not None
    assert row.file is not None
    with row.file.content.open("rb") as stream:
        content = json.load(stream)
    return [lead["label"] for area in content["areas"] for lead in area["leads"] if area["number"] > "2.1"]


def test_publishing_waits_for_them(room: Any, version: Version) -> None:
    assert waiting(version).count(("lead", WORDS)) == 3
    with pytest.raises(NotAllowedNow, match="5 names"):
        publishing.publish_version(by=room.secretary, version=version)


@pytest.mark.parametrize(
    ("decision", "words", "stands"),
    [("replace", "Estates", "Estates"), ("withhold", "", "[Withheld]"), ("keep", "It is a trading name.", WORDS)],
)
def test_each_decision_ends_the_waiting(room: Any, version: Version, decision: str, words: str, stands: str) -> None:
    _decided(room, version, decision, words)
    decided(room, version)
    assert waiting(version) == []
    made(room, version)
    assert _leads(version) == [stands] * 3
    assert _leads(version, "committee") == [WORDS] * 3
    assert list(faults()) == []


def test_what_stands_instead_may_not_name_somebody_either(room: Any, version: Version) -> None:
    _decided(room, version, "replace", "Harriet Holder’s office")
    assert waiting(version).count(("name", "Harriet Holder")) == 4  # with the one in the text
    decided(room, version)
    assert waiting(version) == []
    made(room, version)
    assert _leads(version) == ["the security team’s office"] * 3


def test_all_that_read_the_same_are_decided_about_at_once(room: Any, version: Version) -> None:
    client = factories.signed_in(room.officer)
    address = url("decide_names", version.reference)
    page = client.get(address)
    assert "Lead that is not recognised" in text(page)
    assert text(page).count("the other 2 places") == 1
    form = page.context["form"]
    sent = {field.html_name: field.value() or "" for field in form if field.value() not in (None, False, "")}
    place = next(n for n, one in enumerate(form.found) if one.kind == "lead")
    assert sent[f"everywhere_{place}"] is True  # ticked for leads
    last = max(n for n, one in enumerate(form.found) if one.kind == "lead")
    answer = {f"decision_{place}": "replace", f"words_{place}": "Estates", f"decision_{last}": "withhold"}
    assert client.post(address, sent | answer).status_code == 302
    assert [kind for kind, _ in waiting(version)] == ["name", "email"]
    decisions = list(version.decisions.order_by("path").values_list("decision", flat=True))
    assert sorted(decisions) == ["replace", "replace", "withhold"]


def test_only_the_one_where_nothing_is_ticked(room: Any, version: Version) -> None:
    client = factories.signed_in(room.officer)
    address = url("decide_names", version.reference)
    form = client.get(address).context["form"]
    sent = {
        field.html_name: field.value() or ""
        for field in form
        if not field.html_name.startswith("everywhere") and field.value()
    }
    place = next(n for n, one in enumerate(form.found) if one.kind == "lead")
    client.post(address, sent | {f"decision_{place}": "keep", f"words_{place}": "A trading name."})
    assert waiting(version).count(("lead", WORDS)) == 2


def test_a_correction_keeps_what_was_decided(room: Any, version: Version) -> None:
    _decided(room, version, "replace", "Estates")
    decided(room, version)
    made(room, version)
    areas.edit_area(
        by=room.lead,
        area=room.group.area,
        revision=Area.objects.get(pk=room.group.area_id).revision,
        actions_taken="It meets each term.\n\nIts minutes go to the executive.",
    )
    paths = [one.path for one in possible_corrections(content_of(version), living_content("both"))]
    made_anew = correct_version(by=room.officer, version=version, paths=paths, reason="A wrong word.")
    assert waiting(made_anew) == []
