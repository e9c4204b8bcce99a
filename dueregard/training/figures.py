"""The figures of training, each defined once: what is counted, what is not, and where it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from dueregard.figures.registry import register
from dueregard.figures.rules.definitions import Figure, Kind, Line, Treatment
from dueregard.figures.rules.spans import Span, day_in_words
from dueregard.training import permissions
from dueregard.training.models import Completion, Officer, Session, SessionDate, Staff
from dueregard.training.queries import conditions
from dueregard.training.rules.kinds import Category, Subject
from dueregard.training.rules.sessions import day_of
from dueregard.training.rules.states import SessionState

_RETURN = "The regulator’s annual return, staff training."
_PEOPLE = ("member of staff", "members of staff")
_BY_NAME, _BY_STAFF = ("name", "pk"), ("staff__name", "pk")
_FORGOTTEN = "Somebody who left more than two years ago"


def _name(viewer: Any, staff: Staff) -> str:
    return staff.name or _FORGOTTEN


def _of(staff: Staff) -> str:
    return reverse("training:staff", args=[staff.reference])


def _staff_lines(viewer: Any, rows: Sequence[Staff]) -> list[Line]:
    return [Line(_name(viewer, staff), url=_of(staff)) for staff in rows]


def _of_staff_lines(viewer: Any, rows: Sequence[Any]) -> list[Line]:
    return [Line(_name(viewer, row.staff), url=_of(row.staff)) for row in rows]


def _completion_lines(viewer: Any, rows: Sequence[Completion]) -> list[Line]:
    return [
        Line(_name(viewer, row.staff), f"{row.course.title}, {day_in_words(row.completed_on)}", _of(row.staff))
        for row in rows
    ]


def _session_lines(viewer: Any, rows: Sequence[Session]) -> list[Line]:
    """One more query, for the dates."""
    sessions = list(rows)
    prefetch_related_objects(sessions, Prefetch("dates", SessionDate.objects.order_by("starts_at")))
    return [
        Line(
            row.course.title,
            "; ".join(day_in_words(day_of(date.starts_at)) for date in row.dates.all()),
            reverse("training:session", args=[row.reference]),
        )
        for row in sessions
    ]


def _qualified(span: Span) -> Any:
    return conditions.officers_who_completed(span.last, conditions.officers_on(span.last), Subject.QUALIFICATION)


def _trained_officers(span: Span) -> Any:
    ever = Officer.objects.filter(from_on__lte=span.last)
    return conditions.officers_who_completed(span.last, ever, Subject.PREVENT)


def _completions(category: str) -> Callable[[Span], Any]:
    def rows(span: Span) -> Any:
        found = conditions.completed_by(span.last, span.first, course__category=category)
        if category != Category.BROADER:
            found = found.filter(course__subject=Subject.PREVENT)
        return found.select_related("staff", "course")

    return rows


def _attended_in(span: Span) -> Any:
    rows = conditions.completed_by(span.last, span.first, course__subject=Subject.PREVENT)
    return rows.select_related("staff", "course")


def _held(span: Span) -> Any:
    rows = Session.objects.filter(state=SessionState.HELD, dates__starts_at__date__range=(span.first, span.last))
    return rows.select_related("course").distinct()


def _planned(span: Span) -> Any:
    rows = Session.objects.exclude(state=SessionState.CANCELLED).filter(dates__starts_at__date__gt=span.last)
    return rows.select_related("course").distinct()


def _required(span: Span) -> Any:
    needs = conditions.requirements_on(span.last)
    return conditions.staff_where(conditions.required_on(span.last, needs))


def _covered(span: Span) -> Any:
    needs = conditions.requirements_on(span.last)
    lacking = conditions.staff_where(conditions.lacking_on(span.last, needs))
    return conditions.staff_where(conditions.required_on(span.last, needs)).exclude(pk__in=lacking.values("pk"))


def _refreshers_due(span: Span) -> Any:
    return conditions.staff_where(conditions.refresher_due_on(span.last, conditions.requirements_on(span.last)))


def _stock(key: str, label: str, definition: str, rows: Callable[[Span], Any], **more: Any) -> Figure:
    more = (
        dict[str, Any](unit=_PEOPLE, may_drill=permissions.can_read_all_records, lines=_staff_lines, order=_BY_NAME)
        | {"treatment": Treatment.OPEN, "settled": True}
        | more
    )
    return Figure(
        f"training.{key}",
        label,
        definition,
        kind=Kind.STOCK,
        rows=rows,
        **more,
    )


def _flow(key: str, label: str, definition: str, rows: Callable[[Span], Any], **more: Any) -> Figure:
    more = (
        dict[str, Any](
            unit=_PEOPLE, may_drill=permissions.can_read_all_records, lines=_completion_lines, order=_BY_STAFF
        )
        | more
    )
    return Figure(
        f"training.{key}", label, definition, kind=Kind.FLOW, rows=rows, treatment=Treatment.OPEN, settled=True, **more
    )


_CATEGORIES = {
    Category.INDUCTION: ("induction", "Induction", "induction Prevent training"),
    Category.REFRESHER: ("refresher", "Refresher", "refresher Prevent training"),
    Category.BROADER: (
        "broader",
        "Broader awareness",
        "broader welfare or safeguarding awareness training or briefing",
    ),
}

FIGURES = [
    _stock(
        "officers_current",
        "Designated safeguarding officers",
        "People who were appointed as designated safeguarding officer on the day, each counted once. Their training does "
        "not matter here.",
        lambda span: conditions.officers_on(span.last).select_related("staff"),
        counted="staff",
        unit=("officer", "officers"),
        lines=_of_staff_lines,
        order=_BY_STAFF,
    ),
    _stock(
        "officers_qualified",
        "Officers with the safeguarding qualification",
        "People who were designated safeguarding officer on the day and had completed a course that gives the "
        "safeguarding qualification by then. Former officers do not count.",
        _qualified,
        counted="staff",
        unit=("officer", "officers"),
        lines=_of_staff_lines,
        order=_BY_STAFF,
    ),
    _stock(
        "officers_trained",
        "Officers, former ones included, with Prevent training",
        "People who had ever been designated safeguarding officer by the day and had completed Prevent training by then. "
        "Former officers count.",
        _trained_officers,
        counted="staff",
        unit=("officer", "officers"),
        lines=_of_staff_lines,
        order=_BY_STAFF,
    ),
    _stock(
        "staff_attended",
        "Staff who have attended Prevent training",
        "Different members of staff who had completed at least one course of Prevent training by the day, whether they "
        "still work here or not. Somebody who attended twice counts once.",
        lambda span: conditions.staff_where(conditions.prevent_trained(span.last)),
    ),
    _flow(
        "staff_attended_in_period",
        "Staff who attended Prevent training in the period",
        "Different members of staff who completed at least one course of Prevent training within the period.",
        _attended_in,
        counted="staff",
    ),
    *(
        _flow(
            f"completions_{short}",
            f"{label}: completions",
            f"Completions of {words} within the period. Somebody who completed two courses, or one twice, counts twice.",
            _completions(category),
            unit=("completion", "completions"),
            source=_RETURN,
        )
        for category, (short, label, words) in _CATEGORIES.items()
    ),
    *(
        _flow(
            f"people_{short}",
            f"{label}: people",
            f"Different members of staff with at least one completion of {words} within the period. Each counts once in "
            "this category.",
            _completions(category),
            counted="staff",
            source=_RETURN,
        )
        for category, (short, label, words) in _CATEGORIES.items()
    ),
    _flow(
        "sessions_held",
        "Sessions held",
        "Training sessions that were held with at least one of their dates within the period. A session of several dates "
        "counts once; a cancelled one does not count.",
        _held,
        unit=("session", "sessions"),
        may_drill=permissions.can_read_training,
        lines=_session_lines,
        order=("pk",),
    ),
    _stock(
        "sessions_planned",
        "Sessions planned",
        "Training sessions with at least one date after the day that were not cancelled.",
        _planned,
        unit=("session", "sessions"),
        may_drill=permissions.can_read_training,
        lines=_session_lines,
        order=("pk",),
    ),
    _stock(
        "staff_required",
        "Staff who need training",
        "Different members of staff employed on the day whom at least one requirement of that day asks for a course.",
        _required,
        treatment=Treatment.SMALL,  # as coverage shows the same numbers
        settled=False,  # requirements are asked for first
    ),
    _stock(
        "staff_covered",
        "Staff who have all the training they need",
        "Of the members of staff who need training on the day, those with a completion that still counted then for "
        "everything that the requirements of that day ask of them.",
        _covered,
        treatment=Treatment.SMALL,  # as coverage shows the same numbers
        settled=False,  # requirements are asked for first
    ),
    _stock(
        "refreshers_due",
        "Staff whose refresher is due",
        "Members of staff who need training on the day and had completed it before, where that completion no longer "
        "counted on the day.",
        _refreshers_due,
        treatment=Treatment.SMALL,  # as coverage shows the same numbers
        settled=False,  # requirements are asked for first
    ),
]


register(FIGURES)
