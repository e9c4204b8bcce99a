"""The academic years of the register, and when each ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min
from django.utils import timezone

from dueregard.kernel import clock
from dueregard.organisation.rules.years import AcademicYear
from dueregard.plan.models import AreaRevision, RollForward
from dueregard.plan.queries.filters import end_of_day


@dataclass(frozen=True)
class YearChoice:
    """An academic year that can be compared, and the moment at which it ended: None while it goes on."""

    year: AcademicYear
    ended: datetime | None


def year_choices() -> list[YearChoice]:
    """The years of the register, newest first; two queries.

    A year ends when the next one was opened from it, or else with 31 July.
    """
    first = AreaRevision.objects.aggregate(first=Min("recorded_from"))["first"]
    opened = dict(RollForward.objects.values_list("academic_year", "rolled_at"))
    today = clock.today()
    begun = timezone.localtime(first).date() if first else today
    last = max([AcademicYear.containing(today).start_year, *opened])
    years = range(AcademicYear.containing(begun).start_year - 1, last + 1)
    return [YearChoice(AcademicYear(year), _ended(year, opened, today)) for year in reversed(years)]


def _ended(year: int, opened: dict[int, datetime], today: date) -> datetime | None:
    later = [moment for opened_year, moment in opened.items() if opened_year > year]
    if later:
        return min(later) - timedelta(microseconds=1)
    end = AcademicYear(year).end
    return end_of_day(end) - timedelta(microseconds=1) if end < today else None
