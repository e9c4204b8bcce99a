"""The limits of untrusted documents, from the environment. Needs no Django, so that `plan import --json` starts quickly."""

from __future__ import annotations

import os

from dueregard.documents.limits import Limits


def _number(name: str, default: int) -> int:
    """A whole number above nought from the environment. Raises ValueError with a sentence."""
    written = os.environ.get(name, "").strip()
    if not written:
        return default
    if not written.isdecimal() or int(written) == 0:
        raise ValueError(f"{name} must be a whole number above 0.")
    return int(written)


def document_limits() -> Limits:
    """What one document may cost, as this installation has set it (docs/guide/settings.md)."""
    usual = Limits()
    return Limits(
        max_bytes=_number("DUEREGARD_UPLOAD_BYTES", usual.max_bytes),
        max_unpacked_bytes=_number("DUEREGARD_DOCUMENT_UNPACKED", usual.max_unpacked_bytes),
        max_pages=_number("DUEREGARD_DOCUMENT_PAGES", usual.max_pages),
        max_cells=_number("DUEREGARD_DOCUMENT_CELLS", usual.max_cells),
        seconds=float(_number("DUEREGARD_DOCUMENT_SECONDS", int(usual.seconds))),
        memory_bytes=_number("DUEREGARD_DOCUMENT_MEMORY", usual.memory_bytes),
    )
