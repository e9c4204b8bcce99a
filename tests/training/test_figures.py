"""The figures of training, above all those of the sample plan's paragraph: 47, 45 and 134 as at 11 July 2019."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dueregard.figures.queries import recorded
from dueregard.figures.registry import all_figures, figure_of
from dueregard.figures.rules.definitions import Kind, Line
from dueregard.figures.rules.spans import Span
from dueregard.organisation.rules.years import AcademicYear
from dueregard.training.models import Completion, Course, Requirement, RoleGroup, Session
from dueregard.training.rules.kinds import Category, GroupKind, Subject
from dueregard.training.rules.states import SessionState
from tests.factories import COMMAND
from tests.training.records import THEN, complete, make_course, make_staff, sample_records
from tests.training.running import at, planned

pytestmark = pytest.mark.django_db


def figure(key: str, span: Span) -> int:
    found = figure_of(f"training.{key}")
    assert found is not None
    return recorded(found, span)


def as_at(key: str, day: date = THEN) -> int:
    return figure(key, Span(day))


def test_the_three_figures_of_the_sample_plan() -> None:
    sample_records()
    assert (as_at("officers_qualified"), as_at("officers_trained"), as_at("staff_attended")) == (47, 45, 134)
    assert as_at("officers_current") == 50
    assert as_at("staff_attended", date(2020, 7, 31)) == 134 + 8 + 17
    # a back-dated record changes what was true then
    complete(make_staff(), Course.objects.get(title="Prevent workshop"), date(2019, 7, 10))
    assert as_at("staff_attended") == 135


def test_the_returns_three_counts_tell_people_and_completions_apart() -> None:
    year = Span.of_year(AcademicYear(2018))
    induction, refresher = make_course(), make_course(category=Category.REFRESHER)
    broader = make_course(subject=Subject.SAFEGUARDING, category=Category.BROADER)
    other = make_course(subject=Subject.SAFEGUARDING)  # an induction, but not in Prevent
    one, two = make_staff(), make_staff()
    for staff, course, day in (
        (one, induction, date(2018, 8, 1)),
        (one, induction, date(2019, 7, 31)),
        (two, induction, date(2018, 7, 31)),
        (two, refresher, date(2019, 1, 1)),
        (one, broader, date(2019, 1, 1)),
        (two, broader, date(2019, 1, 2)),
        (two, other, date(2019, 1, 2)),
    ):
        complete(staff, course, day)
    found = {
        key: figure(key, year)
        for key in ("induction", "refresher", "broader")
        for key in (f"completions_{key}", f"people_{key}")
    }
    assert found == {
        "completions_induction": 2,
        "people_induction": 1,
        "completions_refresher": 1,
        "people_refresher": 1,
        "completions_broader": 2,
        "people_broader": 2,
    }
    assert figure("staff_attended_in_period", year) == 2


def test_required_covered_and_due_follow_the_requirements() -> None:
    course = make_course()
    everybody = RoleGroup.objects.create(name="All staff", kind=GroupKind.EVERYBODY)
    Requirement.objects.create(group=everybody, course=course, validity_months=24, from_on=date(2018, 8, 1))
    covered, run_out, never, left = make_staff(), make_staff(), make_staff(), make_staff(left_on=date(2019, 1, 1))
    complete(covered, course, date(2017, 7, 12))  # covers up to 11 July 2019
    complete(run_out, course, date(2017, 7, 11))
    for staff in (never, left):
        assert staff.pk
    assert (as_at("staff_required"), as_at("staff_covered"), as_at("refreshers_due")) == (3, 1, 1)
    assert as_at("staff_required", date(2018, 7, 31)) == 0
    next_day = THEN + timedelta(days=1)
    assert (as_at("staff_covered", next_day), as_at("refreshers_due", next_day)) == (0, 2)


def test_every_figure_answers_on_an_empty_database() -> None:
    assert Completion.objects.count() == 0
    for each in all_figures():
        span = Span(THEN) if each.kind == Kind.STOCK else Span.of_year(AcademicYear(2018))
        assert recorded(each, span) == 0


def test_rows_lead_to_the_pages_that_they_speak_of() -> None:
    staff, course = make_staff("Ada Byron"), make_course("Workshop")
    complete(staff, course, THEN)
    session = planned(at(THEN), at(date(2019, 7, 10)), course=course)
    Session.objects.filter(pk=session.pk).update(state=SessionState.HELD)
    lines = {}
    for key in ("staff_attended", "completions_induction", "sessions_held"):
        each = figure_of(f"training.{key}")
        assert each is not None
        assert each.lines is not None
        span = Span(THEN) if each.kind == Kind.STOCK else Span.of_year(AcademicYear(2018))
        (lines[key],) = each.lines(COMMAND, each.rows(span).order_by(*each.order)[:5])
    page = f"/training/staff/{staff.reference}"
    assert lines["staff_attended"] == Line("Ada Byron", "", page)
    assert lines["completions_induction"] == Line("Ada Byron", "Workshop, 11 July 2019", page)
    assert lines["sessions_held"] == Line(
        "Workshop", "10 July 2019; 11 July 2019", f"/training/sessions/{session.reference}"
    )
