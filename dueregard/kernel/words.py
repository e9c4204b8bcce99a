"""Text as it is stored: valid Unicode, one form, without control characters but tab and newline."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def clean_text(text: str) -> str:
    """`text` in NFC with line ends as newline and control characters (also lone surrogates) taken out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text))


def clean_line(text: str) -> str:
    """Like clean_text, and on one line with single spaces."""
    return " ".join(clean_text(text).split())
