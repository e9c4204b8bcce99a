"""Fills an empty database with a register of about so many next steps, looked through, and prints a session cookie.

Run as a program: python -m bench.health ACTIONS. Every third area has been rated anew since, so that there is a history.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dueregard.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from bench.register_data import STEPS_EACH, fill, session_of_a_lead
from dueregard.health.workflows.looking import look_through
from dueregard.kernel import clock
from dueregard.kernel.principals import Command
from dueregard.kernel.revisions import next_revision
from dueregard.plan.models import Area, AreaRevision


def main() -> None:
    """Build and tell."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with clock.set_to(clock.now() - timedelta(days=500)):
        fill(-(-int(sys.argv[1]) // STEPS_EACH))
    with clock.set_to(clock.now() - timedelta(days=200)):
        for row in AreaRevision.objects.filter(recorded_to=None, pk__in=range(0, 100_000, 3)):
            next_revision(row, by=Command(), reason="Rated anew", rag="green", rated_on=clock.today())
    look_through({}, report=lambda progress: None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    some = Area.objects.order_by("pk")[10].reference
    print(json.dumps({"session": session_of_a_lead(), "area": some}))


if __name__ == "__main__":
    main()
