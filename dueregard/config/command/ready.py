"""What a verb that needs the database does first: look at the data folder, load the product, look at the migrations."""

from __future__ import annotations

import os
from pathlib import Path

import django
import environ

from dueregard.config import secrets
from dueregard.config.command.failing import Failure

env = environ.Env()


def set_up(*, makes: bool = False) -> None:
    """Load Django. makes: whether this verb may make the data folder, the secrets and the database in it.

    Whatever is refused leaves nothing behind: loading the settings makes secrets, and opening a database makes its file,
    so both are looked for beforehand. Raises Failure where the folder cannot be used, or lacks what is not made here.
    """
    data = secrets.data_folder()
    try:
        _look_at(data, makes=makes)
    except PermissionError:
        raise Failure(_NOT_OURS.format(data)) from None
    django.setup()
    from django.db import connection

    if not makes and connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists():
        raise Failure(_NOTHING.format(data))


_NOT_OURS = "The data folder {} is not this user’s to read and write: change its owner, or set DUEREGARD_DATA."
_NOTHING = (
    "There is no installation in {}: run “dueregard migrate” to set one up there, "
    "or set DUEREGARD_DATA to the folder that has one."
)


def _look_at(data: Path, *, makes: bool) -> None:
    """Raises Failure or PermissionError where the folder is not fit for the verb."""
    if data.exists() and not data.is_dir():
        raise Failure(f"{data} is a file: set DUEREGARD_DATA to a folder.")
    missing = secrets.missing(data, demo=env.bool("DUEREGARD_DEMO", default=False), **secrets.given())
    on_server = bool(env.str("DATABASE_URL", default=""))
    if makes:
        _make(data)
    elif missing and not on_server and not (data / "dueregard.sqlite3").exists():
        raise Failure(_NOTHING.format(data))
    elif missing:
        raise Failure(
            f"{data} lacks {' and '.join(missing)}: copy what this installation has had so far, from its backup or another "
            "of its machines; only for a new installation run “dueregard migrate”."
        )
    # SQLite writes beside its file even to read it.
    if (missing or not on_server) and data.is_dir() and not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        raise Failure(_NOT_OURS.format(data))


def _make(data: Path) -> None:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(
            f"The data folder {data} cannot be made ({error.strerror}): set DUEREGARD_DATA to a folder of yours."
        ) from None


def pending_migrations() -> int:
    """How many migrations the database still lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_pending() -> None:
    """Raises Failure where the database is not up to date; else the data folder is there from now on."""
    count = pending_migrations()
    if count:
        raise Failure(
            f"The database lacks {count} migration{'s' * (count > 1)}: run “dueregard migrate”, then try again."
        )
    from django.conf import settings

    _make(settings.DATA)


def refuse_the_wrong_mode() -> None:
    """A demonstration is served only as one, and real data never as a demonstration. Raises Failure."""
    from django.conf import settings

    from dueregard.accounts.models import Account
    from dueregard.organisation.models import Institution

    demonstration = Institution.objects.filter(demonstration=True).exists()
    if demonstration and not settings.DUEREGARD_DEMO:
        raise Failure(
            "This database holds the demonstration, whose sign-ins everybody knows: "
            "set DUEREGARD_DEMO=1, or give an empty folder as DUEREGARD_DATA."
        )
    if settings.DUEREGARD_DEMO and not demonstration and Account.objects.exists():
        raise Failure(
            "This database is not the demonstration, and demo mode would open it to everybody: "
            "take DUEREGARD_DEMO out of the environment, or give another DUEREGARD_DATA."
        )
