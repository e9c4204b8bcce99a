"""A register with people, restricted passages and history, and versions of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.actions.models import ActionRevision
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.documents.writers.written import Written
from dueregard.plan.models import AreaRevision
from dueregard.plan.workflows import areas, document, steps
from dueregard.publication.models import Issue, Version
from dueregard.publication.queries.versions import content_of, waiting_names
from dueregard.publication.rules.audiences import Resolution
from dueregard.publication.rules.states import Format, Kind
from dueregard.publication.workflows import making, publishing
from dueregard.publication.workflows.versions import approve_version, propose_version
from tests import factories


@dataclass
class Room:
    """lead proposes, secretary approves and publishes; officer edits; member reads without restricted passages."""

    lead: Any
    secretary: Any
    officer: Any
    member: Any
    group: AreaRevision
    awareness: AreaRevision
    step: ActionRevision

    def proposed(self, kind: str = Kind.BOTH, **more: Any) -> Version:
        return propose_version(by=self.lead, kind=kind, **more)

    def approved(self, kind: str = Kind.BOTH, **more: Any) -> Version:
        version = self.proposed(kind, **more)
        approve_version(by=self.secretary, version=version, hash=version.hash)
        return version


@pytest.fixture
def room(db: None) -> Room:
    """As make_room."""
    return make_room()


def make_room() -> Room:
    """Two sections, two areas with passages and steps, one of each restricted, and two leads."""
    lead = factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")
    secretary = factories.make_account(Role.UNIVERSITY_SECRETARY, name="Sam Secretary")
    officer = factories.make_account(Role.PREVENT_OFFICER, name="Olly Officer")
    member = factories.make_account(Role.STEERING_MEMBER, name="Mia Member")
    holder = factories.make_person("Harriet Holder")
    factories.make_post("Head of Security", holder=holder)
    one = areas.add_section(by=lead, number="1", title="Partnership and leadership")
    two = areas.add_section(by=lead, number="2", title="Staff training")
    group = areas.add_area(
        by=lead,
        section=one,
        number="1.1",
        title="A steering group meets",
        leads=[factories.make_lead(holder)],
        hazard="Nobody leads.",
        actions_taken="The group meets each term.\n\nIts minutes go to the executive.",
    )
    awareness = areas.add_area(
        by=lead,
        section=two,
        number="2.1",
        title="Staff know the duty",
        leads=[factories.make_lead(factories.make_body("People Services"))],
        actions_taken="134 staff attended. Ask Harriet Holder or hh@example.org.",
        evidence_text="The attendance register.",
    )
    areas.restrict_passages(by=lead, area=group.area, passages=["hazard"], reason="It names a place.")
    step = steps.add_step(
        by=lead,
        area=awareness.area,
        new=NewAction("Write the statement", due=Due(date(2026, 1, 1), date(2026, 1, 31), "")),
    )
    steps.add_step(by=lead, area=awareness.area, new=NewAction("Speak to the landlord", restricted=True))
    document.add_passage(by=lead, kind="local", heading="Local risks", text="A quiet town.\n\nNothing more.")
    return Room(lead, secretary, officer, member, group, awareness, step)


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Any, settings: Any) -> None:
    """Published files in a folder of this test."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def quick_pdfs(monkeypatch: pytest.MonkeyPatch) -> None:
    """No PDF is set at all, for tests that look at other things."""
    real = making.write_file

    def quick(source: Any, audience: str, format: str) -> Written:
        return Written(b"%PDF-1.7", ()) if format == Format.PDF else real(source, audience, format)

    monkeypatch.setattr(making, "write_file", quick)


def decided(room: Any, version: Version) -> None:
    """Replace every name that waits."""
    found = waiting_names(version, content_of(version))
    publishing.decide_names(
        by=room.officer,
        version=version,
        decisions=[Resolution(one.path, one.found, "replace", "the security team") for one in found],
    )


def made(room: Any, version: Version) -> Issue:
    """Published, files and all."""
    issue = publishing.publish_version(by=room.secretary, version=version)
    making.make_issue({"issue": issue.reference}, report=lambda progress: None)
    issue.refresh_from_db()
    return issue


@pytest.fixture
def published(room: Any) -> Version:
    """A version that is published."""
    version: Version = room.approved()
    decided(room, version)
    made(room, version)
    return version
