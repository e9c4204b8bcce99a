"""Which characters the PDF's typeface has, and what a reader sees in place of those that it lacks."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from ..readers.characters import clean

FACES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf", "SourceSansPro-Bold.ttf")

# What has no shape of its own: joiners, marks of direction, selectors of variants, soft hyphens, tones of an emoji's skin.
_WITHOUT_SHAPE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff\U0001f3fb-\U0001f3ff]"
)
# Shapes that mean the same to a reader, word processors' private bullets among them.
_ALIKE = {
    "\u2010": "-", "\u2011": "-", "\u2015": "\u2014", "\u2028": "\n", "\u2029": "\n",
    "\u25cf": "\u2022", "\u25aa": "\u25a0", "\u25fe": "\u25a0", "\u2714": "\u2713", "\u2705": "\u2713",
    "\uf0b7": "\u2022", "\uf0a7": "\u25a0", "\uf0fc": "\u2713", "\uf0d8": "\u203a", "\u27a2": "\u203a", "\u25b6": "\u203a",
    "\u2043": "-", "\u2219": "\u00b7", "\u22c5": "\u00b7", "\u02bc": "\u2019", "\u201b": "\u2018",
}  # fmt: skip
_SCRIPTS = {"CJK": "Chinese or Japanese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}
_NO_SCRIPT = {"", "COMBINING", "VARIATION", "CIRCLED", "PARENTHESIZED", "NEGATIVE", "DINGBAT", "SQUARED", "DOUBLE"}
_LETTERS = {"Ll", "Lu", "Lt", "Lm", "Lo", "Nd"}
_FLAG_LETTER = "REGIONAL INDICATOR SYMBOL LETTER "
# Neighbours that are shown in one go; a passage in another script keeps its blanks inside.
_PARTS = re.compile("[cs]+|m+|x+(?:s+x+)*")
# From this many letters on, their number tells a reader more than their codes.
_MANY = 3


class Stretch(NamedTuple):
    """A part of a text as the page shows it. stands_in: whether it is put in place of what the typeface lacks."""

    text: str
    stands_in: bool = False


class Typeface(NamedTuple):
    """What one needs to know of the typeface: each character that it has, and how wide that is, in thousandths of its size."""

    widths: dict[str, int]
    # Characters that look exactly like another, and combining marks with a shape that stands alone.
    same_shape: dict[str, str]
    standing_marks: dict[str, str]


def folder() -> Path:
    """Where the typeface's files are: inside the package font-source-sans-pro, and nowhere else."""
    import font_source_sans_pro

    return Path(font_source_sans_pro.__file__).resolve().parent / "files"


@cache
def typeface() -> Typeface:
    """The typeface, read once in each process; a character counts when every face has it."""
    from fontTools.ttLib import TTFont

    maps = []
    for name in FACES:
        with TTFont(folder() / name, lazy=True) as font:
            maps.append(dict(font.getBestCmap()))
            if len(maps) == 1:
                advances = {glyph: advance for glyph, (advance, _) in font["hmtx"].metrics.items()}
                units = font["head"].unitsPerEm
    glyphs = {chr(code): glyph for code, glyph in maps[0].items() if all(code in other for other in maps)}
    widths = {character: round(advances[glyph] * 1000 / units) for character, glyph in glyphs.items()}
    first: dict[str, str] = {}
    same_shape = {}
    for character, glyph in sorted(glyphs.items()):
        if (other := first.setdefault(glyph, character)) != character:
            same_shape[character] = other
    standing_marks: dict[str, str] = {}
    for character in glyphs:
        parts = unicodedata.normalize("NFKD", character)
        if len(parts) == 2 and parts[0] == " " and unicodedata.combining(parts[1]):
            standing_marks.setdefault(parts[1], character)
    return Typeface(widths, same_shape, standing_marks)


def stretches(text: str, replaced: Counter[str] | None = None) -> list[Stretch]:
    """The text as the page shows it; characters that are replaced are counted into `replaced`.

    Line breaks stay. A character that the typeface lacks is shown by its name or its code in brackets, many letters of a
    script by their number. Nothing is left out but what has no shape.
    """
    have = typeface()
    if text.isascii() and text.isprintable():
        return [Stretch(text)] if text else []
    characters = [_plainer(each) for each in unicodedata.normalize("NFC", _WITHOUT_SHAPE.sub("", clean(text)))]
    text = "".join(characters)
    found: list[Stretch] = []
    for match in _PARTS.finditer("".join(map(_kind, text))):
        part, kind = text[match.start() : match.end()], match.group()[0]
        if kind in "cs":
            found.append(Stretch(part))
            continue
        if replaced is not None:
            replaced.update(each for each in part if each != " ")
        told = _told(part) if kind == "x" else "".join(have.standing_marks[each] for each in part)
        found.append(Stretch(told, stands_in=True))
    return found


def shown(text: str) -> str:
    """What a reader of the PDF sees of a text: the text itself for what the typeface covers."""
    return "".join(stretch.text for stretch in stretches(text))


def width_of(text: str, size: float) -> float:
    """How wide a text that is shown runs on one line, in points; in the bold faces a little wider than here."""
    widths = typeface().widths
    return sum([widths.get(character, 500) for character in text]) * size / 1000


def remark(replaced: Counter[str]) -> str:
    """One sentence about the characters that were replaced: "" for none."""
    if not replaced:
        return ""
    number = sum(replaced.values())
    told = [f"{_as_seen(character)} (U+{ord(character):04X})" for character in list(replaced)[:10]]
    more = f" and {len(replaced) - 10:,} others" if len(replaced) > 10 else ""
    what = "1 character that the PDF’s typeface lacks was" if number == 1 else (
        f"{number:,} characters that the PDF’s typeface lacks were"
    )  # fmt: skip
    return f"{what} replaced by words in brackets or by a mark beside the letter: {', '.join(told)}{more}."


def _plainer(character: str) -> str:
    """The character, or what looks the same to a reader and the typeface has."""
    have = typeface()
    if character in have.widths:
        return have.same_shape.get(character, character)
    if character.isspace():
        return "\n" if character == "\n" else " "
    if character in _ALIKE:
        return _ALIKE[character]
    if unicodedata.category(character) in _LETTERS:
        plain = unicodedata.normalize("NFKC", character)
        if all(each in have.widths for each in plain):
            return plain
    return character


def _kind(character: str) -> str:
    """c: covered, s: a blank, m: a mark with a shape that stands alone, x: lacking."""
    if character == " ":
        return "s"
    # A mark that did not merge with its letter would give one shape two readings in the file's map of letters.
    if character == "\n" or (character in typeface().widths and not unicodedata.combining(character)):
        return "c"
    return "m" if character in typeface().standing_marks else "x"


def _told(lacking: str) -> str:
    """Words in brackets for characters that the typeface lacks."""
    parts: list[str] = []
    for script, group in groupby(lacking.replace(" ", ""), key=_script):
        characters = "".join(group)
        if not script:
            parts += [_name(each) for each in characters]
        elif len(characters) >= _MANY:
            parts.append(f"{len(characters)} {script} letters")
        else:
            parts.append(f"{script} " + " ".join(f"U+{ord(each):04X}" for each in characters))
    return f"[{', '.join(parts)}]"


def _name(character: str) -> str:
    """What a sign is called: "grinning face"; its code when it has no name."""
    name = unicodedata.name(character, "")
    if name.startswith(_FLAG_LETTER):
        return f"flag letter {name[-1]}"
    return name.lower() or f"U+{ord(character):04X}"


def _script(character: str) -> str:
    """The script that a letter belongs to, or "" for a sign with a name of its own."""
    first = unicodedata.name(character, "").partition(" ")[0].partition("-")[0]
    if unicodedata.category(character)[0] not in "LNM" or first in _NO_SCRIPT:
        return ""
    return _SCRIPTS.get(first, first.capitalize())


def _as_seen(character: str) -> str:
    return f"◌{character}" if unicodedata.combining(character) else character
