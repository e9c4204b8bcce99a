"""Ratings: RAG from words, letters or a cell's colour, scores, and scales that clash; what is not known is unknown."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .scale_words import colour_meant

_WORDS = {"red": "red", "amber": "amber", "yellow": "amber", "orange": "amber", "green": "green"}
_LETTERS = {"r": "red", "a": "amber", "g": "green", "y": "amber"}
_LEVELS = {
    "very high": "red",
    "extreme": "red",
    "critical": "red",
    "high": "red",
    "medium": "amber",
    "moderate": "amber",
    "med": "amber",
    "low": "green",
    "very low": "green",
    "negligible": "green",
    "h": "red",
    "m": "amber",
    "l": "green",
    "vh": "red",
    "vl": "green",
}
_YES_OR_NO = {"y", "n", "yes", "no"}
_ANSWERS = _YES_OR_NO | {"n/a", "na", "partly", "partial", "partially", "in part"}
_COLOUR_WORD = re.compile(r"\b(red|amber|yellow|orange|green)\b")
# A colour weaker than this is a shade of white or grey (the difference of its strongest and weakest part, of 255).
FAINTEST = 18
# Pale green and red are meant down to this where they are saturated; as pale an amber is ivory or cream paper.
FAINTEST_MEANT = 10
SATURATED = 0.35
# From which lightness an amber must be how saturated.
_CLEAR = ((0.8, 0.8), (0.6, 0.5), (0.0, SATURATED))


@dataclass(frozen=True, slots=True)
class Rag:
    """A RAG reading. doubt: why a person should look, or "" where none is needed."""

    value: str
    confidence: float
    doubt: str = ""


def rag_of_colour(fill: str | None) -> str:
    """red, amber or green by hue, pale shades included; "unknown" for none, white, grey, black and other hues."""
    if fill is None or not re.fullmatch(r"#[0-9a-fA-F]{6}", fill):
        return "unknown"
    red, green, blue = (int(fill[at : at + 2], 16) for at in (1, 3, 5))
    strongest, weakest = max(red, green, blue), min(red, green, blue)
    spread = strongest - weakest
    _, lightness, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    saturated = saturation >= SATURATED
    if strongest < 60 or spread < (FAINTEST_MEANT if saturated else FAINTEST):
        return "unknown"
    if strongest == red:
        hue = 60.0 * ((green - blue) / spread)
    elif strongest == green:
        hue = 60.0 * ((blue - red) / spread) + 120
    else:
        hue = 60.0 * ((red - green) / spread) + 240
    hue %= 360
    if hue < 18 or hue >= 330:
        return "red"
    if hue < 66:
        # Linen, beige and tan are paper: an amber that is meant is the clearer the paler it is.
        clear = saturation >= next(least for light, least in _CLEAR if lightness >= light)
        return "amber" if clear and spread >= FAINTEST else "unknown"
    return "green" if 72 <= hue <= 170 else "unknown"


def colour_in_words(fill: str | None) -> str:
    """How a person would name a cell's fill: "green fill (pale)", "blue fill", "grey fill"; "" for none."""
    if fill is None or not re.fullmatch(r"#[0-9a-fA-F]{6}", fill):
        return ""
    red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    name = rag_of_colour(fill)
    if name == "unknown":
        if max(red, green, blue) - min(red, green, blue) < FAINTEST_MEANT / 255 or saturation < 0.08:
            return "white fill" if lightness > 0.97 else "black fill" if lightness < 0.15 else "grey fill"
        name = next(named for limit, named in _HUES if hue * 360 < limit)
    shade = "pale" if lightness >= 0.8 else "dark" if lightness < 0.25 else ""
    return f"{name} fill ({shade})" if shade else f"{name} fill"


# Where each hue ends, in degrees; those between red and green that are no rating are paper.
_HUES = (
    (18, "red"),
    (75, "cream"),
    (170, "green"),
    (200, "turquoise"),
    (255, "blue"),
    (330, "purple"),
    (361, "red"),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """What a column of marks seems to be, judged by all its values. kind: rag, levels, letters, yes_no, numbers, words, keyed.

    meanings: what the document's own key says of each mark, where it has one for this column.
    """

    kind: str
    doubt: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)


def scale_of(values: Iterable[str], meanings: Mapping[str, str] | None = None) -> Scale:
    """The scale that a column's values belong to; `doubt` asks the person where letters or words can mean two things.

    meanings: the document's key, small letters -> meaning. It counts where it explains every letter or number there is.
    """
    marks = {_plain(value) for value in values if _plain(value)}
    if not marks:
        return Scale("rag")
    keyed = {mark for mark in marks if re.fullmatch(r"[a-z]|\d{1,3}", mark)}
    if meanings and keyed and keyed <= set(meanings):
        rest = marks - keyed
        return Scale("keyed", scale_of(rest).doubt if rest else "", meanings)
    letters = {mark for mark in marks if len(mark) == 1 and mark.isalpha()}
    if marks <= _ANSWERS:
        listed = ", ".join(f"“{mark.capitalize()}”" for mark in sorted(marks, reverse=True))
        return Scale("yes_no", f"The column answers yes or no: what would each of {listed} be as red, amber or green?")
    if letters & {"b", "c", "d", "e", "f"} and not marks & set(_WORDS):
        listed = ", ".join(sorted(mark.upper() for mark in letters))
        return Scale(
            "letters",
            f"The marks {listed} are letters of a scale of their own (in such scales A is often best and E not "
            "applicable), not red, amber and green: say what each means.",
        )
    if all(mark in _LEVELS for mark in marks):
        if marks == {"l"} or marks == {"m"} or marks == {"h"}:
            return Scale("levels", "One letter alone does not show the scale.")
        return Scale("levels", "High, medium and low were read as red, amber and green: is that the scale?")
    if all(re.fullmatch(r"\d{1,3}", mark) for mark in marks):
        return Scale("numbers", "Numbers alone do not say which of them are red, amber or green.")
    if all(_PROGRESS.fullmatch(mark) for mark in marks):
        listed = ", ".join(f"“{mark.capitalize()}”" for mark in sorted(marks)[:6])
        return Scale(
            "words", f"The rating says how far things are: what would each of {listed} be as red, amber or green?"
        )
    if letters == {"a"} and not marks & set(_WORDS) and not letters & {"r", "g"}:
        return Scale("rag", "The only mark is A, which may be amber or the best grade of another scale.")
    return Scale("rag")


def read_rag(text: str, fill: str | None, scale: Scale) -> Rag:
    """A cell's RAG, its words before its colour. Nothing gives "unknown", never green."""
    by_colour = rag_of_colour(fill)
    by_words, doubt = _by_words(text, scale)
    if by_words != "unknown":
        if by_colour not in ("unknown", by_words):
            return Rag(by_words, 0.5, f"The word says {by_words}, the colour {by_colour}.")
        return Rag(by_words, 0.95 if not doubt else 0.6, doubt)
    if doubt:
        return Rag("unknown", 0.3, doubt)
    if by_colour != "unknown":
        return Rag(by_colour, 0.85)
    return Rag("unknown", 0.9 if not text.strip() else 0.4)


def _by_words(text: str, scale: Scale) -> tuple[str, str]:
    plain = _plain(text)
    if not plain:
        return "unknown", ""
    named = {_WORDS[word] for word in _COLOUR_WORD.findall(plain)}
    if len(named) > 1:
        return "unknown", f"“{text.strip()[:60]}” names more than one colour."
    if named:
        return named.pop(), ""
    if plain in scale.meanings:
        meaning = scale.meanings[plain]
        colour = colour_meant(meaning)
        asked = f"The document's key says that {plain.upper()} is “{meaning}”: is that red, amber or green?"
        return (colour, "") if colour else ("unknown", asked)
    if scale.kind == "levels":
        return _LEVELS.get(plain, "unknown"), scale.doubt
    if scale.kind in ("yes_no", "letters", "numbers", "words"):
        return "unknown", scale.doubt
    if plain in _LETTERS:
        return _LETTERS[plain], scale.doubt
    level = _LEVELS.get(re.sub(r"\s*\(?\d{1,2}\)?$", "", plain))
    if level:
        return level, "High, medium and low were read as red, amber and green: is that the scale?"
    return "unknown", f"“{text.strip()[:60]}” is no mark of a scale that is known."


def read_score(text: str) -> int | None:
    """The whole number of a score cell: "4", "4 - Likely", "20 (High)", "3/5", "4 x 5 = 20"; None for anything else."""
    plain = " ".join(text.split())
    product = re.fullmatch(r"(\d{1,2}) ?[x×*] ?(\d{1,2}) ?= ?(\d{1,3})", plain, re.I)
    if product:
        return int(product[3])
    of_five = re.fullmatch(r"(\d{1,2}) ?(?:/|of|out of) ?(?:5|10|25)", plain)
    if of_five:
        return int(of_five[1])
    lone = re.fullmatch(r"(\d{1,3})(?:\.0)?(?:[ :=–-]{1,3}\(?[A-Za-z][A-Za-z ]{0,20}\)?)?", plain) or re.fullmatch(
        r"[A-Za-z][A-Za-z ]{0,20}[ :=–(-]{1,3}(\d{1,3})\)?", plain
    )
    return int(lone[1]) if lone else None


def is_answer(text: str) -> bool:
    """Whether a cell's whole text answers yes, no, partly or not applicable."""
    return _plain(text) in _ANSWERS


def is_yes_or_no(text: str) -> bool:
    """Whether a cell's whole text is yes or no, or the letter of one."""
    return _plain(text) in _YES_OR_NO


def is_mark(text: str) -> bool:
    """Whether a cell's whole text is a mark of some scale, for telling a column by its content."""
    plain = _plain(text)
    return plain in _WORDS or plain in _LETTERS or plain in _LEVELS


# Circles and squares that people paste for a rating.
_SIGNS = str.maketrans(
    dict.fromkeys("🔴🟥", " red ")
    | dict.fromkeys("🟠🟧🟡🟨", " amber ")
    | dict.fromkeys("🟢🟩", " green ")
    | dict.fromkeys("\ufe0f\ufe0e", "")
)
_PROGRESS = re.compile(
    r"(?:not )?(?:yet )?(?:completed?|started|done|closed|open|achieved|begun)|in progress|on track|under ?way|delayed|"
    r"on hold|overdue|planned|outstanding|partially complete|at risk|off track"
)


def _plain(text: str) -> str:
    return " ".join(text.translate(_SIGNS).lower().split()).strip("*.-–—:/()[] ")
