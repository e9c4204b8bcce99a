"""Turns the content's days and phrases, which are counted from the present year, into dates."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from dueregard.actions.rules import Due
from dueregard.demo.content.shapes import On
from dueregard.look.templatetags.look import plain_day
from dueregard.organisation.rules.phrases import read_when
from dueregard.organisation.rules.years import AcademicYear, TermDates

# Between two things that happened on one day.
_STEP = timedelta(seconds=40)


@dataclass(frozen=True)
class Calendar:
    """The demonstration's history, seen from `now` (aware) on the day `today`."""

    now: datetime
    today: date

    @property
    def present(self) -> AcademicYear:
        return AcademicYear.containing(self.today)

    def day(self, on: On) -> date:
        """The day itself; the Friday before for one at a weekend; today for one that has not come yet."""
        year, month, number = on
        found = date(self.present.start_year + year + (0 if month >= 8 else 1), month, number)
        found -= timedelta(days=max(0, found.weekday() - 4))
        return min(found, self.today)

    def has_come(self, on: On) -> bool:
        """Whether the day itself, not today in its place, has come."""
        year, month, number = on
        return date(self.present.start_year + year + (0 if month >= 8 else 1), month, number) <= self.today

    def moment(self, day: date, place: int) -> datetime:
        """The moment of what happened as number `place` (from 0) on `day`; on that day, and never later than now."""
        begins = timezone.make_aware(datetime.combine(day, time.min))
        first = max(begins, min(datetime.combine(day, time(9, 30), UTC), self.now - timedelta(hours=2)))
        return min(first + place * _STEP, self.now)

    def from_today(self, written: str) -> date:
        """ "+12" or "-5": that many days from today; "month": the last day of this month."""
        if written == "month":
            return self.today.replace(day=calendar.monthrange(self.today.year, self.today.month)[1])
        return self.today + timedelta(days=int(written))

    def words(self, text: str) -> str:
        """A text with the names of the academic years filled in."""
        present = self.present
        return text.format(
            y0=present.label, y1=present.previous.label, y2=present.previous.previous.label, n=present.next.label
        )

    def due(self, written: str, terms: TermDates) -> Due:
        """The date that a step was given."""
        if not written:
            return Due()
        if written == "month" or written[0] in "+-":
            day = self.from_today(written)
            return Due(day, day, plain_day(day))
        when = read_when(self.words(written), terms=terms, today=self.today)
        return Due(when.start, when.end, when.phrase)
