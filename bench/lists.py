"""How long bringing in 20,000 staff and 200,000 completions takes, from the files to the records, and how much memory.

Run as a program: python -m bench.lists STAFF COMPLETIONS. Prints JSON: seconds of each list, and megabytes at most.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import sys
import time
from datetime import date, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dueregard.config.settings")

import django

django.setup()

from django.core.management import call_command

from dueregard.kernel.principals import Command
from dueregard.training.models import Bringing, Course
from dueregard.training.workflows.lists import bringing, reading, taking

TITLES = ("Bench awareness", "Bench refresher", "Bench safeguarding")


def staff_list(people: int) -> bytes:
    """A list as an HR system exports it."""
    lines = ["Employee ID,Surname,Forename,Email,Department,Start date"]
    for n in range(people):
        began = date(2008, 1, 1) + timedelta(days=n % 6000)
        lines.append(f"E{n:06},Surname{n},Name{n},person{n}@bench.example,School {n % 40},{began:%d/%m/%Y}")
    return "\n".join(lines).encode()


def completion_list(people: int, completions: int) -> bytes:
    """A list as a learning platform exports it."""
    chance = random.Random(26)
    lines, seen = ["User ID,Course,Completion date,Certificate"], set()
    while len(seen) < completions:
        day = date(2015, 7, 1) + timedelta(days=chance.randrange(3600))
        key = (chance.randrange(people), chance.randrange(len(TITLES)), day)
        if key not in seen:
            seen.add(key)
            lines.append(f"E{key[0]:06},{TITLES[key[1]]},{day.isoformat()},C{len(seen)}")
    return "\n".join(lines).encode()


def brought(what: str, content: bytes) -> float:
    """Take a list, read it, bring it in; the seconds of all three. The jobs are called where a worker would call them."""
    by = Command()
    started = time.perf_counter()
    row = taking.take_list(by=by, what=what, stream=io.BytesIO(content), name=f"{what}.csv")
    reading.read_list({"reference": row.reference})
    row = Bringing.objects.get(pk=row.pk)
    bringing.bring_list(by=by, bringing=row)
    bringing.bring({"reference": row.reference})
    row = Bringing.objects.get(pk=row.pk)
    spent = time.perf_counter() - started
    if row.state != "brought" or row.errors:
        raise SystemExit(f"The list of {what} was not brought in: {row.state}, {row.errors[:3]}")
    return spent


def main() -> None:
    """Migrate, bring both lists in, and tell."""
    people, completions = int(sys.argv[1]), int(sys.argv[2])
    call_command("migrate", verbosity=0)
    for title in TITLES:
        Course.objects.create(title=title)
    lists = {"staff": staff_list(people), "completions": completion_list(people, completions)}
    found = {what: brought(what, content) for what, content in lists.items()}
    print(json.dumps(found | {"MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
