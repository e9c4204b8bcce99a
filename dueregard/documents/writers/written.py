"""What a writer hands back: the file, and what its reader should know about how it differs from what was asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Written:
    """A finished file. remarks: sentences about what the format could not hold as it stood, such as replaced characters."""

    content: bytes
    remarks: tuple[str, ...]
