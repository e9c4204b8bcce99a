"""The lists of accounts, with literal numbers of queries."""

from __future__ import annotations

from typing import Any

import pytest

from dueregard.accounts import queries
from dueregard.accounts.rules import Role
from dueregard.accounts.workflows import correct_person, propose_appointment
from dueregard.kernel import clock
from tests.factories import COMMAND, appoint, make_account, make_campus, make_person

pytestmark = pytest.mark.django_db


def test_people_page_costs_three_queries_however_many_people(django_assert_num_queries: Any) -> None:
    viewer = make_account(Role.PREVENT_LEAD)
    for _ in range(60):
        make_person()
    with django_assert_num_queries(3):
        page = queries.people_page(viewer, "", "1")
        assert [len(page.object_list), page.paginator.count] == [50, 61]
        assert [row.account.is_active for row in page.object_list if hasattr(row, "account")] == [True]


@pytest.mark.parametrize(("wanted", "number"), [("2", 2), ("99", 2), ("", 1), ("x", 1), ("-1", 2), (None, 1)])
def test_a_page_that_is_not_there_is_the_nearest(wanted: str | None, number: int) -> None:
    for _ in range(51):
        make_person()
    assert queries.people_page(None, "", wanted).number == number


def test_people_by_name_and_those_who_left_last() -> None:
    gone = make_person("Aaron")
    correct_person(by=COMMAND, person=gone, name="Aaron", email="", left_on=clock.today())
    for name in ("zoe", "Bea"):
        make_person(name)
    assert [person.name for person in queries.people(None)] == ["Bea", "zoe", "Aaron"]


def test_search_finds_names_and_addresses_and_takes_signs_as_they_are() -> None:
    make_person("Jo 100%", "jo@example.org")
    make_person("Sam", "sam@example.org")
    assert [p.name for p in queries.people(None, "jo 100%")] == ["Jo 100%"]
    assert [p.name for p in queries.people(None, "SAM@")] == ["Sam"]
    assert [p.name for p in queries.people(None, "%a%")] == []


def test_roles_of_today_are_beside_the_person() -> None:
    viewer = make_account(Role.PREVENT_LEAD, Role.GOVERNOR)
    (row,) = queries.people_page(viewer, viewer.email, None).object_list
    assert row.roles_now == ["Governor or executive member", "Prevent lead"]


def test_held_roles_costs_one_query_a_request(django_assert_num_queries: Any) -> None:
    viewer = make_account(Role.PREVENT_LEAD, Role.GOVERNOR)
    with django_assert_num_queries(1):
        assert queries.held_roles(viewer).has(Role.GOVERNOR)
        assert queries.held_roles(viewer).has(Role.PREVENT_LEAD)


def test_who_can_see_what_is_one_query_and_names_every_role(django_assert_num_queries: Any) -> None:
    viewer, campus = make_account(Role.PREVENT_LEAD), make_campus()
    appoint(make_person("Bo"), Role.PREVENT_OFFICER, scope=campus)
    propose_appointment(by=viewer, person=make_person("Cy"), role=Role.AUDITOR, reason="x", starts_on=clock.today())
    with django_assert_num_queries(1):
        waiting, roles = queries.who_can_see_what(viewer)
        assert [row.person.name for row in waiting] == ["Cy"]
        holders = {role.key: [(r.person.name, r.scope_name) for r in role.holders] for role in roles}
    assert list(holders) == list(Role.values)
    assert holders[Role.PREVENT_OFFICER] == [("Bo", campus.name)]
    assert holders[Role.AUDITOR] == []


def test_choices_of_people_leave_out_who_left_and_tell_namesakes_apart() -> None:
    gone = make_person("Gone")
    correct_person(by=COMMAND, person=gone, name="Gone", email="", left_on=clock.today().replace(year=2020))
    one, two = make_person("Sam Hart", "sam1@example.org"), make_person("Sam Hart", "")
    alone = make_person("Unique")
    assert queries.person_choices(None) == sorted(
        [
            (one.reference, "Sam Hart (sam1@example.org)"),
            (two.reference, "Sam Hart (no address)"),
            (alone.reference, "Unique"),
        ],
        key=lambda choice: (choice[1].split(" (")[0], [one, two, alone].index(_of(choice[0], one, two, alone))),
    )


def _of(reference: str, *people: Any) -> Any:
    return next(person for person in people if person.reference == reference)


def test_scope_choices_come_from_the_floor_above() -> None:
    campus = make_campus("North")
    assert ("campus", campus.reference, "North") in queries.scope_choices(None)
