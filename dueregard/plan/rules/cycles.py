"""When a review is due: the cycles of the plan, of its areas by their rating, and of the risk register's entry. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from dueregard.organisation.rules.years import AcademicYear, TermDates
from dueregard.plan.rules.ratings import Rag

MOST_MONTHS = 60
MOST_DAYS = 366
SOON = timedelta(days=30)


class What(models.TextChoices):
    """What a review is of."""

    PLAN = "plan", "The whole plan"
    ENTRY = "risk_entry", "The corporate risk register’s entry"
    AREA = "area", "A risk area"


class Rhythm(models.TextChoices):
    """How often something is reviewed."""

    MEETING = "meeting", "At each meeting"
    TERMLY = "termly", "Each term"
    YEARLY = "yearly", "Each academic year"
    MONTHS = "months", "Every so many months"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rhythm. months: for MONTHS. days: between meetings, for MEETING. next_on: the day that is fixed for the next."""

    rhythm: str
    months: int | None = None
    days: int | None = None
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class Usual:
    """A cycle that holds until the institution sets its own. reviewer: who does it, in words."""

    reference: str
    what: str
    reviewer: str
    rule: Rule
    rag: str = ""


# As universities do it: the plan by the steering group each meeting, by the executive each term and by the governing body
# each year; an area by its rating; the risk register's entry termly and yearly.
USUAL: tuple[Usual, ...] = (
    Usual("plan-steering", What.PLAN, "Steering group", Rule(Rhythm.MEETING)),
    Usual("plan-executive", What.PLAN, "Executive", Rule(Rhythm.TERMLY)),
    Usual("plan-governing", What.PLAN, "Governing body", Rule(Rhythm.YEARLY)),
    Usual("entry-termly", What.ENTRY, "Executive", Rule(Rhythm.TERMLY)),
    Usual("entry-yearly", What.ENTRY, "Governing body", Rule(Rhythm.YEARLY)),
    Usual("area-red", What.AREA, "", Rule(Rhythm.MONTHS, months=3), Rag.RED),
    Usual("area-amber", What.AREA, "", Rule(Rhythm.MONTHS, months=6), Rag.AMBER),
    Usual("area-green", What.AREA, "", Rule(Rhythm.MONTHS, months=12), Rag.GREEN),
    Usual("area-unknown", What.AREA, "", Rule(Rhythm.MONTHS, months=3), Rag.UNKNOWN),
)


def months_later(day: date, months: int) -> date:
    """The same day of the month `months` later; the month's last where it has no such day (31 January, 1 -> 28 February)."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def next_review(rule: Rule, last: date | None, since: date | None, terms: TermDates) -> date | None:
    """The last day (inclusive) on which the next review is in time; None where nothing tells it.

    last: the day of the last completed review. since: from when a first review is owed, where there was none. A day that
    was fixed (next_on) goes before the rhythm until a review on it or after it is recorded. A review between two terms
    counts for the term that has ended: the next is due by the end of the term that follows.
    """
    if rule.next_on is not None and (last is None or rule.next_on > last):
        return rule.next_on
    begun = last or since
    if begun is None:
        return None
    match rule.rhythm:
        case Rhythm.MEETING:
            return begun + timedelta(days=rule.days) if rule.days else None
        case Rhythm.MONTHS:
            return months_later(begun, rule.months or 0)
        case Rhythm.TERMLY:
            within = terms.containing(begun) if last is None else None
            return (within or terms.following(begun)).end
        case _:
            year = AcademicYear.containing(begun)
            return (year if last is None else year.next).end


def is_late(due: date | None, today: date) -> bool:
    """Whether the day has passed; on the day itself a review is in time."""
    return due is not None and due < today


def is_soon(due: date | None, today: date) -> bool:
    """Whether it is due within 30 days from today on."""
    return due is not None and today <= due <= today + SOON


def rule_words(rule: Rule) -> str:
    """How often, as a phrase: “every 6 months”, “each term”."""
    match rule.rhythm:
        case Rhythm.MEETING:
            return f"at each meeting, every {rule.days} days" if rule.days else "at each meeting"
        case Rhythm.MONTHS:
            return "every month" if rule.months == 1 else f"every {rule.months} months"
        case Rhythm.TERMLY:
            return "each term"
        case _:
            return "each academic year"


def rule_faults(what: str, rule: Rule) -> list[str]:
    """What is wrong with a rule for `what`, as sentences; [] when nothing is."""
    if what not in What.values:
        return ["Choose what is reviewed."]
    if rule.rhythm not in Rhythm.values:
        return ["Choose how often it is reviewed."]
    faults = []
    if rule.rhythm == Rhythm.MONTHS and not (rule.months and 1 <= rule.months <= MOST_MONTHS):
        faults.append(f"Give the months between two reviews, from 1 to {MOST_MONTHS}.")
    if rule.rhythm != Rhythm.MONTHS and rule.months is not None:
        faults.append("Months go with “Every so many months” only.")
    if rule.days is not None and (rule.rhythm != Rhythm.MEETING or not 1 <= rule.days <= MOST_DAYS):
        faults.append(f"Days go with “At each meeting” only, from 1 to {MOST_DAYS}.")
    if what == What.AREA and rule.rhythm == Rhythm.MEETING:
        faults.append("A risk area is reviewed each term, each academic year or every so many months.")
    if what == What.AREA and rule.next_on is not None:
        faults.append("The day of an area’s next review is set at the area.")
    return faults


def body_above(ladder: Sequence[int | None], body: int | None) -> int | None:
    """The body to which `body` refers up: the next one on the ladder of the plan's cycles.

    ladder: keys of the bodies in the order of the cycles, None where a cycle names none. A body that is not on it, or
    none, refers to the first; None where there is nobody above.
    """
    steps = [key for key in dict.fromkeys(ladder) if key is not None]
    above = steps[steps.index(body) + 1 :] if body in steps else steps
    return above[0] if above else None
