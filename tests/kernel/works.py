"""Works for the tests of jobs: what a registered function may do to the queue."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from dueregard.kernel.jobs import Report


def count(argument: dict[str, Any], *, report: Report) -> None:
    """Write a line for each call."""
    with Path(argument["to"]).open("a") as file:
        file.write("called\n")
    report({"done": 1})


def fail(argument: dict[str, Any], *, report: Report) -> None:
    """Count, then break down."""
    count(argument, report=report)
    raise RuntimeError("it broke")


def fail_once(argument: dict[str, Any], *, report: Report) -> None:
    """Break down at the first call only."""
    first = not Path(argument["to"]).exists()
    count(argument, report=report)
    if first:
        raise RuntimeError("it broke")


def hang_once(argument: dict[str, Any], *, report: Report) -> None:
    """At the first call say who works on it, and never come back."""
    first = not Path(argument["to"]).exists()
    count(argument, report=report)
    if first:
        Path(argument["pid"]).write_text(str(os.getpid()))
        time.sleep(300)
