"""Publishes a plan of 300 areas with 900 next steps in all formats, and compares two versions of it; prints JSON."""

from __future__ import annotations

import json
import os
import statistics
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dueregard.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.test import Client

from bench.register_data import fill, session_of_a_lead
from dueregard.accounts.queries import account_with_email
from dueregard.accounts.rules import Role
from dueregard.accounts.workflows import add_person, open_account, propose_appointment
from dueregard.kernel import clock
from dueregard.kernel.principals import Command
from dueregard.plan.models import Area, AreaRevision
from dueregard.plan.workflows import areas
from dueregard.publication.models import Version
from dueregard.publication.workflows.making import make_issue
from dueregard.publication.workflows.publishing import publish_version
from dueregard.publication.workflows.versions import approve_version, propose_version

AREAS = 300


def _account(email: str, role: str) -> object:
    by = Command()
    person = add_person(by=by, name=f"Bench {role}", email=email)
    open_account(by=by, person=person)
    propose_appointment(by=by, person=person, role=role, reason="Bench", starts_on=clock.today())
    return account_with_email(email)


def _published(lead: object, secretary: object) -> tuple[Version, float]:
    """A version, and how long its files took from the start of the job to the last of them, in seconds."""
    version = propose_version(by=lead, kind="both")
    approve_version(by=secretary, version=version, hash=version.hash)
    issue = publish_version(by=secretary, version=version)
    started = time.perf_counter()
    make_issue({"issue": issue.reference}, report=lambda progress: None)
    return version, time.perf_counter() - started


def main() -> None:
    """Build, publish, change every third area, publish again, compare."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    fill(AREAS)
    session = session_of_a_lead()
    lead = account_with_email("lead@bench.example")
    secretary = _account("secretary@bench.example", Role.UNIVERSITY_SECRETARY)
    first, took = _published(lead, secretary)
    for row in AreaRevision.objects.filter(recorded_to__isnull=True, area__in=list(Area.objects.order_by("pk")[::3])):
        areas.edit_area(
            by=lead,
            area=row.area,
            revision=row.area.revision,
            actions_taken=row.actions_taken.replace("staff", "colleagues"),
        )
    second, again = _published(lead, secretary)
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies["sessionid"] = session
    address = f"/versions/compare?before={first.reference}&after={second.reference}"
    times = []
    for _ in range(12):
        started = time.perf_counter()
        answer = client.get(address)
        times.append(time.perf_counter() - started)
        if answer.status_code != 200:
            raise SystemExit(f"Comparing answered {answer.status_code}")
    print(json.dumps({"publishing": max(took, again), "comparing": statistics.median(times[2:]) * 1000}))


if __name__ == "__main__":
    main()
