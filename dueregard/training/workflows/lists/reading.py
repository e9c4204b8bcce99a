"""Reading a list in a process of its own: its first rows tell the columns, a dry run tells what it would do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from django.conf import settings
from django.db import transaction

from dueregard.documents.apart import run_apart
from dueregard.documents.grids import UnreadableDocument
from dueregard.documents.limits import Limits
from dueregard.kernel import clock
from dueregard.kernel.files import on_disk
from dueregard.kernel.jobs import Report
from dueregard.kernel.transitions import locked
from dueregard.training.models import Bringing, ColumnMapping
from dueregard.training.rules.lists import (
    What,
    columns_without_headings,
    guessed_columns,
    has_headings,
    missing_columns,
)
from dueregard.training.rules.states import BRINGING, BringingState
from dueregard.training.workflows.lists.completions import CompletionList
from dueregard.training.workflows.lists.outcome import Outcome
from dueregard.training.workflows.lists.staff import StaffList

_SEND = "dueregard.documents.readers.lists:send_rows"
SHOWN_ROWS, LONGEST_SHOWN = 5, 200
# Rows leave the child as fast as they are taken over here, so the clock of a long list is that of the whole work.
_SECONDS, _CELLS, _CHARACTERS, _ANSWER = 600.0, 20_000_000, 400_000_000, 800_000_000

Portion = Callable[[list[list[str]], int], None]


def _limits() -> Limits:
    ours: Limits = settings.DUEREGARD_DOCUMENT_LIMITS
    return replace(
        ours,
        seconds=_SECONDS,
        max_cells=_CELLS,
        max_characters=_CHARACTERS,
        max_answer_bytes=_ANSWER,
        max_unpacked_bytes=max(ours.max_unpacked_bytes, 400_000_000),
    )


def each_portion(bringing: Bringing, take: Portion, most: int | None = None) -> None:
    """Have the list read apart and hand its rows over in portions of at most a thousand, with the number of the first.
    Raises UnreadableDocument."""
    limits = _limits()
    if bringing.file is None:
        raise UnreadableDocument("The list itself is no longer kept.")
    with on_disk(bringing.file) as path:
        argument = {"path": str(path), "name": bringing.file.name, "limits": asdict(limits), "most": most}
        run_apart(_SEND, argument, limits=limits, on_progress=lambda found: take(found["rows"], found["first"]))


def _first_rows(bringing: Bringing) -> list[list[str]]:
    found: list[list[str]] = []
    each_portion(bringing, lambda rows, first: found.extend(rows), most=SHOWN_ROWS + 1)
    return found


def _with_columns(bringing: Bringing, rows: list[list[str]]) -> dict[str, Any]:
    """The choices with the list's headings and columns: those that were chosen, a kept mapping's, or guessed ones."""
    choices = dict(bringing.choices)
    headed = choices.get("headed", has_headings(bringing.what, rows))
    choices["headings"] = rows[0] if headed else []
    shown = rows[1:] if headed else rows[:SHOWN_ROWS]
    choices["shown"] = [[cell[:LONGEST_SHOWN] for cell in row] for row in shown]
    if choices.get("mapped"):
        return choices
    if not headed:
        choices["columns"] = columns_without_headings(bringing.what, rows)
        return choices
    for kept in ColumnMapping.objects.filter(what=bringing.what).order_by("-pk"):
        if kept.columns and set(kept.columns.values()) <= set(rows[0]):
            choices["columns"] = {field: rows[0].index(heading) for field, heading in kept.columns.items()}
            choices["mapping"] = kept.name
            return choices
    choices["columns"] = guessed_columns(bringing.what, rows[0])
    return choices


def pass_over(
    bringing: Bringing, outcome: Outcome, *, write: bool, report: Report | None, stop: Callable[[], bool] | None = None
) -> None:
    """One pass over the whole list. stop: asked before each portion; the pass ends where it says so."""
    kind = StaffList if bringing.what == What.STAFF else CompletionList
    taken = kind(bringing, outcome, write=write, today=clock.today())
    headed = bool(bringing.choices.get("headings"))

    def take(rows: list[list[str]], first: int) -> None:
        if stop is not None and stop():
            raise _Stopped
        if headed and outcome.rows == 0 and rows and rows[0] == bringing.choices["headings"]:
            rows, first = rows[1:], first + 1
        taken.portion(rows, first)
        if report:
            report({"done": outcome.rows})

    each_portion(bringing, take)
    taken.finish()


class _Stopped(Exception):
    """The list was discarded while it was being read."""


def read_list(argument: dict[str, Any], report: Report | None = None) -> None:
    """The job: find the columns and say what the list would do, or refuse it with a sentence. Done twice, it does nothing
    the second time; a list that was discarded meanwhile is left alone."""
    bringing = Bringing.objects.select_related("file").filter(reference=argument["reference"]).first()
    if bringing is None or bringing.state != BringingState.READING:
        return
    outcome = Outcome()
    lacking = ""
    try:
        bringing.choices = _with_columns(bringing, _first_rows(bringing))
        lacking = missing_columns(bringing.what, bringing.choices["columns"])
        if not lacking:
            pass_over(
                bringing,
                outcome,
                write=False,
                report=report,
                stop=lambda: not Bringing.objects.filter(pk=bringing.pk, state=BringingState.READING).exists(),
            )
    except _Stopped:
        return
    except UnreadableDocument as refusal:
        _end(bringing, "refuse", {"refusal": str(refusal)}, outcome)
        return
    _end(bringing, "propose", outcome.summary() | {"lacking": lacking}, outcome)


@transaction.atomic
def _end(bringing: Bringing, verb: str, summary: dict[str, Any], outcome: Outcome) -> None:
    row = locked(Bringing, bringing.pk)
    if row.state != BringingState.READING:
        return
    row.state = BRINGING.target(verb, row.state)
    row.choices, row.summary, row.errors = bringing.choices, summary, outcome.errors
    row.save(update_fields=["state", "choices", "summary", "errors"])
