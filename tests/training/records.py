"""Makes records of training for tests: rows as they stand, without the workflows that the tests of each room use."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from dueregard.kernel import clock
from dueregard.training.models import Completion, Course, Officer, Placement, Staff
from dueregard.training.rules.kinds import Category, Source, Subject

_number = count(1)
# the day of the sample plan's figures
THEN = date(2019, 7, 11)


def make_staff(name: str = "", department: Any = None, campus: Any = None, **more: Any) -> Staff:
    """A member of staff, placed where a department or campus is given."""
    n = next(_number)
    staff = Staff.objects.create(name=name or f"Staff {n}", number=f"S{n:05}", **more)
    if department or campus:
        Placement.objects.create(staff=staff, department=department, campus=campus, from_on=staff.began_on)
    return staff


def make_course(title: str = "", subject: str = Subject.PREVENT, category: str = Category.INDUCTION) -> Course:
    """A course."""
    return Course.objects.create(title=title or f"Course {next(_number)}", subject=subject, category=category)


def complete(staff: Staff, course: Course, on: date, **more: Any) -> Completion:
    """A completion, entered by hand."""
    return Completion.objects.create(
        staff=staff,
        course=course,
        completed_on=on,
        source=Source.ENTERED,
        recorded_at=clock.now(),
        recorded_by_name="Test",
        **more,
    )


def appoint_officer(staff: Staff, from_on: date, to_on: date | None = None, **more: Any) -> Officer:
    """An appointment as designated safeguarding officer."""
    return Officer.objects.create(staff=staff, from_on=from_on, to_on=to_on, **more)


def sample_records() -> None:
    """The records behind the sample plan's section 2.3, with later ones, and officers who have left."""
    qualification = make_course("Designated safeguarding officer", Subject.QUALIFICATION, Category.BROADER)
    workshop = make_course("Prevent workshop")
    refresher = make_course("Prevent refresher", category=Category.REFRESHER)
    long_ago, later = date(2016, 9, 1), date(2020, 2, 3)
    # 47 officers on the day with the qualification; 39 of them with Prevent training by then
    for n in range(47):
        staff = make_staff()
        appoint_officer(staff, long_ago, None if n % 9 else date(2021, 7, 31))
        complete(staff, qualification, long_ago + timedelta(days=n))
        if n < 39:
            complete(staff, workshop, date(2017, 1, 10) + timedelta(days=n))
            if n < 10:  # who came twice counts once
                complete(staff, refresher, date(2018, 5, 1))
        else:  # trained after the day
            complete(staff, workshop, later)
    # officers on the day without the qualification, or with it only later
    for n in range(3):
        staff = make_staff()
        appoint_officer(staff, long_ago)
        if n:
            complete(staff, qualification, later)
    # 6 former officers with Prevent training (they have left); one whose appointment began after the day
    for n in range(6):
        staff = make_staff(left_on=date(2019, 3, 31))
        appoint_officer(staff, long_ago, date(2019, 3, 31))
        complete(staff, qualification, long_ago)
        complete(staff, workshop, date(2017, 6, 1) + timedelta(days=n))
    coming = make_staff()
    appoint_officer(coming, date(2019, 9, 1))
    complete(coming, qualification, date(2019, 6, 1))
    complete(coming, workshop, date(2019, 7, 11))  # the day itself belongs to it
    # other staff: 134 in all with the 45 officers and the one to come
    for n in range(134 - 45 - 1):
        complete(make_staff(), workshop, date(2018, 10, 1) + timedelta(days=n))
    for n in range(17):
        complete(make_staff(), workshop, date(2019, 12, 4) + timedelta(days=n % 2))
    # what was taken back as wrong counts nowhere
    complete(make_staff(), workshop, date(2018, 1, 1), removed_on=date(2018, 2, 1), removed_reason="Somebody else")
