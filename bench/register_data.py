"""Fills an empty database with a register of a given size, and prints a session cookie of somebody who may edit it.

Run as a program: python -m bench.register_data AREAS. Rows are written in bulk: the bench measures reading and saving,
not how a register of 10,000 areas came to be.
"""

from __future__ import annotations

import json
import os
import random
import sys
from datetime import timedelta
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dueregard.config.settings")
django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection, transaction

from bench.words import prose
from dueregard.accounts.queries import account_with_email
from dueregard.accounts.rules import Role
from dueregard.accounts.workflows import add_person, open_account, propose_appointment
from dueregard.actions.models import Action, ActionLead, ActionRevision
from dueregard.kernel import clock, textindex
from dueregard.kernel.principals import Command
from dueregard.kernel.references import new_reference
from dueregard.organisation.models import Lead, Post
from dueregard.plan.models import Area, AreaAction, AreaLead, AreaRevision, Section, SectionRevision
from dueregard.plan.workflows.making import AREA_STEP, SECTION_STEP, WORDS

STEPS_EACH = 3
SECTIONS = 20


@transaction.atomic
def fill(areas: int) -> None:
    """A register of `areas` areas with three next steps each, in 20 sections, with 60 leads."""
    chance = random.Random(4711)
    now, today = clock.now(), clock.today()
    posts = Post.objects.bulk_create([Post(title=f"Post {n}", reference=new_reference()) for n in range(60)])
    leads = Lead.objects.bulk_create(
        [Lead(kind="post", post=post, label=post.title, reference=new_reference()) for post in posts]
    )
    sections = Section.objects.bulk_create([Section(number=str(n + 1)) for n in range(SECTIONS)])
    SectionRevision.objects.bulk_create(
        [
            SectionRevision(section=s, title=f"Section {n + 1}", position=n + 1, recorded_from=now)
            for n, s in enumerate(sections)
        ]
    )
    each = -(-areas // SECTIONS)
    rows = Area.objects.bulk_create(
        [Area(number=f"{n // each + 1}.{n % each + 1}", reference=new_reference()) for n in range(areas)],
        batch_size=500,
    )
    revisions = [
        AreaRevision(
            area=area,
            section=sections[n // each],
            position=(n // each + 1) * SECTION_STEP + (n % each + 1) * AREA_STEP,
            title=prose(chance, 9),
            hazard=prose(chance, 30),
            actions_taken="\n\n".join(prose(chance, 40) for _ in range(3)),
            rag=chance.choice(["red", "amber", "green", "unknown"]),
            review_on=today + timedelta(days=chance.randrange(-200, 400)),
            recorded_from=now,
            recorded_by_name="Bench",
        )
        for n, area in enumerate(rows)
    ]
    AreaRevision.objects.bulk_create(revisions, batch_size=500)
    AreaLead.objects.bulk_create(
        [
            AreaLead(area=area, lead=lead, order=order, recorded_from=now)
            for n, area in enumerate(rows)
            if n % 50
            for order, lead in enumerate(chance.sample(leads, 2))
        ],
        batch_size=1000,
    )
    actions = Action.objects.bulk_create(
        [Action(reference=new_reference()) for _ in range(areas * STEPS_EACH)], batch_size=1000
    )
    steps = []
    for action in actions:
        due = today + timedelta(days=chance.randrange(-60, 600)) if chance.random() < 0.6 else None
        steps.append(
            ActionRevision(
                action=action,
                text=prose(chance, 20),
                due_start=due,
                due_end=due,
                standing=due is None and chance.random() < 0.8,
                carried_over=int(chance.random() < 0.1),
                recorded_from=now,
            )
        )
    ActionRevision.objects.bulk_create(steps, batch_size=500)
    ActionLead.objects.bulk_create(
        [ActionLead(action=a, lead=chance.choice(leads), recorded_from=now) for a in actions], batch_size=1000
    )
    AreaAction.objects.bulk_create(
        [AreaAction(area=rows[n // STEPS_EACH], action=a, position=n % STEPS_EACH) for n, a in enumerate(actions)],
        batch_size=1000,
    )
    textindex.put_many(
        WORDS,
        [
            (
                r.area_id,
                "\n".join([r.title, r.hazard, r.actions_taken, *(s.text for s in steps[3 * n : 3 * n + 3])]),
                "",
            )
            for n, r in enumerate(revisions)
        ],
    )


def session_of_a_lead() -> str:
    """The key of a fresh session of a Prevent lead."""
    by = Command()
    person = add_person(by=by, name="Bench Lead", email="lead@bench.example")
    open_account(by=by, person=person)
    propose_appointment(by=by, person=person, role=Role.PREVENT_LEAD, reason="Bench", starts_on=clock.today())
    account = account_with_email("lead@bench.example")
    if account is None:
        raise SystemExit("The account was not made.")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def main() -> None:
    """Build and tell."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    fill(int(sys.argv[1]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    some = Area.objects.order_by("pk")[10].reference
    print(json.dumps({"session": session_of_a_lead(), "area": some}))


if __name__ == "__main__":
    main()
