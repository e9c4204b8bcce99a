"""A text put into every place where somebody can write it, then redacted: nothing of it is left in database or files."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured

from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.audit.queries import faults as trail_faults
from dueregard.kernel import clock
from dueregard.kernel.files import store
from dueregard.plan.models import (
    Area,
    AreaLead,
    AreaRevision,
    ContextPassageRevision,
    Evidence,
    PlanDocumentRevision,
    PlanImport,
    Review,
    RiskEntry,
    RollForward,
    SavedView,
    SectionRevision,
    SheetReturn,
)
from dueregard.plan.rules.taking_out import holds, pattern_of
from dueregard.plan.workflows import areas
from dueregard.plan.workflows.making import index_area
from dueregard.publication.models import FrozenPassage, Issue, IssueFile, NameDecision, Version, VersionState
from dueregard.publication.queries.proof import faults
from dueregard.publication.workflows import making
from dueregard.publication.workflows.redacting import redact_passage
from tests import factories
from tests.publication.conftest import decided, made
from tests.publication.test_redacting import everything_stored

pytestmark = pytest.mark.django_db

TEXT = "Quetzal Umbrage was seen by the porter."
AROUND = f"Before. {TEXT}  After."


def _written_everywhere(room: Any) -> None:
    """As people would have written it, whatever the workflow: the columns of the plan's tables, and what was kept."""
    for model, names in {
        AreaRevision: ("title", "hazard", "requirement", "actions_taken", "evidence_text", "status_text", "rating_words",
                       "rating_reason", "reason"),
        ActionRevision: ("text", "progress", "source", "waiting_on", "due_phrase", "reason"),
        AreaLead: ("reason",),
        ActionLead: ("reason",),
        ContextPassageRevision: ("heading", "text", "reason"),
        SectionRevision: ("title", "reason"),
        PlanDocumentRevision: ("title", "reason"),
    }.items():  # fmt: skip
        model.objects.update(**dict.fromkeys(names, AROUND))
    area = room.awareness.area
    now = {"recorded_from": clock.now(), "recorded_by_name": "x"}
    RiskEntry.objects.create(register_reference="R1", title=AROUND, text=AROUND, reason=AROUND, **now)
    Evidence.objects.create(area=area, title=AROUND, url="https://example.org", added_at=clock.now(), added_by_name="x")
    Review.objects.create(
        area=area, reviewed_on=clock.today(), outcome="no_change", note=AROUND, minute=AROUND, recorded_at=clock.now(),
        recorded_by_name="x",
    )  # fmt: skip
    RollForward.objects.create(academic_year=2031, rolled_at=clock.now(), rolled_by_name="x", note=AROUND)
    SavedView.objects.create(
        account=room.lead, name=AROUND, query="q=Quetzal+Umbrage%20was+seen+by+the+porter.&rag=red"
    )
    factories.make_initials("QU", AROUND)
    brought = {"brought_at": clock.now(), "brought_by": "x", "brought_by_name": "x"}
    for model, more in (
        (PlanImport, {"proposal": {"areas": [{"title": AROUND}]}, "source": [["x", AROUND]]}),
        (SheetReturn, {"differences": [{"after": f"\n\n“{TEXT}”"}]}),
    ):
        kept = store(io.BytesIO(AROUND.encode()), f"{TEXT}.docx")
        model.objects.create(file=kept, **brought, **more)
    for one in Area.objects.all():
        index_area(one.pk)


def files() -> str:
    """All stored files, as one text."""
    return "\n".join(p.read_bytes().decode("latin-1") for p in Path(configured.MEDIA_ROOT).rglob("*") if p.is_file())


def test_nothing_is_left(room: Any, django_capture_on_commit_callbacks: Any) -> None:
    _written_everywhere(room)
    areas.edit_area(
        by=room.lead,
        area=room.group.area,
        revision=Area.objects.get(pk=room.group.area_id).revision,
        actions_taken=f"{TEXT}\n\nMore.",
        reason=TEXT,
    )
    version: Version = room.approved(note=f"The note. {TEXT}")
    decided(room, version)
    made(room, version)
    NameDecision.objects.create(
        version=version, path="note/0", found="porter", decision="keep", words=AROUND, decided_at=clock.now()
    )
    Issue.objects.update(remarks=[{"file": "x", "says": f"“{TEXT}” is too long."}])
    VersionState.objects.update(why_ended=AROUND)
    assert "Quetzal" in files()

    passage = FrozenPassage.objects.get(version=version, value=json.dumps(TEXT))
    with django_capture_on_commit_callbacks(execute=True):
        redact_passage(by=room.secretary, passage=passage, why="Named by mistake.")

    left = [line for line in everything_stored().splitlines() if "Quetzal" in line or "Umbrage" in line]
    assert left == []
    assert "Quetzal" not in files()
    assert [*faults(), *trail_faults()] == []
    issue = version.issues.get(replaced_at__isnull=True)
    making.make_issue({"issue": issue.reference}, report=lambda progress: None)
    assert "Quetzal" not in files()
    assert [*faults(), *trail_faults()] == []


def test_a_file_made_from_what_was_read_before_the_redaction_is_not_kept(
    room: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    version = room.approved()
    decided(room, version)
    from dueregard.publication.workflows import publishing

    issue = publishing.publish_version(by=room.secretary, version=version)
    real, calls = making.write_file, []

    def slow(source: Any, audience: str, format: str) -> Any:
        calls.append((audience, format))
        if len(calls) == 3:  # half-way, somebody redacts
            row = FrozenPassage.objects.get(version=version, value__contains="134 staff attended")
            with django_capture_on_commit_callbacks(execute=True):
                redact_passage(by=room.secretary, passage=row, why="Named by mistake.")
        return real(source, audience, format)

    monkeypatch.setattr(making, "write_file", slow)
    making.make_issue({"issue": issue.reference}, report=lambda progress: None)
    assert not IssueFile.objects.filter(file__isnull=False).exists()
    assert "134 staff attended" not in files()
    assert VersionState.objects.get(version=version).state == "approved"
    monkeypatch.undo()
    made(room, version)  # it can be published as it now is
    assert "134 staff attended" not in files()
    assert [*faults(), *trail_faults()] == []


def test_a_name_goes_from_every_passage_that_holds_it(room: Any, published: Version) -> None:
    row = next(
        one
        for one in FrozenPassage.objects.filter(version=published, path__contains="leads")
        if "Harriet Holder" in one.value
    )
    redact_passage(by=room.secretary, passage=row, why="Right to erasure.")
    assert not FrozenPassage.objects.filter(value__contains="Harriet Holder").exists()
    assert not AreaRevision.objects.filter(actions_taken__contains="Harriet Holder").exists()
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("text", "name", "stands_in", "expected"),
    [
        ("Training", False, "Training of all", False),
        ("Training", False, "One.\n\nTraining\n\nTwo.", True),
        ("May Day", True, "Ask May Day’s office", True),
        ("May Day", True, "Mayday and May Days", False),
        ("It was seen by all", False, "So it goes. It was\nseen by  all.", True),
        ("It was seen by all", False, "It was seen by allies", False),
    ],
)
def test_what_counts_as_the_text(text: str, name: bool, stands_in: str, expected: bool) -> None:
    assert holds({"x": [stands_in]}, pattern_of(text, name=name)) is expected
