"""The short verbs around the database: migrate, tick, verify, demo."""

from __future__ import annotations

from typing import Any

import environ

from dueregard.config.command.failing import Failure, complain, say
from dueregard.config.command.ready import pending_migrations, refuse_pending, set_up

env = environ.Env()
DIFFERS = 1


def migrate(arguments: Any) -> int:
    """Apply what the database lacks, making it, its folder and its secrets where they are not there."""
    set_up(makes=True)
    from django.core.management import call_command

    count = pending_migrations()
    if not count:
        say("The database is up to date.")
        return 0
    call_command("migrate", interactive=False, verbosity=0)
    say(f"The database is up to date: {count} migration{'s' * (count > 1)} applied.")
    return 0


def tick(arguments: Any) -> int:
    """Do what the schedule has due, once, and say what it was."""
    set_up()
    refuse_pending()
    from dueregard.config.schedule import tick as do_due

    done = do_due()
    say(f"Done: {', '.join(done)}." if done else "Nothing was due.")
    return 0


def _written_down(written: str) -> Any:
    """A head as `verify` prints it: N:HASH. Raises Failure."""
    from dueregard.audit.queries import Head

    number, _, digest = written.strip().partition(":")
    digest = digest.lower()
    if not number.isdecimal() or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise Failure(
            "A head is written N:HASH, as “dueregard verify” prints it: a number, a colon, 64 hexadecimal digits."
        )
    return Head(int(number), digest)


def verify(arguments: Any) -> int:
    """Recompute the trail. Prints its head; or a sentence for each fault on standard error, with exit status 1."""
    set_up()
    refuse_pending()
    from dueregard.audit.queries import faults, head

    expected = _written_down(arguments.head) if arguments.head else None
    found = 0
    for sentence in faults(expected):
        complain(sentence)
        found += 1
    end = head()
    if found:
        complain(f"The audit trail does not verify: {found} fault{'s' * (found > 1)} in {end.number} entries.")
        return DIFFERS
    say(f"The audit trail verifies: {end.number} entries.")
    say(f"Head: {end.number}:{end.hash}")
    return 0


def demo(arguments: Any) -> int:
    """The demonstration's verbs. Raises Failure outside demo mode."""
    if not env.bool("DUEREGARD_DEMO", default=False):
        raise Failure("The demonstration exists only with DUEREGARD_DEMO=1.")
    set_up()
    if arguments.demo_verb != "sign-ins":
        refuse_pending()
    from dueregard.demo import loading

    if arguments.demo_verb == "load":
        say(loading.load(once=arguments.once))
    elif arguments.demo_verb == "reset":
        say(loading.reset())
    else:
        for line in loading.sign_in_lines():
            say(line)
    return 0
