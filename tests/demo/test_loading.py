"""The invented institution: what it holds, that its history is one, and that it is loaded once and into nothing else."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from dueregard.accounts.models import Account, Appointment, Person
from dueregard.accounts.queries import held_roles
from dueregard.accounts.rules import AppointmentState, Role, Scope
from dueregard.actions.models import Action, ActionLead, ActionRevision
from dueregard.actions.rules import UNFINISHED, Status
from dueregard.audit.models import Entry
from dueregard.audit.queries import faults
from dueregard.demo.content import organisation as content
from dueregard.demo.content import reviews
from dueregard.demo.loading import load, reset, sign_in_lines
from dueregard.demo.queries import sign_ins
from dueregard.kernel import clock
from dueregard.kernel.principals import Command
from dueregard.kernel.require import Refused
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Institution, Lead, PostHolding
from dueregard.organisation.rules.kinds import LeadKind
from dueregard.organisation.rules.years import AcademicYear
from dueregard.plan.models import Area, AreaLead, AreaRevision, ContextPassage, Evidence, Review, RiskEntry, Section
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.register import register
from dueregard.plan.queries.reviews import waiting_above
from dueregard.plan.queries.selecting import selected
from tests.institution import holder

COMMAND = Command()


def _current_steps() -> list[ActionRevision]:
    return list(ActionRevision.objects.filter(as_recorded(None)))


@pytest.mark.django_db
class TestTheInstitution:
    def test_has_six_sections_24_areas_and_80_actions(self, institution: str) -> None:
        assert institution == "The demonstration is loaded: University of Wexmouth, 24 risk areas, 80 actions."
        assert Section.objects.count() == 6
        current = AreaRevision.objects.filter(as_recorded(None))
        assert current.filter(retired_on=None).count() == 24
        assert [row.area.number for row in current.exclude(retired_on=None)] == ["3.2"]
        assert Action.objects.count() == 80
        assert len(_current_steps()) == 80

    def test_keeps_gaps_in_its_numbering(self, institution: str) -> None:
        numbers = set(Area.objects.values_list("number", flat=True))
        assert {"1.2", "1.4"} <= numbers
        assert "1.3" not in numbers

    def test_marks_the_database_as_a_demonstration(self, institution: str) -> None:
        assert Institution.objects.get().demonstration

    def test_has_a_sign_in_for_each_role_that_holds_it(self, institution: str) -> None:
        assert [each.role for each in sign_ins()] == list(Role.values)
        for role in Role.values:
            assert held_roles(holder(role)).scopes.keys() == {role}, role

    def test_accounts_have_no_usable_password(self, institution: str) -> None:
        assert Account.objects.count() > 17
        assert not any(account.has_usable_password() for account in Account.objects.all())

    def test_every_address_is_one_that_cannot_exist(self, institution: str) -> None:
        addresses = [*Person.objects.values_list("email", flat=True), *Account.objects.values_list("email", flat=True)]
        assert {address.partition("@")[2] for address in addresses if address} == {"wexmouth.example"}
        assert all(url.startswith("https://example.org/") for url in Evidence.objects.values_list("url", flat=True))

    def test_shows_every_kind_of_work(self, institution: str) -> None:
        steps, today = _current_steps(), clock.today()
        unfinished = [step for step in steps if step.status in UNFINISHED]
        assert Counter(step.status for step in steps).keys() == set(Status.values)
        assert sum(step.due_end is not None and step.due_end < today for step in unfinished) >= 5
        assert any(step.due_end and today <= step.due_end <= today + timedelta(days=31) for step in unfinished)
        assert any(step.due_end is None and not step.standing for step in unfinished)
        assert {step.carried_over for step in unfinished} >= {0, 1, 2}
        assert any(step.waiting_on and step.ask_again_on and step.ask_again_on < today for step in unfinished)
        assert any(step.waiting_on and step.ask_again_on and step.ask_again_on > today for step in unfinished)
        assert any(step.restricted for step in steps)
        assert any(step.depends_on for step in steps)
        assert all(step.due_end for step in steps if step.due_phrase), "a phrase that was not understood"

    def test_shows_every_kind_of_area(self, institution: str) -> None:
        rows = list(AreaRevision.objects.filter(as_recorded(None), retired_on=None).select_related("campus"))
        assert {row.rag for row in rows} == {"red", "amber", "green", "unknown"}
        assert {row.campus.name for row in rows if row.campus} == {"Northfield Campus"}
        assert any(row.restricted for row in rows)
        assert selected(COMMAND, Filters(no_lead=True)).count() == 1
        assert Lead.objects.filter(kind=LeadKind.UNKNOWN).count() == 1
        assert any(row.review_on and row.review_on < clock.today() for row in rows)
        reviewed = set(Review.objects.values_list("area_id", flat=True))
        assert {row.area_id for row in rows} - reviewed
        assert ContextPassage.objects.count() == 3
        assert RiskEntry.objects.values("text").distinct().count() == 2
        assert set(Review.objects.values_list("subject", flat=True)) == {"area", "plan", "risk_entry"}
        assert len(waiting_above(COMMAND)) == 1

    def test_one_appointment_waits_for_a_second_person_and_some_are_limited(self, institution: str) -> None:
        assert Appointment.objects.filter(state=AppointmentState.PROPOSED).count() == 1
        scopes = set(Appointment.objects.filter(state=AppointmentState.CONFIRMED).values_list("scope", flat=True))
        assert scopes == {Scope.INSTITUTION, Scope.CAMPUS, Scope.BODY}


@pytest.mark.django_db
class TestItsHistory:
    def test_verifies_and_runs_forward_over_three_academic_years(self, institution: str) -> None:
        assert list(faults()) == []
        times = list(Entry.objects.order_by("number").values_list("at", flat=True))
        assert times == sorted(times)
        assert times[-1] <= clock.now()
        years = {AcademicYear.containing(at.date()) for at in times}
        present = AcademicYear.containing(clock.today())
        assert years == {present.previous.previous, present.previous, present}

    def test_every_area_and_step_has_its_entries(self, institution: str) -> None:
        told = Counter(Entry.objects.values_list("verb", flat=True))
        assert told["plan.area_added"] == 25
        assert told["plan.step_added"] == 80
        assert told["demo.founded"] == told["demo.loaded"] == told["plan.area_retired"] == 1
        assert told["plan.rolled_forward"] == 2
        later = AreaRevision.objects.exclude(reason="").filter(rated_on__isnull=False)
        assert told["plan.area_rated"] >= later.values("area").distinct().count()

    def test_the_register_of_an_earlier_year_was_another(self, institution: str) -> None:
        first = AcademicYear.containing(clock.today()).previous.previous
        then = register(COMMAND, Filters(recorded_on=date(first.start_year, 11, 24)))
        now = register(COMMAND, Filters())
        assert then.paginator.count == 23
        assert now.paginator.count == 24
        before, after = {row.number: row.rag for row in then}, {row.number: row.rag for row in now}
        assert "3.2" in before
        assert "3.2" not in after
        assert sum(before[number] != after[number] for number in before.keys() & after.keys()) >= 8

    def test_ratings_are_those_of_the_content_and_have_reasons(self, institution: str) -> None:
        rated = AreaRevision.objects.filter(as_recorded(None)).exclude(rag="unknown")
        assert all(row.rating_reason and row.rated_on for row in rated)

    def test_the_former_lead_left_nothing_behind(self, institution: str) -> None:
        lead = Lead.objects.get(person__name="Ash Tidelow")
        assert not AreaLead.objects.filter(as_recorded(None), lead=lead).exists()
        open_steps = ActionLead.objects.filter(
            as_recorded(None),
            as_recorded(None, "action__revisions__"),
            lead=lead,
            action__revisions__status__in=UNFINISHED,
        )
        assert not open_steps.exists()
        assert ActionLead.objects.filter(lead=lead, recorded_to__isnull=False).exists()
        holders = PostHolding.objects.filter(post__title="Academic Registrar").order_by("from_on")
        assert [(h.person.name, h.to_on is None) for h in holders] == [
            ("Ash Tidelow", False),
            ("Hazel Ashenfold", True),
        ]
        assert not Account.objects.get(person__name="Ash Tidelow").is_active


@pytest.mark.django_db
class TestLoading:
    def test_once_does_nothing_the_second_time(self, institution: str) -> None:
        before = Entry.objects.count()
        assert load(once=True) == "The demonstration is loaded."
        assert Entry.objects.count() == before

    def test_twice_is_refused(self, institution: str) -> None:
        with pytest.raises(Refused, match="loaded already"):
            load()

    def test_resetting_begins_anew_behind_the_same_triggers(self, institution: str) -> None:
        Person.objects.filter(name="Willow Stonefleet").update(name="Somebody changed")
        assert "80 actions" in reset()
        assert Person.objects.filter(name="Willow Stonefleet").exists()
        assert Action.objects.count() == 80
        assert list(faults()) == []
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Entry.objects.filter(number=1).delete()
        assert register(COMMAND, Filters(q="catechism")).paginator.count == 0
        assert register(COMMAND, Filters(q="literature")).paginator.count == 1

    def test_the_printed_sign_ins_name_every_role_and_address(self) -> None:
        lines = sign_in_lines()
        assert len(lines) == 18
        assert any("Prevent lead" in line and "prevent.lead@wexmouth.example" in line for line in lines)


def test_content_names_only_what_it_has() -> None:
    """A misspelt key would show only on the day on which it is used."""
    from dueregard.demo.history import SECTIONS

    known = {*content.POSTS, *content.BODIES, *(f"@{who}" for who in content.PEOPLE)}
    areas = [area for section in SECTIONS for area in section.areas]
    numbers = [area.number for area in areas]
    assert len(set(numbers)) == len(numbers)
    named = {key for area in areas for row in (area, *area.steps) for key in row.leads}
    assert {key for key in named if key[0] != "?"} <= known
    assert {review.body for area in areas for review in area.reviews} <= set(content.BODIES)
    assert {number for area in areas for step in area.steps for number in step.depends_on} <= set(numbers)
    assert {*reviews.CYCLES.values(), *(one.body for one in reviews.REVIEWS)} <= set(content.BODIES)
