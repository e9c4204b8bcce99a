"""The call that runs in a child process: a Word form that came back, as its identification and plain tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_SUBJECT = "{http://purl.org/dc/elements/1.1/}subject"


def read_form(argument: dict[str, Any]) -> dict[str, Any]:
    """Read {"path", "name", "limits" (as a dictionary)}. Gives {"subject", "tables"}.

    Raises UnreadableDocument for what is no Word document, too large or damaged.
    """
    from dueregard.documents.grids import UnreadableDocument
    from dueregard.documents.limits import Limits
    from dueregard.documents.readers import read
    from dueregard.documents.readers.package import Package
    from dueregard.rounds.rules.word_form import as_tables

    limits = Limits(**argument["limits"])
    document = read(Path(argument["path"]), name=argument["name"], limits=limits)
    if document.format != "docx":
        raise UnreadableDocument("Bring the form back as a Word document (.docx).")
    root = Package(Path(argument["path"]).read_bytes(), limits).xml("docProps/core.xml")
    found = root.find(_SUBJECT) if root is not None else None
    subject = (found.text or "").strip() if found is not None else ""
    return {"subject": subject[:200], "tables": as_tables(document.grids())}
