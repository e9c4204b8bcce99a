"""What a verb that needs the database does first: load the product, make the data folder, look at the migrations."""

from __future__ import annotations

import django

from dueregard.config.command.failing import Failure


def set_up() -> None:
    """Load Django and make the data folder. Raises Failure where the folder cannot be used."""
    django.setup()
    from django.conf import settings

    try:
        settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(
            f"The data folder {settings.DATA} cannot be made ({error.strerror}): set DUEREGARD_DATA."
        ) from None


def pending_migrations() -> int:
    """How many migrations the database still lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_pending() -> None:
    """Raises Failure where the database is not up to date."""
    count = pending_migrations()
    if count:
        raise Failure(
            f"The database lacks {count} migration{'s' * (count > 1)}: run “dueregard migrate”, then try again."
        )


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
