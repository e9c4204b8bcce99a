"""Who may do what in a round, over every role; and that the two forms of a rule agree."""

from __future__ import annotations

from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.kernel.principals import Command, LinkHolder, Schedule
from dueregard.rounds import permissions
from dueregard.rounds.models import Round
from tests import factories
from tests.access_table import EDITORS, EVERYBODY, PLAN_READERS
from tests.rounds.conftest import Asked

ANSWER_READERS = EDITORS | {Role.UNIVERSITY_SECRETARY, Role.AUDITOR}


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_each_role(asked: Asked, role: str) -> None:
    viewer = factories.make_account(*filter(None, [role]))
    assert permissions.can_read_rounds(viewer) is (role in PLAN_READERS)
    assert permissions.can_read_round(viewer, asked.round) is (role in PLAN_READERS)
    assert Round.objects.filter(permissions.visible_rounds(viewer)).exists() is (role in PLAN_READERS)
    assert permissions.can_read_answers(viewer) is (role in ANSWER_READERS)
    assert permissions.can_run_rounds(viewer) is (role in EDITORS)
    assert permissions.can_answer(viewer, asked.ask(asked.post)) is (role in EDITORS)
    assert not permissions.can_hold_link(viewer, asked.ask(asked.post))
    assert not permissions.can_remind(viewer)


@pytest.mark.parametrize("role", [Role.PREVENT_OFFICER, Role.HEAD_OF_DEPARTMENT])
def test_a_role_for_one_campus_alone_sees_no_round(asked: Asked, role: str) -> None:
    viewer = factories.make_account(role, scope=factories.make_campus())
    for allowed in (permissions.can_read_rounds, permissions.can_read_answers, permissions.can_run_rounds):
        assert not allowed(viewer)


def test_whoever_holds_a_link_may_answer_their_own_rows_and_nothing_else(asked: Asked) -> None:
    mine, other = asked.ask(asked.post), asked.ask(asked.person)
    holder = asked.holder(asked.post)
    for allowed in (permissions.can_answer, permissions.can_hold_link):
        assert allowed(holder, mine)
        assert not allowed(holder, other)
        assert not allowed(LinkHolder("", "Nobody"), mine)
    for nothing in (
        permissions.can_read_rounds, permissions.can_read_answers, permissions.can_run_rounds, permissions.can_remind,
    ):  # fmt: skip
        assert not nothing(holder)


@pytest.mark.parametrize(("by", "reads", "reminds"), [(Command(), True, True), (Schedule(), False, True)])
def test_the_house_itself(asked: Asked, by: Any, reads: bool, reminds: bool) -> None:
    assert permissions.can_read_rounds(by) is reads
    assert permissions.can_read_answers(by) is reads
    assert permissions.can_run_rounds(by) is reads
    assert permissions.can_remind(by) is reminds
    assert not permissions.can_hold_link(by, asked.ask(asked.post))
