"""Comma-separated values that spreadsheets open without running anything in them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# A spreadsheet takes these for the beginning of a formula, perhaps after dropping what does not show in front of them. An
# apostrophe makes text of it; text that has apostrophes there already gets one more, so that taking one away always
# gives what was written.
# Characters that no text file may hold; other writers leave them out as well.
_MAY_NOT_STAND = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_UNSEEN = r"[\s'\ufeff\u202a-\u202e\ufdd0-\ufdef]*[=+\-@]"
_WANTS_MARK = re.compile(_UNSEEN)
_HAS_MARK = re.compile(f"'{_UNSEEN}")


def guarded(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if _WANTS_MARK.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if _HAS_MARK.match(text) else text


def write_separated(headings: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """Headings and rows as UTF-8 with its mark (by which Excel knows it), every text guarded against being a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(heading) for heading in headings])
    for row in rows:
        writer.writerow([_MAY_NOT_STAND.sub("", guarded(value)) if isinstance(value, str) else value for value in row])
    return out.getvalue().encode("utf-8-sig")
