"""What stands in the place of a name can name somebody, too: a redaction reaches it, and the first name does not come back."""

from __future__ import annotations

from typing import Any

import pytest

from dueregard.audit.queries import faults as trail_faults
from dueregard.plan.models import Area
from dueregard.plan.workflows import areas
from dueregard.publication.models import FrozenPassage, Version
from dueregard.publication.queries.proof import faults
from dueregard.publication.queries.versions import edition, to_publish, waiting_names
from dueregard.publication.rules.audiences import Resolution
from dueregard.publication.workflows import making, publishing
from dueregard.publication.workflows.redacting import redact_passage
from tests.publication.conftest import made
from tests.publication.test_redacting import everything_stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdfs")]

NAME = "Quetzal Umbrage of the porters’ lodge"


def _decided(room: Any, version: Version, decision: str = "replace") -> None:
    found = waiting_names(version, to_publish(version))
    publishing.decide_names(
        by=room.officer, version=version, decisions=[Resolution(one.path, one.found, decision, NAME) for one in found]
    )


def _public(version: Version) -> str:
    found = edition(version)
    assert found is not None
    row = found.file("public", "json")
    assert row is not None
    assert row.file is not None
    with row.file.content.open("rb") as stream:
        content: str = stream.read().decode()
    return content


def _redact(room: Any, version: Version) -> list[Version]:
    """A later version says these words in a passage; there they are taken out."""
    area = Area.objects.get(pk=room.group.area_id)
    areas.edit_area(by=room.lead, area=area, revision=area.revision, actions_taken=NAME)
    version = room.proposed("risk_assessment") if version.now.state != "published" else room.proposed()
    row = FrozenPassage.objects.get(version=version, value__contains="Quetzal")
    return redact_passage(by=room.secretary, passage=row, why="Right to erasure.")


def test_it_goes_from_what_is_published_and_the_name_does_not_come_back(room: Any) -> None:
    version = room.approved()
    _decided(room, version)
    made(room, version)
    version.now.refresh_from_db()
    assert NAME in _public(version)
    assert version in _redact(room, version)
    assert edition(version) is None  # it printed these words
    assert "Quetzal" not in everything_stored()
    assert [*faults(), *trail_faults()] == []
    issue = version.issues.get(replaced_at__isnull=True)
    making.make_issue({"issue": issue.reference}, report=lambda progress: None)
    assert "Ask [Redacted] or [Redacted]." in _public(version)
    assert "Harriet Holder or" not in _public(version)
    assert [*faults(), *trail_faults()] == []


def test_why_something_is_kept_is_not_printed_and_needs_no_new_files(room: Any) -> None:
    version = room.approved()
    _decided(room, version, "keep")
    made(room, version)
    version.now.refresh_from_db()
    assert version not in _redact(room, version)
    assert edition(version) is not None
    assert set(version.decisions.values_list("words", flat=True)) == {"[Redacted]"}
    assert list(faults()) == []


def test_before_it_is_published_it_is_asked_about_again(room: Any) -> None:
    version = room.approved()
    _decided(room, version)
    _redact(room, version)
    assert len(waiting_names(version, to_publish(version))) == 2
