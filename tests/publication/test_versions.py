"""Freezing, approving, withdrawing and correcting: what is pinned, who may, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dueregard.audit.models import Entry
from dueregard.audit.queries import faults as trail_faults
from dueregard.kernel import clock
from dueregard.kernel.principals import Command
from dueregard.kernel.require import NotAllowedNow, NotPermitted, Refused
from dueregard.plan.models import Area
from dueregard.plan.workflows import areas
from dueregard.publication.models import Approval, FrozenPassage, Version, VersionState
from dueregard.publication.queries.living import living_content
from dueregard.publication.queries.proof import faults
from dueregard.publication.queries.versions import content_of
from dueregard.publication.rules.corrections import possible_corrections
from dueregard.publication.rules.states import Kind, State
from dueregard.publication.workflows import versions
from tests import factories


def state(version: Version) -> str:
    return VersionState.objects.get(version=version).state


def test_a_version_is_the_register_as_it_was(room: Any) -> None:
    version = room.proposed(note="For the autumn term.\n\nIt is short.")
    living = living_content(Kind.BOTH)
    frozen = content_of(version)
    assert frozen["note"] == ["For the autumn term.", "It is short."]
    assert frozen["number"] == "1"
    for part in ("title", "context", "sections", "areas", "glossary", "scale", "risk_entry"):
        assert frozen[part] == living[part]
    areas.edit_area(
        by=room.lead,
        area=room.group.area,
        revision=Area.objects.get(pk=room.group.area_id).revision,
        title="Another title",
    )
    assert content_of(version) == frozen
    assert list(faults()) == []
    assert version.hash in Entry.objects.get(verb="publication.proposed").summary


def test_the_two_documents_kept_apart_cite_each_other(room: Any) -> None:
    risks = room.proposed(Kind.RISK_ASSESSMENT)
    actions = room.proposed(Kind.ACTION_PLAN)
    assert actions.cites == risks
    assert content_of(actions)["cites"] == {"kind": "risk_assessment", "number": "1", "hash": risks.hash}
    assert all(area["steps"] == [] for area in content_of(risks)["areas"])
    assert all(area["actions_taken"] == [] for area in content_of(actions)["areas"])
    assert any(area["steps"] for area in content_of(actions)["areas"])


def test_a_second_person_approves_exactly_what_was_frozen(room: Any) -> None:
    version = room.proposed()
    with pytest.raises(NotPermitted):
        versions.approve_version(by=room.lead, version=version, hash=version.hash)
    with pytest.raises(NotPermitted):
        versions.approve_version(by=Command(), version=version, hash=version.hash)
    with pytest.raises(NotPermitted):
        versions.approve_version(by=room.officer, version=version, hash=version.hash)
    with pytest.raises(Refused, match="not the content"):
        versions.approve_version(by=room.secretary, version=version, hash="0" * 64)
    versions.approve_version(by=room.secretary, version=version, hash=version.hash)
    assert state(version) == State.APPROVED
    with pytest.raises(NotAllowedNow):
        versions.approve_version(by=room.secretary, version=version, hash=version.hash)


def test_the_yearly_version_needs_a_body_with_its_minute_as_well(room: Any, settings: Any) -> None:
    version = room.proposed(yearly=True)
    council = factories.make_body("Council")
    versions.approve_version(by=room.secretary, version=version, hash=version.hash)
    assert state(version) == State.PROPOSED
    call: dict[str, Any] = {"by": room.officer, "version": version, "hash": version.hash, "body": council}
    with pytest.raises(Refused, match="minute"):
        versions.record_approval_of_body(**call, minute=" ", approved_on=clock.today())
    with pytest.raises(Refused, match="has been given"):
        versions.record_approval_of_body(**call, minute="26/41", approved_on=clock.today() + timedelta(1))
    with pytest.raises(Refused, match="older"):
        versions.record_approval_of_body(**call, minute="26/41", approved_on=version.dated - timedelta(1))
    versions.record_approval_of_body(**call, minute="26/41", approved_on=clock.today())
    assert state(version) == State.APPROVED
    assert {(a.kind, a.minute) for a in Approval.objects.all()} == {("person", ""), ("body", "26/41")}
    settings.DUEREGARD_YEARLY_VERSION_NEEDS_BODY = False
    other = room.proposed(Kind.ACTION_PLAN, yearly=True)
    versions.approve_version(by=room.secretary, version=other, hash=other.hash)
    assert state(other) == State.APPROVED


def test_one_version_of_a_document_waits_at_a_time(room: Any) -> None:
    first = room.proposed()
    with pytest.raises(NotAllowedNow, match="Version 1 still waits"):
        room.proposed()
    with pytest.raises(Refused, match="Say why"):
        versions.withdraw_version(by=room.lead, version=first, why=" ")
    versions.withdraw_version(by=room.lead, version=first, why="Too early.")
    assert state(first) == State.WITHDRAWN
    assert room.proposed().number == "2"  # a number that was given is not given again
    with pytest.raises(NotAllowedNow):
        versions.withdraw_version(by=room.lead, version=first, why="Again.")


def test_who_may_propose_and_what_is_refused(room: Any) -> None:
    for account in (room.member, room.secretary):
        with pytest.raises(NotPermitted):
            versions.propose_version(by=account, kind=Kind.BOTH)
    with pytest.raises(Refused, match="dated today"):
        room.proposed(dated=clock.today() + timedelta(1))
    with pytest.raises(Refused, match="Choose"):
        room.proposed("other")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE publication_version SET skeleton = '{}'",
        "UPDATE publication_version SET major = 9",
        "DELETE FROM publication_version",
        "UPDATE publication_frozenpassage SET value = '\"x\"'",
        "UPDATE publication_frozenpassage SET digest = 'x'",
        "UPDATE publication_frozenpassage SET value = '', salt = '', path = 'x'",
        "DELETE FROM publication_frozenpassage",
        "UPDATE publication_approval SET minute = 'x'",
        "DELETE FROM publication_approval",
    ],
)
def test_the_database_refuses_to_change_what_is_frozen(room: Any, statement: str) -> None:
    from django.db import connection

    room.approved()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(faults()) == []


def test_a_correction_changes_chosen_prose_and_nothing_else(room: Any, published: Version) -> None:
    version = published
    base = content_of(version)
    areas.edit_area(
        by=room.lead,
        area=room.awareness.area,
        revision=Area.objects.get(pk=room.awareness.area_id).revision,
        actions_taken="134 staff attended.",
    )
    areas.rate_area(by=room.lead, area=room.awareness.area, rag="red", reason="Low numbers.")
    possible = possible_corrections(base, living_content(Kind.BOTH))
    assert [one.label for one in possible] == ["Actions taken"]
    paths = [one.path for one in possible]
    with pytest.raises(Refused, match="Say why"):
        versions.correct_version(by=room.officer, version=version, paths=paths, reason="")
    with pytest.raises(Refused, match="has changed since"):
        versions.correct_version(by=room.officer, version=version, paths=["areas/x/rag"], reason="Typing.")
    made = versions.correct_version(by=room.officer, version=version, paths=paths, reason="An address.")
    content = content_of(made)
    assert made.number == "1.1"
    assert state(made) == State.APPROVED
    after = next(area for area in content["areas"] if area["number"] == "2.1")
    assert after["actions_taken"] == ["134 staff attended."]
    assert after["rag"] == "unknown"
    assert content_of(version) == base
    assert list(faults()) == []


def test_a_correction_is_of_what_is_published(room: Any) -> None:
    version = room.approved()
    with pytest.raises(NotAllowedNow, match="published now"):
        versions.correct_version(by=room.lead, version=version, paths=["title"], reason="Typing.")


def test_the_passages_are_salted(room: Any) -> None:
    version = room.proposed()
    rows = list(FrozenPassage.objects.filter(version=version))
    assert len({row.salt for row in rows}) == len(rows)
    assert list(trail_faults()) == []
