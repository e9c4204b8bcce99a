"""Roles in words, which appointments need a second person, and when one gives its role."""

from __future__ import annotations

from datetime import date

import pytest

from dueregard.accounts.rules import APPOINTMENT, ROLES, AppointmentState, Role, in_force, may_end, needs_second_person
from dueregard.kernel.require import NotAllowedNow

SENSITIVE = {
    Role.PREVENT_LEAD,
    Role.PREVENT_OFFICER,
    Role.UNIVERSITY_SECRETARY,
    Role.SAFEGUARDING_OFFICER,
    Role.DATA_PROTECTION_OFFICER,
    Role.AUDITOR,
    Role.SYSTEM_ADMINISTRATOR,
}


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("holds", [True, False])
@pytest.mark.parametrize("other_leads", [0, 1, 2])
def test_only_the_last_lead_may_not_end(role: str, holds: bool, other_leads: int) -> None:
    last = (role, holds, other_leads) == (Role.PREVENT_LEAD, True, 0)
    assert may_end(role, holds=holds, other_leads=other_leads) is not last


def test_every_role_is_described_in_words() -> None:
    assert set(ROLES) == set(Role)
    assert all(text.description.endswith(".") and len(text.description) > 15 for text in ROLES.values())


@pytest.mark.parametrize("role", list(Role))
def test_who_needs_a_second_person(role: Role) -> None:
    assert needs_second_person(role) is (role in SENSITIVE)
    assert needs_second_person(role, proposed_by_decider=False) is (role != Role.MEMBER_OF_STAFF)


@pytest.mark.parametrize(
    ("state", "starts_on", "ends_on", "gives"),
    [
        (AppointmentState.CONFIRMED, date(2026, 11, 24), None, True),
        (AppointmentState.CONFIRMED, date(2026, 11, 25), None, False),
        (AppointmentState.CONFIRMED, date(2026, 1, 1), date(2026, 11, 24), True),
        (AppointmentState.CONFIRMED, date(2026, 1, 1), date(2026, 11, 23), False),
        (AppointmentState.PROPOSED, date(2026, 1, 1), None, False),
        (AppointmentState.DECLINED, date(2026, 1, 1), None, False),
        (AppointmentState.ENDED, date(2026, 1, 1), date(2026, 12, 31), False),
    ],
)
def test_when_an_appointment_gives_its_role(state: str, starts_on: date, ends_on: date | None, gives: bool) -> None:
    assert in_force(state, starts_on, ends_on, date(2026, 11, 24)) is gives


@pytest.mark.parametrize("state", list(AppointmentState))
@pytest.mark.parametrize("verb", ["confirm", "decline", "end"])
def test_every_step_of_the_table(state: str, verb: str) -> None:
    allowed = {
        ("proposed", "confirm"): "confirmed",
        ("proposed", "decline"): "declined",
        ("proposed", "end"): "ended",
        ("confirmed", "end"): "ended",
    }
    if (state, verb) in allowed:
        assert APPOINTMENT.target(verb, state) == allowed[state, verb]
    else:
        with pytest.raises(NotAllowedNow):
            APPOINTMENT.target(verb, state)
