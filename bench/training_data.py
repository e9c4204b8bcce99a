"""Fills an empty database with staff and completions for the bench of training.

Rows are written in bulk: what bringing them in costs is measured by itself.
"""

from __future__ import annotations

import os
import random
from datetime import date, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dueregard.config.settings")
django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from bench.register_data import session_of_a_lead
from dueregard.kernel import clock
from dueregard.kernel.references import new_reference
from dueregard.organisation.models import Body, Campus
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.training.models import Completion, Course, Officer, Placement, Requirement, RoleGroup, Staff
from dueregard.training.rules.kinds import Category, GroupKind, Source, Subject

DEPARTMENTS, COURSES = 40, 8


@transaction.atomic
def fill(people: int, completions: int) -> None:
    """`people` members of staff in 40 departments on three campuses, `completions` of eight courses over ten years."""
    chance = random.Random(2015)
    today, now = clock.today(), clock.now()
    departments = Body.objects.bulk_create(
        [Body(name=f"School {n}", kind=BodyKind.DEPARTMENT, reference=new_reference()) for n in range(DEPARTMENTS)]
    )
    campuses = Campus.objects.bulk_create([Campus(name=f"Campus {n}", reference=new_reference()) for n in range(3)])
    subjects = [Subject.PREVENT] * 5 + [Subject.QUALIFICATION] + [Subject.SAFEGUARDING] * 2
    courses = Course.objects.bulk_create(
        [
            Course(
                title=f"Bench course {n}",
                subject=subjects[n],
                category=list(Category)[n % 3],
                reference=new_reference(),
            )
            for n in range(COURSES)
        ]
    )
    staff = []
    for n in range(people):
        began = today - timedelta(days=chance.randrange(1, 4000))
        left = min(today, began + timedelta(days=chance.randrange(100, 3000))) if chance.random() < 0.2 else None
        staff.append(
            Staff(number=f"B{n:06}", name=f"Staff {n}", began_on=began, left_on=left, reference=new_reference())
        )
    staff = Staff.objects.bulk_create(staff, batch_size=1000)
    Placement.objects.bulk_create(
        [
            Placement(
                staff=one, department=chance.choice(departments), campus=chance.choice(campuses), from_on=one.began_on
            )
            for one in staff
        ],
        batch_size=1000,
    )
    Officer.objects.bulk_create(
        [
            Officer(staff=one, from_on=one.began_on, to_on=one.left_on, reference=new_reference())
            for one in chance.sample(staff, max(1, people // 200))
        ]
    )
    rows: dict[tuple[int, int, date], Completion] = {}
    while len(rows) < completions:
        one, course = chance.choice(staff), chance.choice(courses)
        day = today - timedelta(days=chance.randrange(0, 3650))
        rows[one.pk, course.pk, day] = Completion(
            staff=one,
            course=course,
            completed_on=day,
            source=Source.IMPORT,
            recorded_at=now,
            recorded_by_name="Bench",
        )
    Completion.objects.bulk_create(rows.values(), batch_size=2000)
    groups = [
        RoleGroup(name="All staff", kind=GroupKind.EVERYBODY),
        RoleGroup(name="Officers", kind=GroupKind.OFFICERS),
        *(RoleGroup(name=f"Staff of {body.name}", kind=GroupKind.DEPARTMENT, body=body) for body in departments[:4]),
    ]
    for group in groups:
        group.reference = new_reference()
    groups = RoleGroup.objects.bulk_create(groups)
    Requirement.objects.bulk_create(
        [
            Requirement(
                group=group,
                course=courses[n % COURSES],
                validity_months=24,
                grace_days=60,
                from_on=today - timedelta(days=2000),
                reference=new_reference(),
            )
            for n, group in enumerate(groups)
        ]
    )


def prepare(people: int, completions: int) -> dict[str, str]:
    """Migrate and fill; gives the session of a Prevent lead."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not Staff.objects.exists():
        fill(people, completions)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"session": session_of_a_lead()}
