"""The register's filters, and the day that they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from dueregard.kernel import clock


@dataclass(frozen=True)
class Filters:
    """What of the register is wanted. Everything empty is the whole register as it is now."""

    q: str = ""
    section: str = ""  # reference
    lead: str = ""  # reference
    rag: str = ""
    campus: str = ""  # reference
    overdue: bool = False
    no_lead: bool = False
    no_date: bool = False
    carried_over: bool = False
    retired: bool = False
    review_late: bool = False
    due_by: date | None = None
    changed_since: date | None = None
    recorded_on: date | None = None
    sort: str = ""

    def looks_elsewhere(self) -> bool:
        """Whether another table has to be searched: steps, leads, words."""
        return bool(
            self.q
            or self.lead
            or self.no_lead
            or self.no_date
            or self.carried_over
            or self.changed_since
            # the row itself knows its next due day, but only as things stand now
            or ((self.overdue or self.due_by) and self.moment())
        )

    def moment(self) -> datetime | None:
        """The end of the day `recorded_on`; None for now (also where that day has not ended)."""
        if self.recorded_on is None or self.recorded_on >= clock.today():
            return None
        return end_of_day(self.recorded_on)

    def today(self, present: date) -> date:
        """The day by which "overdue" and "late" are judged: the day asked for, or `present`."""
        return self.recorded_on if self.recorded_on and self.moment() else present


def end_of_day(day: date) -> datetime:
    """The first moment of the next day where the institution is."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def start_of_day(day: date) -> datetime:
    """The first moment of the day where the institution is."""
    return timezone.make_aware(datetime.combine(day, time.min))
