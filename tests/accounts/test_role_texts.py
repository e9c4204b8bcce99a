"""What a role's words promise is what it may do, and what it may do is in its words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from dueregard.accounts import permissions as people
from dueregard.accounts.rules import ROLES, Role
from dueregard.health.permissions import can_read_health
from dueregard.home.permissions import can_read_trail
from dueregard.organisation.permissions import can_keep_organisation
from dueregard.plan import permissions as plan
from dueregard.publication import permissions as publication
from dueregard.rounds import permissions as rounds
from dueregard.training import permissions as training
from tests import factories

pytestmark = pytest.mark.django_db

_SOMEBODY_ELSES: Any = SimpleNamespace(proposed_by="SOMEBODY")
# What may be done -> the words of which one stands in the text of every role that may, and of no other.
PROMISES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "read the plan": (plan.can_read_register, ("Reads the plan", "Reads the whole plan", "Reads and edits", "but concerns")),
    "read all that is restricted": (plan.can_read_all_restricted, ("restricted passages included",)),
    "edit the plan": (plan.can_edit_plan, ("Reads and edits",)),
    "record reviews": (plan.can_record_plan_review, ("records ratings and reviews",)),
    "run rounds": (rounds.can_run_rounds, ("Opens update rounds, reads what leads answer and decides",)),
    "read answers": (rounds.can_read_answers, ("eads what leads answer", "what leads answer in update rounds")),
    "see how far rounds are": (
        rounds.can_read_rounds, ("how far update rounds have come", "Opens update rounds", "what leads answer in"),
    ),
    "propose versions": (publication.can_propose_version, ("Proposes versions",)),
    "approve": (lambda viewer: publication.can_approve_version(viewer, _SOMEBODY_ELSES), ("pproves versions that",)),
    "publish, withdraw, redact": (publication.can_decide_on_versions, ("publishes, withdraws and redacts",)),
    "read versions": (
        publication.can_read_versions,
        ("versions, the evidence", "and versions", "its versions", "ersions that", "Proposes versions"),
    ),
    "read the health": (can_read_health, ("health", "whole plan", "Reads and edits")),
    "read the trail": (can_read_trail, ("audit trail",)),
    "decide on appointments": (people.can_decide_appointments, ("Confirms appointments",)),
    "keep training": (training.can_keep_training, ("Keeps the records of training",)),
    "read who needs training": (training.can_read_training, ("ho needs which training",)),
    "read everybody's record": (training.can_read_all_records, ("everybody's record of it",)),
    "read who the officers are": (
        training.can_read_officers,
        ("everybody's record of it", "who the designated safeguarding officers are"),
    ),
    "take names of leavers out": (training.can_forget_staff, ("of somebody who left out of the training records",)),
    "keep the organisation": (can_keep_organisation, ("lists of the organisation", "Reads and edits", "Secretary to")),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(PROMISES))
def test_the_words_and_the_permissions_say_the_same(what: str) -> None:
    allowed, words = PROMISES[what]
    for role in Role:
        text = ROLES[role].description
        promised = any(word in text for word in words)
        assert promised is allowed(factories.make_account(role)), (role, text)


@pytest.mark.parametrize("role", [role for role in Role if ROLES[role].scoped])
def test_a_limited_appointment_reads_no_version_and_no_round(role: Role) -> None:
    viewer = factories.make_account(role, scope=factories.make_campus())
    assert "version or update round" in ROLES[role].description
    for may in (publication.can_read_versions, rounds.can_read_rounds, rounds.can_read_answers, plan.can_edit_plan):
        assert not may(viewer)
    assert not training.can_keep_training(viewer)
    assert not training.can_read_all_records(viewer)


@pytest.mark.parametrize("role", [role for role in Role if ROLES[role].scoped])
def test_whose_training_records_a_limited_appointment_reads(role: Role) -> None:
    of_department = training.has_people(factories.make_account(role, scope=factories.make_body()))
    of_campus = training.has_people(factories.make_account(role, scope=factories.make_campus()))
    promised = "reads the training records of its staff" in ROLES[role].description
    assert promised is (of_department or of_campus)
