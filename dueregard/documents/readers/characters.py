"""Bytes to text, and text to what may be stored: valid Unicode without control characters but tab and newline."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ..grids import UnreadableDocument

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters, surrogates, non-characters, and the marks that only steer a decoder or a bidirectional display.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff\u202a-\u202e]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
REPLACEMENT = "\ufffd"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

NOT_TEXT = (
    "The file holds no readable text, being damaged or of another kind than its name says: "
    "save the plan afresh and bring that."
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and how many of its characters could not be read and stand as U+FFFD."""

    text: str
    broken: int = 0

    @property
    def remarks(self) -> list[str]:
        """A sentence about broken characters, or nothing."""
        if not self.broken:
            return []
        if self.broken == 1:
            return ["1 character could not be read in the file's encoding and was replaced by \ufffd."]
        return [f"{self.broken:,} characters could not be read in the file's encoding and were replaced by \ufffd."]


def clean(text: str) -> str:
    """The text with "\\n" as the only line break and without characters that may not be stored."""
    return _UNWANTED.sub("", _BREAKS.sub("\n", text))


def tidy(text: str) -> str:
    """A cleaned text whose lines carry no blanks at their ends and which has no blank line at its ends."""
    lines = [line.strip() for line in clean(text).replace("\xa0", " ").split("\n")]
    return "\n".join(lines).strip()


def flags_of(text: str) -> tuple[str, ...]:
    """The flags that a cell's text earns by itself; for formats that cannot hold a formula."""
    flags: list[str] = []
    if looks_like_formula(text):
        flags.append("looks_like_formula")
    if REPLACEMENT in text:
        flags.append("broken_encoding")
    return tuple(flags)


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would take this text for a formula; a bullet or a signed number is none."""
    if not text or text[0] not in "=+-@":
        return False
    if text[0] in "=@":
        return len(text) > 1
    # "- item", "-Clear protocols" and "+44 ..." are how plans write lists and numbers; "+A1" and "-SUM(" are not.
    return re.match(r"[+-]\s*(?:[A-Za-z]{1,8}\(|\$?[A-Z]{1,3}\$?\d+\b)", text) is not None


def decode(data: bytes) -> Decoded:
    """The text in these bytes; raises UnreadableDocument when they are no text in any likely encoding."""
    decoded = _decode(data)
    text = decoded.text
    if text and len(_CONTROL.findall(text)) > max(2, len(text) // 500):
        raise UnreadableDocument(NOT_TEXT)
    broken = text.count(REPLACEMENT)
    if text and broken > max(3, len(text) // 20):
        raise UnreadableDocument(NOT_TEXT)
    return Decoded(text, broken)


def _decode(data: bytes) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(encoding, errors="replace"))
    wide = _wide_encoding(data)
    if wide:
        return Decoded(data.decode(wide, errors="replace"))
    if b"\0" in data:
        raise UnreadableDocument(NOT_TEXT)
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    # Mostly good UTF-8 with a few broken places (a cut, a bad merge) is UTF-8; otherwise it was never UTF-8.
    repaired = data.decode("utf-8", errors="replace")
    bad = repaired.count(REPLACEMENT)
    good = sum(1 for character in repaired if "\x7f" < character != REPLACEMENT)
    if good > bad:
        return Decoded(repaired, bad)
    # British text in Windows' own encoding has few high bytes; guessing on so little evidence would do harm.
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    if high > 40 and high > len(data) * 0.4:
        from charset_normalizer import from_bytes

        best = from_bytes(data[:200_000]).best()
        if best is None:
            raise UnreadableDocument(NOT_TEXT)
        return Decoded(data.decode(best.encoding, errors="replace"))
    return Decoded(data.decode("cp1252", errors="replace"))


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: Latin text leaves a zero in nearly every other byte."""
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.6 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.05:
        return "utf-16-be"
    return None
