"""Leads: found or made, recognised in words, resolved and merged, following the names of what they stand for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.models import ProtectedError

from dueregard.accounts.models import Person
from dueregard.accounts.rules import Role
from dueregard.accounts.workflows import correct_person
from dueregard.audit.models import Entry
from dueregard.kernel.require import NotAllowedNow, NotPermitted, Refused
from dueregard.organisation import queries
from dueregard.organisation.models import Body, Initials, Lead, Post
from dueregard.organisation.workflows import bodies, leads, posts
from tests.factories import (
    COMMAND,
    make_account,
    make_body,
    make_campus,
    make_initials,
    make_lead,
    make_person,
    make_post,
)

pytestmark = pytest.mark.django_db


def test_everything_that_may_lead_has_its_one_lead_from_the_beginning() -> None:
    for thing in (make_person("P"), make_post("Q"), make_body("R")):
        (standing,) = Lead.objects.filter(label=str(thing))
        assert make_lead(thing) == make_lead(thing) == standing


def test_a_thing_that_has_lost_its_lead_gets_one_and_it_is_recorded_once() -> None:
    for thing in (make_person("P"), make_post("Q"), make_body("R")):
        Lead.objects.all().delete()
        first, second = make_lead(thing), make_lead(thing)
        assert first == second
        assert first.label == str(thing)
        assert Entry.objects.filter(subject=first.reference, verb="organisation.lead_noted").count() == 1


def test_exactly_one_thing() -> None:
    for given in ({}, {"person": make_person(), "body": make_body()}):
        with pytest.raises(Refused, match="Choose one"):
            leads.lead_for(by=COMMAND, **given)


# --- words ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("written", ["Head of Security", "  HEAD of\nsecurity ", "HoS", "hos"])
def test_words_that_name_a_post(written: str) -> None:
    post = make_post("Head of Security")
    make_initials("HoS", "Head of Security", make_lead(post))
    assert leads.lead_as_written(by=COMMAND, words=written).post == post


def test_initials_without_a_lead_name_what_their_meaning_names() -> None:
    body = make_body("Students' Union")
    make_initials("SU", "Students' Union")
    assert leads.lead_as_written(by=COMMAND, words="SU").body == body


def test_words_that_name_a_body_or_a_person() -> None:
    body, person = make_body("Estates"), make_person("Jo Bell")
    assert leads.lead_as_written(by=COMMAND, words="estates").body == body
    assert leads.lead_as_written(by=COMMAND, words="JO BELL").person == person


def test_offices_win_over_people_of_the_same_name() -> None:
    make_person("Provost")
    post = make_post("Provost")
    assert leads.lead_as_written(by=COMMAND, words="Provost").post == post


@pytest.mark.parametrize("written", ["Head of Securit", "Head of Security / SU", "Jo Bell", "NoSuch", "BRAG"])
def test_words_that_name_nothing_or_two_people_stay_as_they_are(written: str) -> None:
    make_post("Head of Security")
    make_person("Jo Bell", "")
    make_person("Jo Bell", "")
    make_initials("BRAG", "Blue, red, amber, green")
    lead = leads.lead_as_written(by=COMMAND, words=written)
    assert (lead.kind, lead.label) == ("unknown", written)
    assert leads.lead_as_written(by=COMMAND, words=written.upper()) == lead


def test_very_long_and_empty_words() -> None:
    assert len(leads.lead_as_written(by=COMMAND, words="x " * 400).label) <= 200
    with pytest.raises(Refused):
        leads.lead_as_written(by=COMMAND, words=" \x00 ")


# --- choices ----------------------------------------------------------------------------------------------------------
def test_choices_are_everything_that_stands_in_one_query(django_assert_num_queries: Any) -> None:
    for _ in (make_post("chaplain"), make_post("Registrar"), make_body("Estates"), make_person("Jo Bell")):
        make_lead("DVC (E)")
    posts.end_post(by=COMMAND, post=make_post("Old post"), on=date(2020, 1, 1))
    bodies.end_body(by=COMMAND, body=make_body("Old body"), on=date(2020, 1, 1))
    correct_person(by=COMMAND, person=make_person("Gone"), name="Gone", email="", left_on=date(2020, 1, 1))
    with django_assert_num_queries(1):
        choices = queries.lead_choices()
    assert [(c.label, c.kind) for c in choices] == [
        ("chaplain", "post"),
        ("Registrar", "post"),
        ("Estates", "body"),
        ("Jo Bell", "person"),
        ("DVC (E)", "unknown"),
    ]
    assert [name for name, _ in queries.grouped_lead_choices(choices)] == [
        "Posts",
        "Bodies and teams",
        "People",
        "Not recognised yet",
    ]


def test_every_choice_gives_its_lead() -> None:
    things: list[Person | Post | Body] = [make_post(), make_body(), make_person()]
    make_lead("Words")
    for choice in queries.lead_choices():
        lead = leads.lead_chosen(by=COMMAND, reference=choice.reference)
        assert (lead.label, lead.kind) == (choice.label, choice.kind)
    for thing in things:
        assert leads.lead_chosen(by=COMMAND, reference=thing.reference) == make_lead(thing)
    assert Lead.objects.count() == 4
    with pytest.raises(Refused, match="from the list"):
        leads.lead_chosen(by=COMMAND, reference="NOTHERE000")


# --- resolving --------------------------------------------------------------------------------------------------------
def test_words_become_what_they_mean_and_keep_their_reference_where_that_has_no_lead() -> None:
    post = make_post("Deputy Vice-Chancellor")
    Lead.objects.all().delete()
    words = make_lead("DVC")
    entry = make_initials("DV-C", "x", words)
    known = leads.resolve_lead(by=make_account(Role.PREVENT_OFFICER, scope=make_campus()), lead=words, post=post)
    assert (known.reference, known.kind, known.label) == (words.reference, "post", "Deputy Vice-Chancellor")
    assert Initials.objects.get(pk=entry.pk).lead == known
    with pytest.raises(NotAllowedNow, match="known already"):
        leads.resolve_lead(by=COMMAND, lead=words, post=post)


def test_words_are_merged_into_the_lead_that_stands_and_rooms_above_move_their_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moved: list[tuple[str, str]] = []
    monkeypatch.setattr(leads, "_MOVERS", [])
    leads.move_rows_by(f"{__name__}.remember")
    monkeypatch.setattr("tests.organisation.test_leads._MOVED", moved)
    post = make_post()
    standing, words = make_lead(post), make_lead("DVC")
    entry = make_initials("DV-C", "x", words)
    gone = words.reference
    assert leads.resolve_lead(by=COMMAND, lead=words, post=post) == standing
    assert moved == [(gone, standing.reference)]
    assert Initials.objects.get(pk=entry.pk).lead == standing
    assert not Lead.objects.filter(reference=gone).exists()


_MOVED: list[tuple[str, str]] = []


def remember(*, by: Any, old: Lead, new: Lead) -> None:
    """Stands for a room above, such as the plan."""
    _MOVED.append((old.reference, new.reference))


def test_rows_that_could_not_be_moved_stop_the_merge(monkeypatch: pytest.MonkeyPatch) -> None:
    post = make_post()
    make_lead(post)
    words = make_lead("DVC")
    entry = make_initials("DV-C", "x", words)

    def protected(self: Lead, *args: Any, **kwargs: Any) -> None:
        raise ProtectedError("rows", set())

    monkeypatch.setattr(Lead, "delete", protected)
    with pytest.raises(Refused, match="Nothing was changed"):
        leads.resolve_lead(by=COMMAND, lead=words, post=post)
    assert Initials.objects.get(pk=entry.pk).lead == words


def test_two_people_recognise_the_same_words_and_the_second_is_told() -> None:
    words = make_lead("DVC")
    seen_by_second = Lead.objects.get(pk=words.pk)
    leads.resolve_lead(by=COMMAND, lead=words, post=make_post("First"))
    with pytest.raises(NotAllowedNow):
        leads.resolve_lead(by=COMMAND, lead=seen_by_second, post=make_post("Second"))


def test_who_may_say_whom_words_mean() -> None:
    words, post = make_lead("DVC"), make_post()
    for role in (Role.SYSTEM_ADMINISTRATOR, Role.STEERING_MEMBER, Role.AUDITOR):
        with pytest.raises(NotPermitted):
            leads.resolve_lead(by=make_account(role), lead=words, post=post)
        with pytest.raises(NotPermitted):
            leads.resolve_lead_as(by=make_account(role), lead=words, reference=post.reference)


def test_resolve_by_choice_refuses_other_unknown_words() -> None:
    words, other = make_lead("DVC"), make_lead("Other words")
    with pytest.raises(Refused, match="Choose a person, post or body"):
        leads.resolve_lead_as(by=COMMAND, lead=words, reference=other.reference)
    person = make_person("Jo Bell")
    assert leads.resolve_lead_as(by=COMMAND, lead=words, reference=person.reference).label == "Jo Bell"
