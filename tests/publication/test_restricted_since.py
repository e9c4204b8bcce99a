"""What has been restricted since a version was frozen: files that are made afterwards withhold it; those published stay."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from dueregard.actions.models import ActionRevision
from dueregard.audit.queries import faults as trail_faults
from dueregard.plan.workflows import areas
from dueregard.publication.models import FrozenPassage, Issue, Version
from dueregard.publication.queries.proof import faults
from dueregard.publication.queries.versions import content_of, edition
from dueregard.publication.rules.audiences import Restricted, restricted_as_well, restricted_since
from dueregard.publication.workflows import making, publishing
from dueregard.publication.workflows.redacting import redact_passage
from tests import factories
from tests.append_only import tamper
from tests.publication.conftest import decided, made
from tests.publication.test_pages import text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdfs")]

TAKEN = "134 staff attended."
STEP = "Write the statement"


def _restrict(room: Any) -> None:
    """The passage about the training, and the only step that everybody may read."""
    areas.restrict_passages(by=room.lead, area=room.awareness.area, passages=["actions_taken"], reason="A place.")
    ActionRevision.objects.filter(text=STEP).update(restricted=True)


def _file(version: Version, audience: str, format: str = "json") -> str:
    found = edition(version)
    assert found is not None
    row = found.file(audience, format)
    assert row is not None
    assert row.file is not None
    with row.file.content.open("rb") as stream:
        content: str = stream.read().decode()
    return content


def _redacted(room: Any, version: Version) -> Issue:
    """Another passage is taken out of a version; the publication that is to be made."""
    row = FrozenPassage.objects.get(version=version, value__contains="The group meets")
    redact_passage(by=room.secretary, passage=row, why="Named by mistake.")
    return version.issues.get(replaced_at__isnull=True)


def test_a_reissue_withholds_what_has_been_restricted_since(room: Any, published: Version) -> None:
    assert TAKEN in _file(published, "public")
    _restrict(room)
    assert TAKEN in _file(published, "public")  # what is published stays as it is
    address = url("redact_passage", published.reference)
    position = FrozenPassage.objects.get(version=published, value__contains="The group meets").position
    page = factories.signed_in(room.secretary).get(f"{address}?passage={position}")
    assert "Actions taken, 2.1 Staff know the duty" in text(page)
    assert len(page.context["withheld"]) == 2
    member = factories.signed_in(room.member)
    mine = url("version_file", published.reference, "committee", "json")
    assert member.get(mine).status_code == 404

    issue = _redacted(room, published)
    making.make_issue({"issue": issue.reference}, report=lambda progress: None)

    for audience, format in (("public", "json"), ("public", "page"), ("public", "csv"), ("committee", "json")):
        assert TAKEN not in _file(published, audience, format)
        assert STEP not in _file(published, audience, format)
    assert TAKEN not in text(Client().get(url("published_now", "plan")))
    inside = json.loads(_file(published, "internal"))
    area = next(one for one in inside["areas"] if one["number"] == "2.1")
    assert TAKEN in area["actions_taken"][0]
    assert area["restricted"] == ["actions_taken"]
    assert [*faults(), *trail_faults()] == []
    # The committee's files hold nothing any more that a member may not read.
    assert member.get(mine).status_code == 200
    assert "between the freezing" in text(member.get(url("version", published.reference)))
    preview = url("preview_version", published.reference, "public")
    areas.restrict_passages(by=room.lead, area=room.awareness.area, passages=[], reason="It is public.")
    assert TAKEN not in text(factories.signed_in(room.lead).get(preview))  # it shows what is published
    assert member.get(mine).status_code == 200
    tamper("UPDATE publication_issue SET restrictions = '{}' WHERE number = 2")
    assert any("withheld other passages than the trail tells" in sentence for sentence in faults())


def test_nothing_is_said_to_be_withheld_where_nothing_is(room: Any, published: Version) -> None:
    address = url("redact_passage", published.reference)
    page = text(factories.signed_in(room.secretary).get(f"{address}?passage=1"))
    assert "of this version, that is nothing" in page


def test_what_is_restricted_between_the_approval_and_the_publication_is_withheld(room: Any) -> None:
    version = room.approved()
    _restrict(room)
    client = factories.signed_in(room.lead)
    assert TAKEN not in text(client.get(url("preview_version", version.reference, "public")))
    assert TAKEN in text(client.get(url("preview_version", version.reference, "internal")))
    page = client.get(url("decide_names", version.reference))
    assert page.context["form"].found == []  # who is named in it is not to be seen
    made(room, version)
    assert TAKEN not in _file(version, "public")
    assert STEP not in _file(version, "committee")
    assert list(faults()) == []


def test_what_is_restricted_while_the_job_waits_is_withheld(room: Any) -> None:
    version = room.approved()
    decided(room, version)
    issue = publishing.publish_version(by=room.secretary, version=version)
    _restrict(room)
    making.make_issue({"issue": issue.reference}, report=lambda progress: None)
    assert TAKEN not in _file(version, "public")
    assert list(faults()) == []


def test_a_worker_that_began_before_the_restriction_keeps_nothing(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    version = room.approved()
    decided(room, version)
    issue = publishing.publish_version(by=room.secretary, version=version)
    real = making.write_file

    def slow(source: Any, audience: str, format: str) -> Any:
        if (audience, format) == (
            "public",
            "page",
        ):  # the first; taken for dead: another worker does all of it meanwhile
            monkeypatch.setattr(making, "write_file", real)
            _restrict(room)
            making.make_issue({"issue": issue.reference}, report=lambda progress: None)
        return real(source, audience, format)

    monkeypatch.setattr(making, "write_file", slow)
    making.make_issue({"issue": issue.reference}, report=lambda progress: None)
    assert TAKEN not in _file(version, "public")
    assert list(faults()) == []


def test_what_has_been_restricted_since(room: Any, published: Version) -> None:
    content = content_of(published)
    first, second = (area["reference"] for area in content["areas"])
    today = Restricted({first: ["hazard", "title", "status_text"], second: ["actions_taken"], "X": ["hazard"]}, {"X"})
    since = restricted_since(content, today)
    # “hazard” was restricted then, “status_text” is empty, and X is not in the version.
    assert since.as_json()["passages"] == {first: ["title"], second: ["actions_taken"]}
    assert Restricted.stored(since.as_json()).as_json() == since.as_json()
    assert Restricted({}).as_json() == {}
    assert restricted_as_well(content, Restricted.stored({})) == content
