"""Any file to grids of cells: one reader for each format, chosen by what a file is and what it says that it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..grids import SourceDocument, UnreadableDocument
from ..limits import DEFAULT, Limits
from .kinds import READABLE, ending_of, kind_of, shown_name
from .package import too_big

Progress = Callable[[int, int], None]

__all__ = ["READABLE", "Progress", "read"]


def read(
    path: Path,
    *,
    name: str,
    limits: Limits = DEFAULT,
    on_progress: Progress | None = None,
    inside: str = "",
) -> SourceDocument:
    """Read a document of any known format.

    path: where its bytes are. name: what the user calls it; its ending must agree with what the file is. on_progress is
    told (pages done, pages in all) where a format has pages. inside: the name of a file of data (JSON): a PDF that
    carries one of that name is read as that file, or, where it is damaged, by its pages with a remark. Raises
    UnreadableDocument, whose text is one sentence for the user, for everything that cannot be read; the file is never
    changed and nothing is fetched.
    """
    try:
        size = path.stat().st_size
        if size > limits.max_bytes:
            raise too_big(size, limits)
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            f"{shown_name(name)} could not be opened: check that it is there and yours to read."
        ) from error
    if not data.strip(b"\0 \t\r\n\x0c\xef\xbb\xbf"):
        raise UnreadableDocument(f"{shown_name(name)} is empty: check that it was saved and bring it again.")
    kind = kind_of(data, name)
    try:
        document = _carried(data, inside, limits) if kind == "pdf" and inside else None
        if document is None or not document.blocks:
            remarks = document.remarks if document is not None else []
            document = _read_kind(kind, data, name, limits, on_progress)
            document.remarks[:0] = remarks
    except RecursionError as error:
        raise UnreadableDocument(
            f"{shown_name(name)} is nested too deeply to be read: save it afresh in the program that made it."
        ) from error
    if not document.blocks:
        raise UnreadableDocument(
            f"{shown_name(name)} holds no text: check that it is the right file and bring it again."
        )
    return document


def _carried(data: bytes, inside: str, limits: Limits) -> SourceDocument | None:
    """The file of data that a PDF carries under that name; without blocks, but with a remark, where it is damaged."""
    from .data import read_data
    from .pdf_attachments import BROKEN_ATTACHMENT, attached

    try:
        found = attached(data, limits)
    except UnreadableDocument as error:
        # Whatever else is wrong with the PDF, the reader of its pages says.
        broken = str(error) == BROKEN_ATTACHMENT
        return SourceDocument("pdf", [], remarks=[damaged_inside(inside)]) if broken else None
    if inside not in found:
        return None
    try:
        document = read_data(found[inside], limits)
    except (UnreadableDocument, RecursionError):
        document = SourceDocument("pdf", [])
    if not document.blocks:
        return SourceDocument("pdf", [], remarks=[damaged_inside(inside)])
    document.format = "pdf"
    document.remarks.append(f"It was read from the data that the PDF carries inside ({inside}), not from its pages.")
    return document


def damaged_inside(name: str) -> str:
    """The remark about a PDF's file of data that is no use."""
    return f"The data that the PDF carries inside ({name}) cannot be used, so its pages were read: check every value."


def _read_kind(kind: str, data: bytes, name: str, limits: Limits, on_progress: Progress | None) -> SourceDocument:
    """Call the reader of a kind. Readers are imported here, for most of them bring a heavy library along."""
    if kind == "text":
        from .text import read_text

        return read_text(data, limits)
    if kind == "csv":
        from .separated import read_separated

        return read_separated(data, limits, tabs=ending_of(name) == ".tsv")
    if kind == "json":
        from .data import read_data

        return read_data(data, limits)
    if kind == "html":
        from .webpage import read_webpage

        return read_webpage(data, limits)
    if kind == "docx":
        from .word import read_word

        return read_word(data, limits)
    if kind == "xlsx":
        from .excel import read_excel

        return read_excel(data, limits)
    if kind in ("xls", "xlsb"):
        from .excel_old import read_old_excel

        return read_old_excel(data, limits, kind)
    if kind in ("odt", "ods"):
        from .opendocument import read_opendocument

        return read_opendocument(data, limits, kind)
    from .pdf import read_pdf

    return read_pdf(data, limits, on_progress)
