"""The files that a PDF carries inside, such as the plan.json of a plan that this product published."""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Iterator
from typing import Any

from ..grids import UnreadableDocument
from ..limits import DEFAULT, Limits, in_megabytes
from .package import CUT_SHORT, PROTECTED
from .pdf import DAMAGED_PDF

MOST_FILES = 20
_DEEPEST = 12
BROKEN_ATTACHMENT = (
    "A file inside the PDF is damaged and cannot be read: take the PDF afresh from where it was published."
)


def attached(content: bytes, limits: Limits = DEFAULT) -> dict[str, bytes]:
    """The files inside a PDF by name; none for a PDF without any.

    Like every reader it is meant to run apart for files from outside, for the library unpacks the PDF's own parts as it
    likes; what it hands out here is unpacked under the limits. Raises UnreadableDocument for a broken or protected PDF,
    more than MOST_FILES files, files larger together than limits.max_bytes, and a file that does not unpack.
    """
    if len(content) > limits.max_bytes:
        raise UnreadableDocument(
            f"The PDF is larger than {in_megabytes(limits.max_bytes)}: bring only the pages of the plan."
        )
    if not content.lstrip().startswith(b"%PDF-") or b"%%EOF" not in content[-4_096:]:
        raise UnreadableDocument(CUT_SHORT)
    try:
        return _files(content, limits)
    except (UnreadableDocument, MemoryError):
        raise
    except Exception as error:  # a broken PDF can make the library fail in any way: each means that it is damaged
        if "password" in (type(error).__name__ + repr(error)).lower():
            raise UnreadableDocument(PROTECTED) from error
        raise UnreadableDocument(DAMAGED_PDF) from error


def _files(content: bytes, limits: Limits) -> dict[str, bytes]:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser
    from pdfminer.pdftypes import PDFStream

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    document = PDFDocument(PDFParser(io.BytesIO(content)))
    if document.encryption:
        raise UnreadableDocument(PROTECTED)
    if not document.catalog:
        raise UnreadableDocument(DAMAGED_PDF)
    found: dict[str, bytes] = {}
    left = limits.max_bytes
    for name, description in _described(document.catalog):
        held = _entry(description, "EF")
        stream = next((file for key in ("UF", "F") if isinstance(file := _entry(held, key), PDFStream)), None)
        if stream is None or name in found:
            continue
        if len(found) >= MOST_FILES:
            raise UnreadableDocument(
                f"The PDF carries more than {MOST_FILES} files inside: bring the document that holds only the plan."
            )
        found[name] = _unpacked(stream, left)
        left -= len(found[name])
    return found


def _described(catalog: Any) -> Iterator[tuple[str, Any]]:
    """Names and descriptions of files in the tree of names, in its order."""
    waiting = [(_entry(_entry(catalog, "Names"), "EmbeddedFiles"), 0)]
    seen = 0
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if depth > _DEEPEST or seen > 1_000:
            raise UnreadableDocument(DAMAGED_PDF)
        kids = _resolved(_entry(node, "Kids"))
        if isinstance(kids, list):
            waiting += [(_resolved(kid), depth + 1) for kid in reversed(kids[:1_000])]
        pairs = _resolved(_entry(node, "Names"))
        if isinstance(pairs, list):
            for position in range(0, min(len(pairs) - 1, 2_000), 2):
                description = _resolved(pairs[position + 1])
                named = _entry(description, "UF") or _entry(description, "F") or _resolved(pairs[position])
                if isinstance(named, bytes | str):
                    yield _name(named), description


def _entry(holder: Any, key: str) -> Any:
    return _resolved(holder.get(key)) if isinstance(holder, dict) else None


def _resolved(value: Any) -> Any:
    from pdfminer.pdftypes import resolve1

    return resolve1(value)


def _name(given: bytes | str) -> str:
    """A file's name without any folder."""
    from pdfminer.utils import decode_text

    text = given if isinstance(given, str) else decode_text(given)
    return text.replace("\\", "/").rpartition("/")[2]


def _unpacked(stream: Any, most: int) -> bytes:
    """A stream's bytes, unpacked by ourselves, because the library unpacks without a limit."""
    raw = stream.get_rawdata()
    if raw is None:
        raise UnreadableDocument(BROKEN_ATTACHMENT)
    filters = [getattr(name, "name", name) for name, _ in stream.get_filters()]
    if any(parameters.get("Predictor", 1) != 1 for _, parameters in stream.get_filters() if parameters):
        raise UnreadableDocument(BROKEN_ATTACHMENT)
    for name in filters:
        if name not in ("FlateDecode", "Fl"):
            raise UnreadableDocument(BROKEN_ATTACHMENT)
        unpacker = zlib.decompressobj()
        try:
            raw = unpacker.decompress(raw, most + 1)
        except zlib.error as error:
            raise UnreadableDocument(BROKEN_ATTACHMENT) from error
        if len(raw) <= most and not unpacker.eof:
            raise UnreadableDocument(BROKEN_ATTACHMENT)
    if len(raw) > most:
        raise UnreadableDocument(
            f"The files inside the PDF are larger than {in_megabytes(most)} together: bring only the plan."
        )
    return bytes(raw)
