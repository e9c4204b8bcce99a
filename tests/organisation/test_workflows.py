"""What the workflows of the organisation change, refuse and record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from dueregard.accounts.models import Appointment
from dueregard.accounts.rules import Role
from dueregard.audit.models import Detail, Entry
from dueregard.audit.queries import faults
from dueregard.kernel import clock
from dueregard.kernel.require import NotAllowedNow, NotPermitted, Refused
from dueregard.organisation import queries
from dueregard.organisation.models import Body, Campus, Initials, Membership, Post, PostHolding, TermDate
from dueregard.organisation.rules.years import AcademicYear
from dueregard.organisation.workflows import bodies, campuses, glossary, memberships, posts, terms
from tests.factories import (
    COMMAND,
    make_account,
    make_body,
    make_campus,
    make_initials,
    make_lead,
    make_membership,
    make_person,
    make_post,
)

pytestmark = pytest.mark.django_db

TERMS = {
    "autumn": (date(2026, 9, 28), date(2026, 12, 11)),
    "spring": (date(2027, 1, 11), date(2027, 3, 26)),
    "summer": (date(2027, 4, 19), date(2027, 6, 18)),
}
YEAR = AcademicYear(2026)


def last() -> tuple[str, str, str]:
    entry = Entry.objects.order_by("-number")[0]
    return entry.verb, entry.subject, entry.summary


@pytest.mark.parametrize(
    "work",
    [
        lambda by: bodies.add_body(by=by, name="X", kind="team"),
        lambda by: bodies.correct_body(by=by, body=make_body(), name="X", kind="team", began_on=None),
        lambda by: bodies.end_body(by=by, body=make_body(), on=date(2026, 1, 1)),
        lambda by: bodies.reopen_body(by=by, body=make_body()),
        lambda by: posts.add_post(by=by, title="X"),
        lambda by: posts.correct_post(by=by, post=make_post(), title="X", body=None),
        lambda by: posts.end_post(by=by, post=make_post(), on=date(2026, 1, 1)),
        lambda by: posts.reopen_post(by=by, post=make_post()),
        lambda by: posts.appoint_holder(by=by, post=make_post(), person=make_person()),
        lambda by: posts.change_holder(by=by, post=make_post(), successor=make_person(), on=date(2026, 1, 1)),
        lambda by: posts.end_holding(
            by=by, holding=make_post(holder=make_person()).holdings.get(), to_on=date(2026, 1, 1)
        ),
        lambda by: memberships.add_membership(by=by, body=make_body(), person=make_person()),
        lambda by: memberships.correct_membership(
            by=by, membership=make_membership(make_body()), seat="chair", from_on=None, to_on=None
        ),
        lambda by: memberships.end_membership(by=by, membership=make_membership(make_body()), to_on=date(2026, 1, 1)),
        lambda by: campuses.add_campus(by=by, name="X"),
        lambda by: campuses.rename_campus(by=by, campus=make_campus(), name="X"),
        lambda by: campuses.close_campus(by=by, campus=make_campus(), on=date(2026, 1, 1)),
        lambda by: campuses.reopen_campus(by=by, campus=make_campus()),
        lambda by: glossary.add_initials(by=by, letters="X", meaning="Y"),
        lambda by: glossary.correct_initials(by=by, initials=make_initials(), letters="X", meaning="Y", lead=None),
        lambda by: glossary.remove_initials(by=by, initials=make_initials()),
        lambda by: terms.set_terms(by=by, year=YEAR, terms=TERMS),
        lambda by: terms.use_usual_terms(by=by, year=YEAR),
    ],
)
def test_nothing_without_permission(work: Callable[[Any], object]) -> None:
    by = make_account(Role.STEERING_MEMBER)
    with pytest.raises(NotPermitted):
        work(by)
    assert not Entry.objects.filter(actor=by.reference).exists()


# --- bodies -----------------------------------------------------------------------------------------------------------
def test_body_from_beginning_to_end() -> None:
    by = make_account(Role.PREVENT_LEAD)
    body = bodies.add_body(by=by, name=" Steering  group ", kind="committee", began_on=date(2019, 9, 1))
    assert (body.name, last()) == ("Steering group", ("organisation.body_added", body.reference, "Added a body."))
    seat = make_membership(body)
    past = memberships.add_membership(by=by, body=body, person=make_person(), to_on=date(2020, 7, 31))
    bodies.end_body(by=by, body=body, on=date(2026, 7, 31))
    for row in (body, seat, past):
        row.refresh_from_db()
    assert (body.ended_on, seat.to_on, past.to_on) == (date(2026, 7, 31), date(2026, 7, 31), date(2020, 7, 31))
    assert Detail.objects.order_by("-entry_id")[0].values["seats"] == 1
    with pytest.raises(NotAllowedNow, match="ended already"):
        bodies.end_body(by=by, body=body, on=date(2026, 7, 31))
    with pytest.raises(NotAllowedNow, match="This body has ended"):
        memberships.add_membership(by=by, body=body, person=make_person())
    bodies.reopen_body(by=by, body=body)
    with pytest.raises(NotAllowedNow, match="has not ended"):
        bodies.reopen_body(by=by, body=body)
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("name", "kind", "sentence"),
    [
        ("", "team", "Give the body"),
        ("x" * 201, "team", "at most 200"),
        ("X", "planet", "what kind"),
        ("STEERING group", "team", "of this name already"),
    ],
)
def test_body_refuses(name: str, kind: str, sentence: str) -> None:
    make_body("Steering Group")
    other = make_body("Other")
    with pytest.raises(Refused, match=sentence):
        bodies.add_body(by=COMMAND, name=name, kind=kind)
    with pytest.raises(Refused, match=sentence):
        bodies.correct_body(by=COMMAND, body=other, name=name, kind=kind, began_on=None)
    assert Body.objects.count() == 2


def test_body_does_not_end_before_it_began_or_before_a_coming_seat() -> None:
    body = make_body(began_on=date(2020, 1, 1))
    with pytest.raises(Refused, match="before it began"):
        bodies.end_body(by=COMMAND, body=body, on=date(2019, 12, 31))
    memberships.add_membership(by=COMMAND, body=body, person=make_person(), from_on=date(2030, 1, 1))
    with pytest.raises(Refused, match="begins after that day"):
        bodies.end_body(by=COMMAND, body=body, on=date(2026, 1, 1))


def test_new_name_of_a_body_moves_on_to_its_lead_and_to_appointments_limited_to_it() -> None:
    body = make_body("Old name")
    lead, officer = make_lead(body), make_account(Role.PREVENT_OFFICER, scope=body)
    bodies.correct_body(by=COMMAND, body=body, name="New name", kind="team", began_on=None)
    lead.refresh_from_db()
    assert lead.label == "New name"
    assert Appointment.objects.get(person=officer.person).scope_name == "New name"


# --- posts ------------------------------------------------------------------------------------------------------------
def spans(post: Post) -> list[tuple[str, date | None, date | None]]:
    rows = PostHolding.objects.filter(post=post).order_by("pk")
    return [(row.person.name, row.from_on, row.to_on) for row in rows]


def test_change_holder_in_one_step() -> None:
    old, new = make_person("Old"), make_person("New")
    post = make_post("Head of security", holder=old)
    lead = make_lead(post)
    posts.change_holder(by=COMMAND, post=post, successor=new, on=date(2026, 9, 1))
    assert spans(post) == [("Old", None, date(2026, 8, 31)), ("New", date(2026, 9, 1), None)]
    assert [p.name for p in queries.holders_on(post, date(2026, 8, 31))] == ["Old"]
    assert [p.name for p in queries.holders_on(post, date(2026, 9, 1))] == ["New"]
    lead.refresh_from_db()
    assert (lead.kind, lead.post_id, lead.label) == ("post", post.pk, "Head of security")
    verbs = list(Entry.objects.order_by("-number").values_list("verb", flat=True)[:2])
    assert verbs == ["organisation.post_taken_up", "organisation.post_given_up"]


def test_vacant_post_simply_gets_its_holder() -> None:
    post = make_post()
    posts.change_holder(by=COMMAND, post=post, successor=make_person("New"), on=date(2026, 9, 1))
    assert spans(post) == [("New", date(2026, 9, 1), None)]


def test_shared_post_asks_whom_the_successor_follows() -> None:
    one, two, new = make_person("One"), make_person("Two"), make_person("New")
    post = make_post(holder=one)
    posts.appoint_holder(by=COMMAND, post=post, person=two)
    with pytest.raises(Refused, match="Several people share"):
        posts.change_holder(by=COMMAND, post=post, successor=new, on=date(2026, 9, 1))
    with pytest.raises(Refused, match="does not hold the post"):
        posts.change_holder(by=COMMAND, post=post, successor=new, on=date(2026, 9, 1), predecessor=make_person())
    posts.change_holder(by=COMMAND, post=post, successor=new, on=date(2026, 9, 1), predecessor=two)
    assert spans(post) == [
        ("One", None, None),
        ("Two", None, date(2026, 8, 31)),
        ("New", date(2026, 9, 1), None),
    ]


def test_change_holder_refuses_nonsense_and_changes_nothing() -> None:
    holder = make_person("Holder")
    post = make_post()
    posts.appoint_holder(by=COMMAND, post=post, person=holder, from_on=date(2026, 9, 1))
    with pytest.raises(Refused, match="holds the post already"):
        posts.change_holder(by=COMMAND, post=post, successor=holder, on=date(2026, 10, 1))
    with pytest.raises(Refused, match="no earlier than that day"):
        posts.change_holder(by=COMMAND, post=post, successor=make_person(), on=date(2026, 9, 1))
    posts.appoint_holder(
        by=COMMAND, post=post, person=make_person("Coming"), from_on=date(2027, 1, 1), to_on=date(2027, 2, 1)
    )
    coming = PostHolding.objects.get(person__name="Coming").person
    with pytest.raises(Refused, match="holds the post on one of these days"):
        posts.change_holder(by=COMMAND, post=post, successor=coming, on=date(2026, 10, 1))
    assert spans(post)[0] == ("Holder", date(2026, 9, 1), None)


def test_two_people_hand_a_post_over_at_once_and_the_second_is_told() -> None:
    post = make_post(holder=make_person("Old"))
    seen_by_second = Post.objects.get(pk=post.pk)
    posts.change_holder(by=COMMAND, post=post, successor=make_person("First"), on=date(2026, 9, 1))
    with pytest.raises(Refused, match="no earlier than that day"):
        posts.change_holder(by=COMMAND, post=seen_by_second, successor=make_person("Second"), on=date(2026, 9, 1))
    assert [name for name, _, _ in spans(post)] == ["Old", "First"]


@pytest.mark.parametrize(
    ("from_on", "to_on", "refused"),
    [
        (date(2026, 1, 31), None, True),
        (date(2026, 2, 1), None, False),
        (None, date(2025, 12, 31), False),
        (None, date(2026, 1, 1), True),
        (None, None, True),
    ],
)
def test_same_person_twice_on_one_day_is_refused(from_on: date | None, to_on: date | None, refused: bool) -> None:
    post, person = make_post(), make_person()
    posts.appoint_holder(by=COMMAND, post=post, person=person, from_on=date(2026, 1, 1), to_on=date(2026, 1, 31))
    if refused:
        with pytest.raises(Refused, match="on one of these days already"):
            posts.appoint_holder(by=COMMAND, post=post, person=person, from_on=from_on, to_on=to_on)
    else:
        posts.appoint_holder(by=COMMAND, post=post, person=person, from_on=from_on, to_on=to_on)
    assert len(spans(post)) == (1 if refused else 2)


def test_end_holding_and_correct_its_end() -> None:
    post = make_post()
    holding = posts.appoint_holder(by=COMMAND, post=post, person=make_person("A"), from_on=date(2026, 1, 1))
    with pytest.raises(Refused, match="must not be before the first"):
        posts.end_holding(by=COMMAND, holding=holding, to_on=date(2025, 12, 31))
    posts.end_holding(by=COMMAND, holding=holding, to_on=date(2026, 1, 1))
    posts.end_holding(by=COMMAND, holding=holding, to_on=date(2026, 3, 1))
    assert spans(post) == [("A", date(2026, 1, 1), date(2026, 3, 1))]
    posts.appoint_holder(by=COMMAND, post=post, person=holding.person, from_on=date(2026, 6, 1))
    with pytest.raises(Refused, match="holds the post again"):
        posts.end_holding(by=COMMAND, holding=holding, to_on=date(2026, 6, 1))


def test_end_post_ends_holdings_and_seats() -> None:
    post, body = make_post(holder=make_person()), make_body()
    seat = make_membership(body, post=post)
    posts.end_post(by=COMMAND, post=post, on=date(2026, 7, 31))
    seat.refresh_from_db()
    assert spans(post)[0][2] == seat.to_on == date(2026, 7, 31)
    with pytest.raises(NotAllowedNow):
        posts.end_post(by=COMMAND, post=post, on=date(2026, 7, 31))
    with pytest.raises(NotAllowedNow, match="This post has ended"):
        posts.appoint_holder(by=COMMAND, post=post, person=make_person())
    posts.appoint_holder(by=COMMAND, post=post, person=make_person(), to_on=date(2020, 1, 1))
    posts.reopen_post(by=COMMAND, post=post)
    with pytest.raises(NotAllowedNow):
        posts.reopen_post(by=COMMAND, post=post)


def test_post_titles_are_unique_and_move_on_to_the_lead() -> None:
    make_post("Chaplain")
    post = make_post("Head of security")
    lead = make_lead(post)
    for work in (
        lambda: posts.add_post(by=COMMAND, title="CHAPLAIN"),
        lambda: posts.correct_post(by=COMMAND, post=post, title="chaplain", body=None),
    ):
        with pytest.raises(Refused, match="of this title already"):
            work()
    with pytest.raises(Refused, match="Give the post"):
        posts.add_post(by=COMMAND, title=" ")
    posts.correct_post(by=COMMAND, post=post, title="Director of security", body=make_body("Estates"))
    lead.refresh_from_db()
    assert lead.label == "Director of security"


# --- seats ------------------------------------------------------------------------------------------------------------
def test_a_seat_is_of_a_person_or_of_a_post() -> None:
    body = make_body()
    for who in ({}, {"person": make_person(), "post": make_post()}):
        with pytest.raises(Refused, match="not both"):
            memberships.add_membership(by=COMMAND, body=body, **who)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(body=body)


def test_no_second_seat_on_the_same_days() -> None:
    body, person = make_body(), make_person()
    first = memberships.add_membership(by=COMMAND, body=body, person=person, to_on=date(2026, 1, 31))
    with pytest.raises(Refused, match="have a seat on this body"):
        memberships.add_membership(by=COMMAND, body=body, person=person, from_on=date(2026, 1, 31))
    second = memberships.add_membership(by=COMMAND, body=body, person=person, seat="chair", from_on=date(2026, 2, 1))
    with pytest.raises(Refused, match="another seat"):
        memberships.correct_membership(
            by=COMMAND, membership=second, seat="chair", from_on=date(2026, 1, 1), to_on=None
        )
    memberships.correct_membership(by=COMMAND, membership=first, seat="attendee", from_on=None, to_on=date(2025, 1, 1))
    first.refresh_from_db()
    assert (first.seat, first.to_on) == ("attendee", date(2025, 1, 1))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"seat": "throne"}, "what kind of seat"),
        ({"from_on": date(2026, 2, 1), "to_on": date(2026, 1, 1)}, "must not be before the first"),
    ],
)
def test_seat_refuses(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        memberships.add_membership(by=COMMAND, body=make_body(), person=make_person(), **changes)


def test_end_a_seat_once() -> None:
    seat = memberships.add_membership(by=COMMAND, body=make_body(), person=make_person(), from_on=date(2026, 1, 1))
    with pytest.raises(Refused):
        memberships.end_membership(by=COMMAND, membership=seat, to_on=date(2025, 12, 31))
    memberships.end_membership(by=COMMAND, membership=seat, to_on=date(2026, 6, 1))
    with pytest.raises(NotAllowedNow, match="has an end already"):
        memberships.end_membership(by=COMMAND, membership=seat, to_on=date(2026, 6, 2))


# --- campuses, glossary, terms ----------------------------------------------------------------------------------------
def test_campus() -> None:
    campus = make_campus("North")
    officer = make_account(Role.PREVENT_OFFICER, scope=campus)
    make_campus("South")
    for work in (
        lambda: campuses.add_campus(by=COMMAND, name="NORTH"),
        lambda: campuses.rename_campus(by=COMMAND, campus=campus, name="south"),
    ):
        with pytest.raises(Refused, match="of this name already"):
            work()
    with pytest.raises(Refused, match="at most 120"):
        campuses.add_campus(by=COMMAND, name="x" * 121)
    campuses.rename_campus(by=COMMAND, campus=campus, name="North side")
    assert Appointment.objects.get(person=officer.person).scope_name == "North side"
    campuses.close_campus(by=COMMAND, campus=campus, on=date(2026, 1, 1))
    with pytest.raises(NotAllowedNow):
        campuses.close_campus(by=COMMAND, campus=campus, on=date(2026, 1, 1))
    campuses.reopen_campus(by=COMMAND, campus=campus)
    with pytest.raises(NotAllowedNow):
        campuses.reopen_campus(by=COMMAND, campus=campus)
    assert Campus.objects.get(pk=campus.pk).closed_on is None


def test_glossary() -> None:
    lead = make_lead("Head of something")
    entry = glossary.add_initials(by=COMMAND, letters=" HoS ", meaning="Head of something", lead=lead)
    assert (entry.letters, entry.lead) == ("HoS", lead)
    make_initials("HOS")
    with pytest.raises(Refused, match="in the glossary already"):
        glossary.add_initials(by=COMMAND, letters="HoS", meaning="x")
    with pytest.raises(Refused, match="in the glossary already"):
        glossary.correct_initials(by=COMMAND, initials=entry, letters="HOS", meaning="x", lead=None)
    for letters, meaning in (("", "x"), ("x", ""), ("x" * 21, "x"), ("x", "x" * 301)):
        with pytest.raises(Refused):
            glossary.add_initials(by=COMMAND, letters=letters, meaning=meaning)
    seen = Initials.objects.get(pk=entry.pk)
    glossary.remove_initials(by=COMMAND, initials=entry)
    assert not Initials.objects.filter(pk=entry.pk).exists()
    assert last()[0] == "organisation.initials_removed"
    for work in (
        lambda: glossary.remove_initials(by=COMMAND, initials=seen),
        lambda: glossary.correct_initials(by=COMMAND, initials=seen, letters="x", meaning="y", lead=None),
    ):
        with pytest.raises(NotAllowedNow, match="Somebody else has taken"):
            work()


def test_terms_of_a_year() -> None:
    assert queries.term_dates().own == ()
    terms.set_terms(by=COMMAND, year=YEAR, terms=TERMS)
    dates = queries.term_dates()
    assert {t.name: (t.start, t.end) for t in dates.terms(YEAR)} == TERMS
    assert dates.in_calendar_year("Lent", 2027).start == date(2027, 1, 11)
    changed = TERMS | {"spring": (date(2027, 1, 18), date(2027, 3, 26))}
    terms.set_terms(by=COMMAND, year=YEAR, terms=changed)
    assert TermDate.objects.count() == 3
    assert queries.term_dates().term("spring", YEAR).start == date(2027, 1, 18)
    terms.use_usual_terms(by=COMMAND, year=YEAR)
    assert queries.term_dates().own == ()


@pytest.mark.parametrize(
    ("year", "changed", "sentence"),
    [
        (YEAR, {"spring": (date(2026, 12, 1), date(2027, 3, 26))}, "autumn term has ended"),
        (YEAR, {"summer": (date(2027, 4, 19), date(2027, 8, 2))}, "between 1 August 2026"),
        (AcademicYear(2025), {}, "between 1 August 2025"),
        (AcademicYear(1999), {}, "between 2000/01"),
    ],
)
def test_terms_refuse_and_change_nothing(
    year: AcademicYear, changed: dict[str, tuple[date, date]], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        terms.set_terms(by=COMMAND, year=year, terms=TERMS | changed)
    with pytest.raises(Refused, match="all three"):
        terms.set_terms(by=COMMAND, year=YEAR, terms={"autumn": TERMS["autumn"]})
    assert TermDate.objects.count() == 0


# --- two people at once -----------------------------------------------------------------------------------------------
def test_what_the_database_refuses_becomes_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if another request had committed between the check and the write."""
    monkeypatch.setattr(QuerySet, "exists", lambda self: False)
    make_body("Taken")
    with pytest.raises(Refused):
        bodies.add_body(by=COMMAND, name="taken", kind="team")
    assert bodies.add_body(by=COMMAND, name="The transaction goes on", kind="team").pk


def test_spans_in_the_database_are_sound() -> None:
    post = make_post(holder=make_person())
    with pytest.raises(IntegrityError), transaction.atomic():
        PostHolding.objects.filter(post=post).update(from_on=clock.today(), to_on=clock.today() - timedelta(days=1))
