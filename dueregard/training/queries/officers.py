"""Designated safeguarding officers as at a day: who, for where, with which training and cover; and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from dueregard.figures.queries import Value, balances, value_of
from dueregard.figures.registry import figure_of
from dueregard.figures.rules.spans import Span
from dueregard.kernel import clock
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.kernel.words import clean_line
from dueregard.organisation.models import Body, Campus
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.organisation.rules.spans import runs_on
from dueregard.training import permissions
from dueregard.training.models import Officer, Staff
from dueregard.training.queries.conditions import officers_on
from dueregard.training.queries.officer_training import Next, last_of_subjects, needs_of_officers
from dueregard.training.rules.due import Standing
from dueregard.training.rules.kinds import Subject
from dueregard.training.rules.officers import NEXT_STEP, Facts, Gap, gaps_of, places_without

FIGURES = ("training.officers_current", "training.officers_qualified", "training.officers_trained")
SHOWS = ("current", "former", "coming")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which officers are asked for: references of a campus and a school, or "" for all."""

    campus: str = ""
    school: str = ""

    def condition(self) -> Q:
        """The appointments that were made for them."""
        found = Q()
        if self.campus:
            found &= Q(campus__reference=self.campus)
        if self.school:
            found &= Q(school__reference=self.school)
        return found


@dataclass(frozen=True, slots=True)
class Line:
    """One officer of the day. opens: whether the viewer may open their record; next: nothing where nothing is asked."""

    officer: Officer
    opens: bool
    qualified_on: date | None
    trained_on: date | None
    next: Next | None
    cover: list[Officer]
    gaps: list[Gap]


@dataclass(frozen=True, slots=True)
class Missing:
    """One kind of gap with all who have it: officers, or names of campuses or schools with their references."""

    gap: Gap
    lines: list[Line] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)

    @property
    def next_step(self) -> str:
        """What to do about it."""
        return NEXT_STEP[self.gap]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.lines) + len(self.places)


@dataclass(frozen=True, slots=True)
class Officers:
    """The page of officers: one page of the lines of the day, or of those who were or will be; counts of the three."""

    lines: Page[Line] | None
    others: Page[Officer] | None
    counts: dict[str, int]
    missing: list[Missing]


def officers(viewer: Any, day: date, asked: Asked, show: str, page: str | None) -> Officers:
    """The officers as at `day`, those of one place where it is asked for. A fixed number of queries, however many."""
    rows = Officer.objects.filter(asked.condition())
    counts = _counts(rows, day)
    lines = _lines(viewer, rows, day)
    missing = _missing(lines, [] if asked != Asked() else _places(day, lines))
    number = page_number(page, counts[show])
    here = slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE)
    if show == "current":
        return Officers(page_of(lines[here], number, counts[show]), None, counts, missing)
    condition, order = (Q(to_on__lt=day), "-to_on") if show == "former" else (Q(from_on__gt=day), "from_on")
    found = _with_names(rows.filter(condition)).order_by(order, "pk")[here]
    return Officers(None, page_of(list(found), number, counts[show]), counts, missing)


def figures(viewer: Any, day: date) -> list[Value]:
    """The registry's figures of officers as at `day`, as the viewer may see them. Four queries."""
    opening = balances(FIGURES)
    known = [figure for key in FIGURES if (figure := figure_of(key)) is not None]
    return [value_of(viewer, figure, Span(day), opening.get(figure.key)) for figure in known]


def _counts(rows: QuerySet[Officer], day: date) -> dict[str, int]:
    now = Q(from_on__lte=day) & (Q(to_on__isnull=True) | Q(to_on__gte=day))
    return rows.aggregate(
        current=Count("pk", filter=now),
        former=Count("pk", filter=Q(to_on__lt=day)),
        coming=Count("pk", filter=Q(from_on__gt=day)),
    )


def _with_names(rows: QuerySet[Officer]) -> QuerySet[Officer]:
    return rows.select_related("staff", "campus", "school")


def _place_and_name(officer: Officer) -> tuple[str, str, str]:
    campus, school = officer.campus, officer.school
    return (
        campus.name.casefold() if campus else "",
        school.name.casefold() if school else "",
        officer.staff.name.casefold(),
    )


def _lines(viewer: Any, asked: QuerySet[Officer], day: date) -> list[Line]:
    """The officers of `day`, by place and name. Seven queries at most."""
    of_day = asked.filter(pk__in=officers_on(day).values("pk"))
    rows = sorted(_with_names(of_day), key=_place_and_name)
    if not rows:
        return []
    staff = of_day.values("staff")
    last = last_of_subjects(staff, day)
    cover: dict[int, list[Officer]] = defaultdict(list)
    for each in Officer.objects.filter(covers__in=of_day).select_related("staff").order_by("from_on", "pk"):
        cover[each.covers_id or 0].append(each)
    present, since = set(), dict[int, date]()
    for key, person, from_on in officers_on(day).values_list("pk", "staff", "from_on"):
        present.add(key)
        since[person] = min(from_on, since.get(person, from_on))
    needs = needs_of_officers(staff, day, since)
    opens = _readable(viewer, staff)
    found = []
    for row in rows:
        standing_in = [each for each in cover[row.pk] if runs_on(each.from_on, each.to_on, day)]
        standing_in = [each for each in standing_in if _here(each.staff, day)]
        asks = needs.get(row.staff_id, [])
        qualified, trained = last.get((row.staff_id, Subject.QUALIFICATION)), last.get((row.staff_id, Subject.PREVENT))
        facts = Facts(
            here=_here(row.staff, day),
            qualified=qualified is not None,
            trained=trained is not None,
            overdue=any(each.standing == Standing.OVERDUE for each in asks),
            stands_in=row.covers_id in present,
            covers=len(standing_in),
            covers_ended=sum(_over(each, day) for each in cover[row.pk]),
        )
        soonest = min(asks, key=lambda each: each.due_on or date.max, default=None)
        line = Line(row, row.staff_id in opens, qualified, trained, soonest, standing_in, gaps_of(facts))
        found.append(line if line.opens else _without_record(line))
    return found


# What a gap says of somebody's own record of training.
_OF_THE_RECORD = (Gap.NOT_QUALIFIED, Gap.NOT_TRAINED, Gap.OVERDUE)


def _without_record(line: Line) -> Line:
    """The same for whoever may see that somebody is an officer and not what they have been trained in."""
    gaps = [gap for gap in line.gaps if gap not in _OF_THE_RECORD]
    return replace(line, qualified_on=None, trained_on=None, next=None, gaps=gaps)


def _here(staff: Staff, day: date) -> bool:
    return staff.left_on is None or staff.left_on >= day


def _over(officer: Officer, day: date) -> bool:
    return (officer.to_on is not None and officer.to_on < day) or not _here(officer.staff, day)


def _readable(viewer: Any, staff: Any) -> set[int]:
    # Whose people they are today, whatever day is asked for.
    rows = Staff.objects.filter(permissions.visible_staff(viewer, clock.today()), pk__in=staff)
    return set(rows.values_list("pk", flat=True))


# --- what is missing --------------------------------------------------------------------------------------------------
def _places(day: date, lines: Iterable[Line]) -> list[Missing]:
    """Campuses and schools without an officer. Three queries."""
    rows = [line.officer for line in lines if Gap.LEFT not in line.gaps]
    if not rows:
        return [Missing(Gap.NOBODY)]
    ever = Officer.objects.filter(from_on__lte=day).aggregate(campuses=Count("campus"), schools=Count("school"))
    campuses = Campus.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day)).order_by(Lower("name"))
    began = Q(began_on__isnull=True) | Q(began_on__lte=day)
    ended = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
    schools = Body.objects.filter(began, ended, kind=BodyKind.DEPARTMENT).order_by(Lower("name"))
    for_all_schools = any(row.school_id is None for row in rows)
    for_all_campuses = any(row.school_id is None and row.campus_id is None for row in rows)
    found = []
    for gap, places, named, ever_named, for_all in (
        (Gap.CAMPUS, campuses, {row.campus_id for row in rows}, ever["campuses"] > 0, for_all_campuses),
        (Gap.SCHOOL, schools, {row.school_id for row in rows}, ever["schools"] > 0, for_all_schools),
    ):
        by_key: dict[int | None, tuple[str, str]] = {
            key: (reference, name) for key, reference, name in places.values_list("pk", "reference", "name")
        }
        lacking = places_without(by_key, named, ever_named, for_all)
        if lacking:
            found.append(Missing(gap, places=[by_key[key] for key in lacking]))
    return found


def _missing(lines: Iterable[Line], places: list[Missing]) -> list[Missing]:
    """The gaps in their order, without those that nobody has."""
    by_gap: dict[Gap, list[Line]] = defaultdict(list)
    for line in lines:
        for gap in line.gaps:
            by_gap[gap].append(line)
    found = places + [Missing(gap, lines=having) for gap, having in by_gap.items()]
    return sorted(found, key=lambda each: list(Gap).index(each.gap))


# --- one appointment --------------------------------------------------------------------------------------------------
def officer_of_reference(viewer: Any, reference: str) -> Officer | None:
    """The appointment with this reference, with its officer, place, and whom it stands in for."""
    if not permissions.can_read_officers(viewer):
        return None
    reference = clean_line(reference)  # it may come out of a form
    return _with_names(Officer.objects.filter(reference=reference)).select_related("covers__staff").first()


@dataclass(frozen=True, slots=True)
class OfficerPage:
    """One appointment. line: nothing unless it runs on the day; cover: all who stand in, those whose appointment is over
    as well; others: further appointments of the same person."""

    officer: Officer
    line: Line | None
    cover: list[Officer]
    others: list[Officer]
    when: str
    tells_why: bool  # whether the viewer may read why it ended


def officer_page(viewer: Any, reference: str, day: date) -> OfficerPage | None:
    """The page of one appointment as at `day`."""
    officer = officer_of_reference(viewer, reference)
    if officer is None:
        return None
    lines = _lines(viewer, Officer.objects.filter(pk=officer.pk), day)
    cover = _with_names(Officer.objects.filter(covers=officer)).order_by("-from_on", "pk")
    others = _with_names(Officer.objects.filter(staff=officer.staff_id).exclude(pk=officer.pk)).order_by(
        "-from_on", "pk"
    )
    reads = permissions.can_read_all_records(viewer)
    when = "now" if lines else "coming" if officer.from_on > day else "past"
    return OfficerPage(officer, lines[0] if lines else None, list(cover), list(others), when, reads)
