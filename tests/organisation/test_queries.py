"""The lists of the organisation, with literal numbers of queries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dueregard.kernel import clock
from dueregard.organisation import queries
from dueregard.organisation.rules.years import AcademicYear
from dueregard.organisation.workflows import bodies, memberships, posts, terms
from tests.factories import COMMAND, make_body, make_campus, make_membership, make_person, make_post

pytestmark = pytest.mark.django_db


def test_bodies_by_kind(django_assert_num_queries: Any) -> None:
    make_body("zebra group")
    old = make_body("Alpha group")
    bodies.end_body(by=COMMAND, body=old, on=date(2020, 1, 1))
    make_body("Beta group")
    make_body("The University", "university")
    with django_assert_num_queries(1):
        groups = [(kind, [body.name for body in rows]) for kind, rows in queries.bodies_by_kind(None)]
    assert groups == [
        ("The institution", ["The University"]),
        ("Committee or group", ["Beta group", "zebra group", "Alpha group"]),
    ]


def test_posts_with_holders_cost_two_queries(django_assert_num_queries: Any) -> None:
    for number in range(5):
        make_post(f"Post {number}", holder=make_person(f"Holder {number}"))
    vacant = make_post("A vacant post")
    past = posts.appoint_holder(by=COMMAND, post=vacant, person=make_person(), to_on=date(2020, 1, 1))
    with django_assert_num_queries(2):
        rows = [(p.title, [h.person.name for h in p.holders_now]) for p in queries.posts_with_holders(None)]
    assert rows[0] == ("A vacant post", [])
    assert rows[1] == ("Post 0", ["Holder 0"])
    assert [row.pk for row in queries.holdings(None, vacant)] == [past.pk]


def test_seats_today_first_then_coming_then_past_in_two_queries(django_assert_num_queries: Any) -> None:
    body, today = make_body(), clock.today()
    seats = [
        ("Past", "chair", None, today - timedelta(days=1)),
        ("Coming", "chair", today + timedelta(days=1), None),
        ("Member", "member", None, None),
        ("Attending", "attendee", None, today),
        ("Chair", "chair", today, None),
    ]
    for name, seat, start, end in seats:
        memberships.add_membership(by=COMMAND, body=body, person=make_person(name), seat=seat, from_on=start, to_on=end)
    make_membership(body, post=make_post("Registrar", holder=make_person("Rita")), seat="secretary")
    with django_assert_num_queries(2):
        rows = queries.seats(None, body, today)
        found = [(r.membership.post.title if r.membership.post else r.membership.person.name, r.when) for r in rows]
    assert found == [
        ("Chair", "now"),
        ("Registrar", "now"),
        ("Member", "now"),
        ("Attending", "now"),
        ("Coming", "coming"),
        ("Past", "past"),
    ]
    assert rows[1].holders == ["Rita"]


def test_choices_leave_out_what_has_ended() -> None:
    body, old = make_body("Now"), make_body("Then")
    post = make_post("Registrar", holder=make_person("Rita"))
    bodies.end_body(by=COMMAND, body=old, on=date(2020, 1, 1))
    posts.end_post(by=COMMAND, post=make_post("Old"), on=date(2020, 1, 1))
    assert queries.body_choices(None) == [(body.reference, "Now")]
    assert queries.body_choices(None, with_body=old) == [(body.reference, "Now"), (old.reference, "Then")]
    assert queries.post_choices(None) == [(post.reference, "Registrar")]
    assert [person.name for person in queries.holders_on(post, clock.today())] == ["Rita"]


def test_scopes_are_open_campuses_and_bodies_of_our_own(django_assert_num_queries: Any) -> None:
    campus, body = make_campus("North"), make_body("Engineering", "department")
    make_body("City council", "outside")
    with django_assert_num_queries(2):
        assert queries.scope_choices(None) == [
            ("campus", campus.reference, "North"),
            ("body", body.reference, "Engineering"),
        ]


def test_years_around_today_and_those_with_dates_of_their_own(django_assert_num_queries: Any) -> None:
    own = {
        "autumn": (date(2020, 9, 28), date(2020, 12, 11)),
        "spring": (date(2021, 1, 11), date(2021, 3, 26)),
        "summer": (date(2021, 4, 19), date(2021, 6, 18)),
    }
    terms.set_terms(by=COMMAND, year=AcademicYear(2020), terms=own)
    with django_assert_num_queries(1):
        rows = [(row.year.label, row.own) for row in queries.years_of_terms(None, date(2026, 11, 24))]
    assert rows == [("2027/28", False), ("2026/27", False), ("2025/26", False), ("2020/21", True)]
