"""What the workflows of accounts change, refuse and record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from dueregard.accounts import workflows
from dueregard.accounts.models import Account, Appointment, Person
from dueregard.accounts.queries import held_roles
from dueregard.accounts.rules import AppointmentState, Role, Scope
from dueregard.audit.models import Detail, Entry
from dueregard.audit.queries import faults
from dueregard.kernel import clock
from dueregard.kernel.require import NotAllowedNow, NotPermitted, Refused
from tests.factories import COMMAND, PASSWORD, appoint, fresh, make_account, make_campus, make_lead, make_person

pytestmark = pytest.mark.django_db


def last() -> Entry:
    return Entry.objects.order_by("-number")[0]


def propose(by: Any, person: Person, role: str = Role.AUDITOR, **changes: Any) -> Appointment:
    values: dict[str, Any] = {"reason": "Audit of the duty.", "starts_on": clock.today()} | changes
    return workflows.propose_appointment(by=by, person=person, role=role, **values)


# --- people -----------------------------------------------------------------------------------------------------------
def test_add_person_cleans_and_records() -> None:
    by = make_account(Role.SYSTEM_ADMINISTRATOR)
    person = workflows.add_person(by=by, name="  Jo\x00  Bell ", email="jo@example.org ")
    assert (person.name, person.email) == ("Jo Bell", "jo@example.org")
    assert (last().verb, last().actor, last().subject) == ("accounts.person_added", by.reference, person.reference)
    assert "Jo" not in last().summary
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("name", "email", "sentence"),
    [
        ("", "a@example.org", "name"),
        ("   ", "", "name"),
        ("x" * 201, "", "at most 200"),
        ("Jo", "not an address", "email address such as"),
        ("Jo", "a" * 250 + "@example.org", "254"),
    ],
)
def test_add_person_refuses(name: str, email: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        workflows.add_person(by=COMMAND, name=name, email=email)


def test_one_address_one_person_whatever_the_case() -> None:
    make_person(email="jo@example.org")
    with pytest.raises(Refused, match="Somebody has this address already"):
        workflows.add_person(by=COMMAND, name="Other", email="JO@example.org")
    assert Person.objects.filter(name="Other").count() == 0


def test_people_without_an_address_do_not_collide() -> None:
    assert make_person("A", "").pk != make_person("A", "").pk


def test_correct_person_moves_the_name_on_to_what_they_lead() -> None:
    person = make_person("Ana Reed")
    lead = make_lead(person)
    workflows.correct_person(by=COMMAND, person=person, name="Ana Stone", email="", left_on=date(2026, 1, 1))
    lead.refresh_from_db()
    person.refresh_from_db()
    assert lead.label == person.name == "Ana Stone"
    assert person.left_on == date(2026, 1, 1)
    assert Detail.objects.get(pk=last().number).values["before"]["name"] == "Ana Reed"


def test_correct_person_refuses_the_address_of_another() -> None:
    one, other = make_person(), make_person()
    with pytest.raises(Refused, match="Somebody else"):
        workflows.correct_person(by=COMMAND, person=one, name=one.name, email=other.email.upper(), left_on=None)


@pytest.mark.parametrize(
    "work",
    [
        lambda by, p, a: workflows.add_person(by=by, name="X"),
        lambda by, p, a: workflows.correct_person(by=by, person=p, name="X", email="", left_on=None),
        lambda by, p, a: workflows.open_account(by=by, person=p, email="x@example.org"),
        lambda by, p, a: workflows.change_sign_in_address(by=by, account=a, email="x@example.org"),
        lambda by, p, a: workflows.close_account(by=by, account=a),
        lambda by, p, a: workflows.reopen_account(by=by, account=a),
        lambda by, p, a: propose(by, p, Role.GOVERNOR),
    ],
)
def test_nothing_is_done_without_permission(work: Callable[[Any, Person, Account], object]) -> None:
    by, person, account = make_account(Role.PREVENT_OFFICER), make_person(), make_account()
    entries = Entry.objects.count()
    with pytest.raises(NotPermitted):
        work(by, person, account)
    assert Entry.objects.count() == entries


# --- accounts ---------------------------------------------------------------------------------------------------------
def test_open_account_keeps_the_address_in_lower_case() -> None:
    person = make_person(email="Jo.Bell@Example.org")
    account = workflows.open_account(by=COMMAND, person=person)
    assert account.email == "jo.bell@example.org"
    assert not account.has_usable_password()


def test_open_account_refuses() -> None:
    taken = make_account()
    with pytest.raises(Refused, match="has an account already"):
        workflows.open_account(by=COMMAND, person=taken.person)
    with pytest.raises(Refused, match="has this address already"):
        workflows.open_account(by=COMMAND, person=make_person(), email=taken.email.upper())
    with pytest.raises(Refused, match="Give the address"):
        workflows.open_account(by=COMMAND, person=make_person(email=""))
    gone = make_person()
    workflows.correct_person(by=COMMAND, person=gone, name="G", email=gone.email, left_on=date(2020, 1, 1))
    with pytest.raises(Refused, match="has left"):
        workflows.open_account(by=COMMAND, person=gone)


def test_administrator_cannot_open_change_or_reopen_the_door_of_somebody_with_a_role() -> None:
    admin, lead = make_account(Role.SYSTEM_ADMINISTRATOR), make_account(Role.PREVENT_LEAD)
    member = make_account(Role.STEERING_MEMBER)
    nameless = make_person()
    propose(admin, nameless, Role.GOVERNOR)
    with pytest.raises(NotPermitted, match="gets a sign-in from the Prevent lead"):
        workflows.open_account(by=admin, person=nameless, email="mine@example.org")
    with pytest.raises(NotPermitted):
        workflows.change_sign_in_address(by=admin, account=member, email="mine@example.org")
    workflows.close_account(by=admin, account=member)
    with pytest.raises(NotPermitted):
        workflows.reopen_account(by=admin, account=member)
    workflows.reopen_account(by=lead, account=member)
    assert fresh(member.person).is_active


def test_close_and_reopen_only_in_turn() -> None:
    account = make_account()
    with pytest.raises(NotAllowedNow):
        workflows.reopen_account(by=COMMAND, account=account)
    workflows.close_account(by=COMMAND, account=account)
    with pytest.raises(NotAllowedNow):
        workflows.close_account(by=COMMAND, account=account)
    assert last().verb == "accounts.account_closed"


# --- leaving ----------------------------------------------------------------------------------------------------------
def leave(account: Account, days: int, *, by: Any = COMMAND) -> Account:
    person = account.person
    workflows.record_leaving(by=by, person=person, on=clock.today() + timedelta(days=days))
    return fresh(person)


@pytest.mark.parametrize(("days", "open_after"), [(-30, False), (-1, False), (0, True), (1, True)])
def test_leaving_closes_the_account_once_the_last_day_is_over(days: int, open_after: bool) -> None:
    account = leave(make_account(Role.GOVERNOR), days)
    assert account.is_active is open_after
    assert account.person.left_on == clock.today() + timedelta(days=days)
    verbs = list(Entry.objects.order_by("-number").values_list("verb", flat=True)[:2])
    assert verbs[0] == ("accounts.person_left" if open_after else "accounts.account_closed")
    assert "accounts.person_left" in verbs


def test_leaving_leaves_a_closed_account_and_ones_own_alone() -> None:
    closed = make_account()
    workflows.close_account(by=COMMAND, account=closed)
    assert not leave(closed, -1).is_active
    lead = make_account(Role.PREVENT_LEAD)
    assert leave(lead, -1, by=lead).is_active
    workflows.record_leaving(by=lead, person=make_person(), on=clock.today())
    with pytest.raises(NotPermitted):
        leave(make_account(), -1, by=make_account(Role.PREVENT_OFFICER))


@pytest.mark.parametrize(("days", "may"), [(None, False), (1, False), (0, True), (-1, True)])
def test_an_account_is_closed_with_the_entry_once_the_last_day_has_come(days: int | None, may: bool) -> None:
    account = make_account()
    left_on = None if days is None else clock.today() + timedelta(days=days)

    def correct() -> None:
        workflows.correct_person(by=COMMAND, person=account.person, name="Jo", email="", left_on=left_on, closing=True)

    if may:
        correct()
        correct()  # closed already: nothing more to do
    else:
        with pytest.raises(Refused, match="once the last day has come"):
            correct()
    changed = fresh(account.person)
    assert (changed.is_active, changed.person.name == "Jo") == (not may, may)


def test_nobody_closes_their_own_account_with_their_entry() -> None:
    lead = make_account(Role.PREVENT_LEAD)
    with pytest.raises(NotPermitted), transaction.atomic():
        workflows.correct_person(by=lead, person=lead.person, name="Jo", email="", left_on=clock.today(), closing=True)
    assert fresh(lead.person).person.left_on is None


# --- appointments -----------------------------------------------------------------------------------------------------
def test_ordinary_role_holds_at_once_when_a_lead_proposes_it() -> None:
    lead, account = make_account(Role.PREVENT_LEAD), make_account()
    made = propose(lead, account.person, Role.GOVERNOR)
    assert made.state == AppointmentState.CONFIRMED
    assert held_roles(fresh(account.person)).has(Role.GOVERNOR)
    assert last().summary == "Appointment as Governor or executive member appointed."


def test_what_an_administrator_proposes_waits_but_for_staff() -> None:
    admin, account = make_account(Role.SYSTEM_ADMINISTRATOR), make_account()
    assert propose(admin, account.person, Role.STEERING_MEMBER).state == AppointmentState.PROPOSED
    assert propose(admin, account.person, Role.MEMBER_OF_STAFF).state == AppointmentState.CONFIRMED
    assert not held_roles(fresh(account.person)).has(Role.STEERING_MEMBER)


def test_sensitive_role_needs_a_second_person() -> None:
    lead, secretary, account = make_account(Role.PREVENT_LEAD), make_account(Role.UNIVERSITY_SECRETARY), make_account()
    made = propose(lead, account.person)
    assert not held_roles(fresh(account.person)).has(Role.AUDITOR)
    with pytest.raises(NotPermitted):
        workflows.confirm_appointment(by=lead, appointment=made)
    workflows.confirm_appointment(by=secretary, appointment=made)
    assert held_roles(fresh(account.person)).has(Role.AUDITOR)
    made.refresh_from_db()
    assert (made.appointed_by, made.decided_by) == (lead.reference, secretary.reference)
    with pytest.raises(NotAllowedNow):
        workflows.decline_appointment(by=secretary, appointment=made)


def test_database_itself_wants_two_people() -> None:
    lead = make_account(Role.PREVENT_LEAD)
    made = propose(lead, make_person())
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=made.pk).update(decided_by=lead.reference)


def test_declined_gives_nothing() -> None:
    lead, secretary, account = make_account(Role.PREVENT_LEAD), make_account(Role.UNIVERSITY_SECRETARY), make_account()
    made = propose(lead, account.person)
    workflows.decline_appointment(by=secretary, appointment=made)
    assert not held_roles(fresh(account.person)).has(Role.AUDITOR)
    assert last().verb == "accounts.appointment_declined"


def test_two_people_decide_at_once_and_the_second_is_told() -> None:
    lead = make_account(Role.PREVENT_LEAD)
    first, second = make_account(Role.UNIVERSITY_SECRETARY), make_account(Role.PREVENT_LEAD)
    made = propose(lead, make_person())
    seen_by_first, seen_by_second = (Appointment.objects.get(pk=made.pk) for _ in range(2))
    workflows.confirm_appointment(by=first, appointment=seen_by_first)
    with pytest.raises(NotAllowedNow, match="has decided"):
        workflows.decline_appointment(by=second, appointment=seen_by_second)
    made.refresh_from_db()
    assert (made.state, made.decided_by) == (AppointmentState.CONFIRMED, first.reference)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": "king"}, "Choose a role"),
        ({"reason": " \n "}, "Say why"),
        ({"ends_on": date(2000, 1, 1)}, "end must not be before"),
        ({"scope": Scope.CAMPUS, "scope_reference": "X"}, "always for the whole institution"),
        ({"role": Role.STEERING_MEMBER, "scope": Scope.CAMPUS}, "Choose the campus or body"),
        ({"role": Role.STEERING_MEMBER, "scope": "planet", "scope_reference": "X"}, "part of the institution"),
    ],
)
def test_proposal_refuses(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        propose(make_account(Role.PREVENT_LEAD), make_person(), **changes)


def test_same_appointment_twice_is_refused_but_not_after_its_end_or_elsewhere() -> None:
    lead, account, campus = make_account(Role.PREVENT_LEAD), make_account(), make_campus()
    first = propose(lead, account.person, Role.STEERING_MEMBER)
    with pytest.raises(Refused, match="already"):
        propose(lead, account.person, Role.STEERING_MEMBER)
    propose(
        lead,
        account.person,
        Role.STEERING_MEMBER,
        scope=Scope.CAMPUS,
        scope_reference=campus.reference,
        scope_name=campus.name,
    )
    workflows.end_appointment(by=lead, appointment=first, reason="Left the group.")
    assert propose(lead, account.person, Role.STEERING_MEMBER).state == AppointmentState.CONFIRMED


def test_somebody_who_has_left_is_not_appointed() -> None:
    gone = make_person()
    workflows.correct_person(by=COMMAND, person=gone, name="G", email="", left_on=clock.today() - timedelta(days=1))
    with pytest.raises(Refused, match="has left"):
        propose(make_account(Role.PREVENT_LEAD), gone)


def test_command_line_makes_the_first_lead() -> None:
    account = make_account()
    assert propose(COMMAND, account.person, Role.PREVENT_LEAD).state == AppointmentState.CONFIRMED


def test_end_appointment_takes_the_role_away_the_next_day_and_needs_a_reason() -> None:
    lead, account = make_account(Role.PREVENT_LEAD), make_account(Role.GOVERNOR)
    row = account.person.appointments.get()
    with pytest.raises(Refused, match="Say why"):
        workflows.end_appointment(by=lead, appointment=row, reason="")
    ended = workflows.end_appointment(by=account, appointment=row, reason="New office.")
    assert (ended.state, ended.ends_on, ended.ended_by_name) == (AppointmentState.ENDED, clock.today(), account.name)
    assert not held_roles(fresh(account.person)).has(Role.GOVERNOR)
    with pytest.raises(NotAllowedNow):
        workflows.end_appointment(by=lead, appointment=row, reason="Again.")


def test_end_before_the_first_day_is_the_first_day() -> None:
    person, start = make_person(), clock.today() + timedelta(days=30)
    appoint(person, Role.GOVERNOR, starts_on=start)
    row = workflows.end_appointment(by=COMMAND, appointment=person.appointments.get(), reason="x")
    assert row.ends_on == start


# --- the last Prevent lead --------------------------------------------------------------------------------------------
def another_lead(kind: str) -> None:
    """Somebody beside the one lead that there is, who is or is not one who can go on."""
    if kind == "none":
        return
    if kind == "officer":
        make_account(Role.PREVENT_OFFICER)
    elif kind == "without an account":
        appoint(make_person(), Role.PREVENT_LEAD)
    elif kind == "from tomorrow":
        appoint(make_account().person, Role.PREVENT_LEAD, starts_on=clock.today() + timedelta(days=1))
    else:
        other = make_account(Role.PREVENT_LEAD)
        if kind == "proposed":
            Appointment.objects.filter(person=other.person).update(state=AppointmentState.PROPOSED)
        elif kind == "lapsed":
            Appointment.objects.filter(person=other.person).update(ends_on=clock.today() - timedelta(days=1))
        elif kind == "until today":
            Appointment.objects.filter(person=other.person).update(ends_on=clock.today())
        elif kind == "closed":
            workflows.close_account(by=COMMAND, account=other)
        elif kind == "left":
            Person.objects.filter(pk=other.person_id).update(left_on=clock.today() - timedelta(days=1))
        elif kind == "leaves today":
            Person.objects.filter(pk=other.person_id).update(left_on=clock.today())


@pytest.mark.parametrize(
    ("other", "may"),
    [
        ("none", False),
        ("officer", False),
        ("without an account", False),
        ("from tomorrow", False),
        ("proposed", False),
        ("lapsed", False),
        ("closed", False),
        ("left", False),
        ("until today", True),
        ("leaves today", True),
        ("lead", True),
    ],
)
@pytest.mark.parametrize("who", ["the secretary", "the lead", "the command line"])
def test_the_last_prevent_lead_stays_until_another_is_appointed(other: str, may: bool, who: str) -> None:
    lead, secretary = make_account(Role.PREVENT_LEAD), make_account(Role.UNIVERSITY_SECRETARY)
    another_lead(other)
    row = lead.person.appointments.get()
    by = {"the secretary": secretary, "the lead": lead, "the command line": COMMAND}[who]
    if may:
        assert workflows.end_appointment(by=by, appointment=row, reason="x").state == AppointmentState.ENDED
        return
    entries = Entry.objects.count()
    with pytest.raises(NotAllowedNow, match="appoint another first"):
        workflows.end_appointment(by=by, appointment=row, reason="x")
    row.refresh_from_db()
    assert (row.state, row.ends_on, Entry.objects.count()) == (AppointmentState.CONFIRMED, None, entries)


@pytest.mark.parametrize("change", ["proposed", "from tomorrow", "lapsed"])
def test_an_appointment_as_lead_that_does_not_hold_may_end(change: str) -> None:
    lead = make_account(Role.PREVENT_LEAD)
    today = clock.today()
    values: dict[str, Any] = {
        "proposed": {"state": AppointmentState.PROPOSED},
        "from tomorrow": {"starts_on": today + timedelta(days=1)},
        "lapsed": {"ends_on": today - timedelta(days=1)},
    }[change]
    Appointment.objects.filter(person=lead.person).update(**values)
    row = lead.person.appointments.get()
    assert workflows.end_appointment(by=COMMAND, appointment=row, reason="x").state == AppointmentState.ENDED


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_end_each_other_at_once_leave_one() -> None:
    one, other = make_account(Role.PREVENT_LEAD), make_account(Role.PREVENT_LEAD)
    rows = {account.pk: account.person.appointments.get() for account in (one, other)}
    at_once, refused = Barrier(2), []

    def end(by: Account, of: Account) -> None:
        at_once.wait(10)
        try:
            workflows.end_appointment(by=by, appointment=rows[of.pk], reason="A quarrel.")
        except (NotAllowedNow, NotPermitted) as error:
            refused.append(error)
        finally:
            connection.close()

    # Their roles are read beforehand, as by the page: what they held then does not help them once the other was quicker.
    assert held_roles(one).has(Role.PREVENT_LEAD)
    assert held_roles(other).has(Role.PREVENT_LEAD)
    threads = [Thread(target=end, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [type(error) for error in refused] == [NotAllowedNow]
    assert Appointment.objects.filter(role=Role.PREVENT_LEAD, state=AppointmentState.CONFIRMED).count() == 1


# --- two people at once -----------------------------------------------------------------------------------------------
def test_what_the_database_refuses_becomes_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if another request had committed between the check and the write."""
    taken = make_account()
    monkeypatch.setattr(QuerySet, "exists", lambda self: False)
    with pytest.raises(Refused, match="has this address already"):
        workflows.open_account(by=COMMAND, person=make_person(email=""), email=taken.email)
    assert workflows.add_person(by=COMMAND, name="The transaction goes on").pk


def test_password_is_not_in_the_trail() -> None:
    make_account()
    assert not [v for v in Detail.objects.values_list("values", flat=True) if PASSWORD in str(v)]
