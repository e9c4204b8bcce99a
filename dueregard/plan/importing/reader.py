"""What reading an item needs to know of the whole document, and the flags that it raises."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dueregard.organisation.rules.years import TermDates

from .legends import Legends
from .placeholders import placeholders
from .proposal import Flag, Section, Term, Where
from .ratings import Scale
from .repairs import Words, mend


@dataclass(slots=True)
class Reader:
    """All that reading an item needs to know of the document. wraps: line breaks in its cells may be a page's."""

    terms: TermDates
    words: Words
    glossary: dict[str, Term]
    sections: list[Section]
    scales: dict[str, Scale]
    numbers: set[str]
    wraps: bool = False
    legends: Legends = field(default_factory=Legends)
    flags: list[Flag] = field(default_factory=list)
    _flagged: set[str] = field(default_factory=set)
    _asked: set[tuple[str, str]] = field(default_factory=set)

    def flag(self, kind: str, message: str, source: Where | None, **about: Any) -> None:
        """Add a flag, each only once."""
        flag = Flag(kind, message, source, **about)
        key = repr(flag)
        if key not in self._flagged:
            self._flagged.add(key)
            self.flags.append(flag)

    def ask_of_column(self, message: str, source: Where | None, name: str) -> None:
        """Ask once what a column's marks mean. source: the first cell with one; name: the field."""
        if (message, name) not in self._asked:
            self._asked.add((message, name))
            self.flag("scale_unclear", message, source, field=name)

    def flag_placeholders(
        self, text: str, source: Where | None, number: str | None = None, name: str | None = None
    ) -> None:
        """A flag for each text of a template that was left in."""
        for found in placeholders(text):
            message = f"“{found}” is text of a template."
            self.flag("placeholder", message, source, number=number, field=name, as_found=found)

    def mended(self, text: str, number: str | None, name: str, source: Where | None) -> str:
        """The text with certain repairs made and every repair flagged."""
        mended, repairs = mend(text, self.words)
        for repair in repairs:
            if repair.certain:
                message = f"“{repair.before}” was read as “{repair.after}”."
            else:
                message = f"“{repair.before}” may be “{repair.after}”; it was left as it stood."
            self.flag(
                "repair_applied" if repair.certain else "repair_suggested",
                message,
                source,
                number=number,
                field=name,
                as_found=repair.before,
                suggestion=repair.after,
            )
        return mended
