"""The short verbs around the database: migrate, tick, demo."""

from __future__ import annotations

from typing import Any

import environ

from dueregard.config.command.failing import Failure, say
from dueregard.config.command.ready import pending_migrations, refuse_pending, set_up

env = environ.Env()


def migrate(arguments: Any) -> int:
    """Apply what the database lacks, making it, its folder and its secrets where they are not there."""
    set_up(makes=True)
    from django.core.management import call_command

    count = pending_migrations()
    if not count:
        say("The database is up to date.")
        return 0
    call_command("migrate", interactive=False, verbosity=0)
    _begin()
    say(f"The database is up to date: {count} migration{'s' * (count > 1)} applied.")
    return 0


def _begin() -> None:
    """What every institution begins with, where there is none of it: the courses that the sector knows."""
    if env.bool("DUEREGARD_DEMO", default=False):
        return  # the demonstration's history begins with them, years ago
    from dueregard.kernel.principals import Command
    from dueregard.training.workflows.courses import begin_courses

    begin_courses(by=Command())


def tick(arguments: Any) -> int:
    """Do what the schedule has due, once, and say what it was."""
    set_up()
    refuse_pending()
    from dueregard.config.schedule import tick as do_due

    done = do_due()
    say(f"Done: {', '.join(done)}." if done else "Nothing was due.")
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
