"""`plan import` and `plan export`: the contract for scripts. Reading alone loads neither Django nor a database."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from dueregard.config.command.failing import Failure, say

READ = "dueregard.plan.importing:propose_file"


def plan(arguments: Any) -> int:
    """Choose between the two."""
    return _import(arguments) if arguments.plan_verb == "import" else _export(arguments)


def _readable(written: str) -> Path:
    """The file's absolute path. Raises Failure where it is not a file that can be read."""
    path = Path(written)
    if not written:
        raise Failure("Name the document to read.")
    try:
        path = path.resolve()
        if path.is_dir():
            raise Failure(f"{written} is a folder: name the document in it.")
        with path.open("rb"):
            return path
    except FileNotFoundError:
        raise Failure(f"There is no file {written}.") from None
    except PermissionError:
        raise Failure(f"{written} may not be read by this user.") from None
    except (OSError, ValueError, RuntimeError) as error:
        raise Failure(f"{written} could not be opened ({getattr(error, 'strerror', None) or error}).") from None


def _print_json(value: Any) -> None:
    # A lone surrogate, which cannot be written as UTF-8, becomes the escape that JSON itself has for it.
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def propose(path: Path) -> dict[str, Any]:
    """Read the document in a child process and give the proposal's JSON. Raises UnreadableDocument or Failure."""
    from dueregard.config.limits import document_limits
    from dueregard.documents.apart import run_apart

    try:
        limits = document_limits()
    except ValueError as error:
        raise Failure(str(error)) from None
    answer = run_apart(READ, {"path": str(path), "name": path.name, "limits": asdict(limits)}, limits=limits)
    proposal: dict[str, Any] = answer["proposal"]
    return proposal


def _naming(refusal: Exception, options: str) -> str:
    """The workflow's sentence with the options that answer it."""
    return f"{str(refusal).removesuffix('.')} ({options})."


def _import(arguments: Any) -> int:
    if arguments.commit and not arguments.by:
        raise Failure("Say whose account takes the plan in: --commit --by EMAIL.")
    if not arguments.commit and not arguments.json:
        raise Failure("Say what to do with the file: --json prints the proposal, --commit --by EMAIL takes it in.")
    if not arguments.commit and (arguments.again or arguments.taken):
        raise Failure("--again and --taken say how a plan is taken in: give them with --commit --by EMAIL.")
    path = _readable(arguments.file)
    if not arguments.commit:
        _print_json(propose(path))
        return 0

    from dueregard.config.command.ready import refuse_pending, set_up

    set_up()
    refuse_pending()
    from dueregard.accounts.queries import account_with_email
    from dueregard.plan.workflows.imports import NumbersTaken, TakenBefore, commit_file

    by = account_with_email(arguments.by)
    if by is None or not by.is_active:
        raise Failure(f"No open account has the address {arguments.by}.")
    taken = (arguments.taken or "refuse").replace("-", "_")
    try:
        brought = commit_file(by=by, path=path, taken=taken, again=arguments.again)
    except TakenBefore as refusal:
        raise Failure(_naming(refusal, "--again")) from None
    except NumbersTaken as refusal:
        raise Failure(_naming(refusal, "--taken without-number or --taken leave-out")) from None
    if arguments.json:
        _print_json(brought.proposal)
    else:
        say(f"Taken into the register as import {brought.reference}.")
    return 0


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Failure(f"“{written}” is not a date: write YYYY-MM-DD.") from None


def _export(arguments: Any) -> int:
    from dueregard.config.command.ready import refuse_pending, set_up

    recorded_on = _day(arguments.as_recorded_on)
    if arguments.format == "xlsx" and not arguments.to and sys.stdout.isatty():
        raise Failure("A spreadsheet is not for the terminal: name a file with --to FILE.")
    set_up()
    refuse_pending()
    from dueregard.kernel.principals import Command
    from dueregard.plan.exporting import export_register

    content = export_register(Command(), format=arguments.format, recorded_on=recorded_on)
    if arguments.to:
        Path(arguments.to).write_bytes(content)
        say(f"{arguments.to} was written.")
        return 0
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
    return 0
