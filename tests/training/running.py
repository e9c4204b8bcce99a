"""Makes sessions and the people in them for tests, by the product's own workflows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any

from dueregard.accounts.models import Account
from dueregard.kernel import clock
from dueregard.training.models import Course, Session, Staff
from dueregard.training.rules.sessions import HERE, NewDate, mark_of, moment
from dueregard.training.workflows.sessions import SessionPlan, plan_session
from tests import factories
from tests.training.records import make_course, make_staff

# A Friday in winter, two weeks before the session that tests plan.
TODAY = date(2026, 11, 20)
DAY = date(2026, 12, 4)


@contextmanager
def on(day: date, at: time = time(9)) -> Iterator[None]:
    """Everything inside happens on a day here, at nine in the morning unless said otherwise."""
    with clock.set_to(moment(day, at)):
        yield


def at(day: date = DAY, begins: time = time(10), ends: time = time(12), **more: Any) -> NewDate:
    """One date."""
    more = {"place": "Room 1", **more}
    return NewDate(moment(day, begins), moment(day, ends), **more)


def a_plan(*dates: NewDate, course: Course | None = None, **more: Any) -> SessionPlan:
    """What a session is planned with: one date, unless others are given."""
    course = course or make_course()
    return SessionPlan(course=course.reference, dates=list(dates) or [at()], **more)


def planned(*dates: NewDate, by: Any = None, course: Course | None = None, **more: Any) -> Session:
    """A session that is planned."""
    plan = a_plan(*dates, course=course, **more)
    return plan_session(by=by or factories.COMMAND, plan=plan, site="https://prevent.example.ac.uk/")


def somebody(name: str = "", email: str | None = None, **more: Any) -> Staff:
    """A member of staff with a mail address of their own."""
    staff = make_staff(name, **more)
    staff.email = f"{staff.number.lower()}@example.org" if email is None else email
    staff.save(update_fields=["email"])
    return staff


def with_account(*roles: str, name: str = "") -> tuple[Account, Staff]:
    """An account whose person is in the list of staff."""
    account = factories.make_account(*roles, name=name)
    return account, make_staff(account.person.name, person=account.person)


def mark(session: Session, which: int = 1) -> str:
    """What pages call the session's date with this number."""
    dates = list(session.dates.order_by("starts_at"))
    return mark_of(session.reference, dates[which - 1].pk)


def local(day: date, begins: time) -> Any:
    """A moment as the clock here shows it."""
    return moment(day, begins).astimezone(HERE)


def days_before(days: int, day: date = DAY) -> date:
    """So many days before a session."""
    return day - timedelta(days=days)
