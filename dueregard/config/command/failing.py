"""How the command fails: one sentence on standard error and exit status 2, never a traceback."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

REFUSED = 2


class Failure(Exception):
    """What was asked for cannot be done. Its text is a sentence that says what to do."""


def one_line(text: object) -> str:
    """`text` on one line, whatever it was made from."""
    return " ".join(str(text).split()) or "It did not work."


def say(text: str) -> None:
    """Print a line on standard output."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(text: object) -> None:
    """Print exactly one line on standard error."""
    sys.stderr.write(one_line(text) + "\n")
    sys.stderr.flush()


class OneLineParser(argparse.ArgumentParser):
    """An argument parser that keeps the contract: exit status 2 and one line, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        complain(f"{self.prog}: {message} (see {self.prog} --help)")
        raise SystemExit(REFUSED)
