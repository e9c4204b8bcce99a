"""Coverage: for each requirement how many need it and how many have it as at a day, by department and campus, over time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from dueregard.figures.permissions import can_read_exact
from dueregard.figures.queries import small_numbers
from dueregard.figures.rules.spans import month_ends
from dueregard.kernel.require import permit
from dueregard.organisation.models import Body, Campus
from dueregard.organisation.queries import running_on
from dueregard.training import permissions
from dueregard.training.models import Placement, Requirement, Staff
from dueregard.training.queries.conditions import (
    completed_by,
    courses_of,
    employed_on,
    has_completed,
    in_group,
    requirements_on,
    rule_of,
)
from dueregard.training.rules.coverage import Bounds, Counts, bounds_on

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What part of the institution is asked for: references of a department and of a campus, or "" for all."""

    department: str = ""
    campus: str = ""

    def condition(self, day: date) -> Q:
        """The members of staff who worked there on `day`."""
        if not self.department and not self.campus:
            return Q()
        placed = Placement.objects.filter(running_on(day))
        if self.department:
            placed = placed.filter(department__reference=self.department)
        if self.campus:
            placed = placed.filter(campus__reference=self.campus)
        return Q(pk__in=placed.values("staff"))


def _needing(requirement: Requirement, day: date, narrowed: Q) -> QuerySet[Staff]:
    return Staff.objects.filter(in_group(requirement.group, day) & narrowed)


def counts_of(requirement: Requirement, day: date, narrowed: Q | None = None) -> Counts:
    """How many need the requirement on `day` and where they stand. Four counts of the database, no row comes here."""
    narrowed = Q() if narrowed is None else narrowed
    bounds = bounds_on(rule_of(requirement), day)
    needing = _needing(requirement, day, narrowed)
    needed = needing.count()
    if not needed:
        return Counts()
    having = needing.filter(completed_from(requirement, day, bounds.covered_from)).count()
    lasting = (
        having
        if bounds.lasting_from is None
        else needing.filter(completed_from(requirement, day, bounds.lasting_from)).count()
    )
    overdue = needing.filter(overdue_condition(requirement, day, bounds)).count()
    return Counts(needed, lasting, having - lasting, needed - having - overdue, overdue)


def completed_from(requirement: Requirement, day: date, since: date | None) -> Q:
    """Those with a completion up to `day`, from `since` on where it is given, that meets the requirement."""
    return has_completed(day, since, course__in=courses_of(requirement))


def last_days(requirement: Requirement, day: date, **of: Any) -> dict[int, date]:
    """Member of staff -> the day of their last completion up to `day` that meets the requirement."""
    rows = completed_by(day, course__in=courses_of(requirement), **of)
    return dict(rows.values_list("staff").annotate(last=Max("completed_on")).order_by())


def overdue_condition(requirement: Requirement, day: date, bounds: Bounds) -> Q:
    """Those who needed it when the grace began, and have nothing that counted then or since."""
    if requirement.from_on > bounds.needed_before:
        return Q(pk__in=[])
    return ~completed_from(requirement, day, bounds.expired_from) & in_group(requirement.group, bounds.needed_before)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a coverage table as the viewer may see it; counts only where they may be seen exactly."""

    label: str
    reference: str
    needed: str
    having: str
    due: str
    overdue: str
    counts: Counts | None = None

    @property
    def share(self) -> int | None:
        """How many of a hundred have it, where that may be told and anybody needs it."""
        if self.counts is None or not self.counts.needed:
            return None
        return self.counts.having * 100 // self.counts.needed


def _lines(rows: list[tuple[str, str, Counts]], exact: bool) -> list[Line]:
    if exact:
        return [
            Line(label, reference, f"{c.needed:,}", f"{c.having:,}", f"{c.due:,}", f"{c.overdue:,}", c)
            for label, reference, c in rows
        ]
    rule = small_numbers()
    shown = rule.table([counts.cells for _, _, counts in rows])
    return [
        Line(label, reference, rule.shown(counts.needed), cells[0], cells[1], cells[2])
        for (label, reference, counts), cells in zip(rows, shown, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One requirement with its coverage."""

    requirement: Requirement
    line: Line


def sees_exactly(viewer: Any, narrowed: Narrowed) -> bool:
    """Whether the viewer may see how many exactly: of the whole, or of a department of their own whose people they may
    read anyway."""
    if can_read_exact(viewer) or permissions.can_read_all_records(viewer):
        return True
    return bool(narrowed.department) and narrowed.department in permissions.own_departments(viewer)


def may_narrow(viewer: Any, narrowed: Narrowed) -> bool:
    """Whether the viewer may have the numbers of a part of the institution by themselves. Who sees them under the
    small-number rule has parts in one table only, where the rule weighs them together: asked for one by one, departments
    at campuses would give small numbers away."""
    return narrowed == Narrowed() or sees_exactly(viewer, narrowed)


def coverage(viewer: Any, day: date, narrowed: Narrowed) -> list[NeedLine]:
    """Every requirement that held on `day`, with its coverage. Two queries, and four for each requirement. Raises
    NotPermitted for a part that `may_narrow` does not give."""
    permit(may_narrow(viewer, narrowed))
    needs = requirements_on(day)
    condition = narrowed.condition(day)
    rows = [(str(need.course), need.reference, counts_of(need, day, condition)) for need in needs]
    lines = _lines(rows, sees_exactly(viewer, narrowed))
    return [NeedLine(need, line) for need, line in zip(needs, lines, strict=True)]


@dataclass(frozen=True, slots=True)
class Spread:
    """One requirement on a day, in the part that was asked for: in all, by department and by campus."""

    whole: Line
    departments: list[Line] = field(default_factory=list)
    campuses: list[Line] = field(default_factory=list)


def spread(viewer: Any, requirement: Requirement, day: date, narrowed: Narrowed) -> Spread:
    """One requirement's coverage by department and campus, from one pass over those who need it. Five queries."""
    bounds = bounds_on(rule_of(requirement), day)
    last = last_days(requirement, day)
    needing = _needing(requirement, day, narrowed.condition(day))
    then: set[int] = set()
    if requirement.from_on <= bounds.needed_before:
        then = set(needing.filter(in_group(requirement.group, bounds.needed_before)).values_list("pk", flat=True))
    placed = running_on(day)
    rows = Placement.objects.filter(placed, staff__in=needing.values("pk")).values_list("staff", "department", "campus")
    where = {staff: (department, campus) for staff, department, campus in rows}
    whole, by_department, by_campus = Counts(), {}, {}  # type: ignore[var-annotated]
    for staff in needing.values_list("pk", flat=True):
        standing = bounds.standing(last.get(staff), staff in then)
        department, campus = where.get(staff, (None, None))
        whole.add(standing)
        by_department.setdefault(department, Counts()).add(standing)
        by_campus.setdefault(campus, Counts()).add(standing)
    exact = sees_exactly(viewer, narrowed)
    return Spread(
        _lines([("All", "", whole)], exact)[0],
        _named(Body, by_department, exact, "No department"),
        _named(Campus, by_campus, exact, "No campus") if set(by_campus) != {None} else [],
    )


def _named(model: type[Body] | type[Campus], counts: dict[int | None, Counts], exact: bool, none: str) -> list[Line]:
    names = {
        pk: (name, reference)
        for pk, name, reference in model._default_manager.filter(
            pk__in=[pk for pk in counts if pk is not None]
        ).values_list("pk", "name", "reference")
    }
    rows = [(*names.get(pk or 0, (none, "")), found) for pk, found in counts.items()]
    return _lines(sorted(rows, key=lambda row: (not row[1], row[0].casefold())), exact)


@dataclass(frozen=True, slots=True)
class Month:
    """How many needed a requirement and had it at the end of a month."""

    day: date
    needed: str
    having: str
    counts: Counts | None


def trend(viewer: Any, requirement: Requirement, day: date, narrowed: Narrowed) -> list[Month]:
    """The requirement's coverage at the end of each of twelve months. Two queries a month. Raises as `coverage`."""
    permit(may_narrow(viewer, narrowed))
    exact = sees_exactly(viewer, narrowed)
    rule, found = small_numbers(), []
    for end in month_ends(day, MONTHS):
        if end < requirement.from_on:
            continue
        needing = _needing(requirement, end, narrowed.condition(end))
        bounds = bounds_on(rule_of(requirement), end)
        needed = needing.count()
        having = needing.filter(completed_from(requirement, end, bounds.covered_from)).count()
        counts = Counts(needed, having, 0, needed - having)
        found.append(
            Month(
                end,
                f"{needed:,}" if exact else rule.shown(needed),
                f"{having:,}" if exact else rule.shown(having),
                counts if exact else None,
            )
        )
    return found


def requirement_of_reference(viewer: Any, reference: str) -> Requirement | None:
    """The requirement with this reference, with its group, course and the courses that meet it too."""
    rows = Requirement.objects.select_related("group", "course").prefetch_related("also")
    return rows.filter(reference=reference).first()


def places(viewer: Any, day: date) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(departments, campuses) that staff worked in on `day`, as (reference, name). Two queries."""
    placed = Placement.objects.filter(running_on(day))
    departments = Body.objects.filter(pk__in=placed.values("department")).order_by("name")
    campuses = Campus.objects.filter(pk__in=placed.values("campus")).order_by("name")
    return list(departments.values_list("reference", "name")), list(campuses.values_list("reference", "name"))


def how_many(day: date) -> int:
    """How many members of staff were employed on `day`."""
    found = Staff.objects.filter(employed_on(day)).aggregate(found=Count("pk"))
    return int(found["found"])
