"""The verb that removes what has been kept for as long as was declared, or says what would go."""

from __future__ import annotations

from typing import Any

from dueregard.config.command.failing import say
from dueregard.config.command.ready import refuse_pending, set_up


def retention(arguments: Any) -> int:
    """Print what is due, a line for each kind, and change nothing; or remove it and say what went."""
    set_up()
    refuse_pending()
    from dueregard.kernel.principals import Command
    from dueregard.kernel.retention import in_words, kinds, run

    if arguments.dry_run:
        due = {kind: number for kind in kinds() if (number := kind.count_due())}
        for kind, number in due.items():
            say(f"Due: {kind.in_words(number)}.")
        if not due:
            say("Nothing is due.")
        return 0
    done = run(by=Command())
    say(f"Removed: {in_words(done.counts)}." if done.counts else "Nothing was due.")
    return 0
