"""The meeting sheet as it is typed: the sitting's own form, and the cells, read by hand because there are thousands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from textwrap import shorten

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from dueregard.actions.rules import Status
from dueregard.organisation.rules.years import TermDates
from dueregard.plan.forms.areas import required
from dueregard.plan.forms.register import day_field
from dueregard.plan.queries.sheet import SheetRow
from dueregard.plan.rules.ratings import Rag
from dueregard.plan.rules.sheet import LeadNames, NewDue, Seen, reachable, read_due, seen_from
from dueregard.plan.workflows.sheet import AreaChange, StepChange

_RAGS = tuple(Rag.choices)
_STATUSES = {status: tuple((s, str(Status(s).label)) for s in reachable(status)) for status in Status.values}
_CANNOT_READ = (
    "“{words}” is neither a date nor a rhythm. Write a day, a month, a term or a year, such as Spring term 2027"
)


class SittingForm(forms.Form):
    """The one reason of a sitting, and its day."""

    reason = forms.CharField(
        label="Reason for all changes, such as “Steering group, 4 December”",
        max_length=500,
        error_messages=required("Say which sitting this was, such as “Steering group, 4 December”."),
    )
    day = day_field("Day of the sitting", help_text="", error_messages=required("Say when the sitting was."))


@cache
def _options(marks: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """The options of a select. A sheet has a thousand, of a dozen kinds: each kind is written once."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, " selected" if value == chosen else "", label) for value, label in marks),
    )


@dataclass(slots=True)
class Line:
    """A row with what its inputs show. was: its hidden field. wrong_...: what is wrong with a cell, or ""."""

    row: SheetRow
    name: str  # of the row, in the names of its inputs
    was: str
    marks: tuple[tuple[str, str], ...]
    mark: str
    leads: str
    due: str
    changed: bool = False
    wrong_mark: str = ""
    wrong_leads: str = ""
    wrong_due: str = ""
    conflict: list[tuple[str, str, str]] = field(default_factory=list)  # (what, saved since, yours)

    @property
    def options(self) -> SafeString:
        return _options(self.marks, self.mark)


class Cells:
    """All cells of a sheet. Without data, as they stand; with it, as they came back, compared with how they stand.

    Only what differs from what was seen counts as typed. A row that was saved by somebody else since and has something
    typed is a conflict: nothing is saved, both are shown, and what comes back next overwrites knowingly.
    """

    def __init__(
        self,
        rows: Iterable[SheetRow],
        names: LeadNames,
        terms: TermDates | None = None,
        today: date | None = None,
        data: Mapping[str, str] | None = None,
    ) -> None:
        self.names = names
        self.errors: list[tuple[str, str]] = []  # (sentence, id of the input)
        self.changes: list[AreaChange | StepChange] = []
        self.conflicts = 0
        self._terms, self._today = terms, today
        self.lines = [self._line(row, data) for row in rows]

    @property
    def sound(self) -> bool:
        """Whether the changes can go to the workflow."""
        return not self.errors and not self.conflicts

    def _line(self, row: SheetRow, data: Mapping[str, str] | None) -> Line:
        now = Seen(row.revision, row.mark, self.names.text(row.leads), row.due)
        marks = _RAGS if row.is_area else _STATUSES[row.mark]
        words = row.title if len(row.title) < 60 else shorten(row.title, 60, placeholder="…")
        name = f"{row.number} {words}" if row.is_area and row.number else words
        line = Line(row, name, now.written(), marks, now.mark, now.leads, now.due)
        if data is not None and f"was-{row.key}" in data:
            self._compare(line, now, seen_from(data[f"was-{row.key}"]), data)
        return line

    def _compare(self, line: Line, now: Seen, seen: Seen | None, data: Mapping[str, str]) -> None:
        row = line.row
        was = seen or now
        typed = {
            cell: " ".join(data.get(f"{cell}-{row.key}", getattr(was, cell)).split())
            for cell in ("mark", "leads", "due")
        }
        mine = {
            cell: words
            for cell, words in typed.items()
            if words != " ".join(getattr(was, cell).split()) and words != getattr(now, cell)
        }
        if not mine:
            return
        line.changed = True
        line.mark, line.leads, line.due = (mine.get(cell, getattr(now, cell)) for cell in ("mark", "leads", "due"))
        if seen is None or seen.revision != now.revision or row.retired:
            self.conflicts += 1
            line.conflict = [
                (_WHAT[cell], _said(cell, getattr(now, cell)), _said(cell, words)) for cell, words in mine.items()
            ]
            if line.mark not in dict(line.marks):
                line.mark = now.mark
            return
        self._read(line, now, mine)

    def _read(self, line: Line, now: Seen, mine: dict[str, str]) -> None:
        row = line.row
        if "mark" in mine and mine["mark"] not in dict(line.marks):
            line.mark = now.mark
            self._fault(line, "mark", "Choose one of the list")
        leads: tuple[str, ...] | None = None
        if "leads" in mine:
            standing = {self.names.text([lead]): lead[0] for lead in row.leads}
            found, unknown = self.names.read(mine["leads"], standing)
            leads = tuple(found)
            if unknown:
                self._fault(
                    line,
                    "leads",
                    f"“{'; '.join(unknown)[:100]}” is not among the leads. Choose from the list, and put a semicolon "
                    "between two leads",
                )
        when: NewDue | None = None
        if "due" in mine and not row.is_area and self._terms is not None and self._today is not None:
            when = read_due(mine["due"], was_rhythm=row.was_rhythm, terms=self._terms, today=self._today)
            if when is None:
                self._fault(line, "due", _CANNOT_READ.format(words=mine["due"][:100]))
        if line.wrong_mark or line.wrong_leads or line.wrong_due:
            return
        if row.is_area:
            self.changes.append(AreaChange(row.reference, now.revision, mine.get("mark"), leads))
        else:
            self.changes.append(StepChange(row.reference, now.revision, mine.get("mark"), leads, when))

    def _fault(self, line: Line, cell: str, sentence: str) -> None:
        setattr(line, f"wrong_{cell}", sentence)
        row = line.row
        where = line.name if row.is_area else f"{row.number} {line.name}".strip()
        self.errors.append((f"{where}: {sentence}.", f"{cell}-{row.key}"))


_WHAT = {"mark": "Rating or status", "leads": "Leads", "due": "Due"}
_LABELS = {**dict(_RAGS), **{status: str(Status(status).label) for status in Status.values}}


def _said(cell: str, words: str) -> str:
    return (_LABELS.get(words, words) if cell == "mark" else words) or "nothing"


def keys_sent(data: Mapping[str, str]) -> list[str]:
    """The keys of the rows that a sheet came back with."""
    return [name[4:] for name in data if name.startswith("was-")]


def was_changed(data: Mapping[str, str], key: str) -> bool:
    """Whether a row that came back, but is not in the register any more, had something typed in it."""
    seen = seen_from(data.get(f"was-{key}", ""))
    return seen is None or any(
        " ".join(data.get(f"{cell}-{key}", getattr(seen, cell)).split()) != " ".join(getattr(seen, cell).split())
        for cell in ("mark", "leads", "due")
    )
