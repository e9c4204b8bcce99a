"""The ratings of an item: its RAG by word or colour, its scores, and where they disagree."""

from __future__ import annotations

from collections.abc import Iterable

from .items import Item, Part
from .legends import Legends
from .proposal import RiskArea, noted, where
from .ratings import Scale, colour_in_words, rag_of_colour, read_rag, read_score, scale_of
from .reader import Reader
from .scale_words import colour_meant

_SCORES = ("likelihood", "severity", "gross", "current", "residual")


def scales_of(items: Iterable[Item], legends: Legends) -> dict[str, Scale]:
    """The scale of each rating column, judged by all its values in the document and by the document's keys."""
    values: dict[str, list[str]] = {}
    for item in items:
        for name in ("rag", *_SCORES):
            values.setdefault(name, []).extend(part.text for part in item.parts(name))
    scales = {name: scale_of(texts) for name, texts in values.items() if name != "rag"}
    scales["rag"] = scale_of(values.get("rag", []), legends.rag)
    if not any(values.get("likelihood", [])) and not any(values.get("severity", [])):
        # A rating in numbers of the document's own, no product.
        scales["current"] = scale_of(values.get("current", []), legends.rag)
    return scales


def read_ratings(item: Item, reader: Reader, area: RiskArea) -> None:
    """Read the item's RAG and scores into the area, and flag what clashes or is not said."""
    ratings = area.ratings
    disagree = False
    for part in item.parts("rag"):
        if not part.text.strip() and part.cell.fill is None:
            continue
        scale = reader.scales.get("rag", Scale("rag"))
        rag = read_rag(part.text, part.cell.fill, scale)
        source = where(part.place)
        if part.text.strip():
            ratings.words["rag"] = part.text.strip()
            area.rag_words = with_meaning(part.text.strip(), scale)
        if rag.value != "unknown" and area.rag == "unknown":
            area.rag = rag.value
        elif rag.value not in ("unknown", area.rag):
            disagree = True
            reader.flag(
                "rating_conflict",
                f"The row is marked {area.rag} and {rag.value}.",
                source,
                number=area.number,
                field="rag",
            )
        area.fields["rag"] = noted(rag.confidence, source, part.text or colour_in_words(part.cell.fill))
        if rag.doubt and (
            scale.kind == "keyed" or (rag.doubt == scale.doubt and scale.kind in ("yes_no", "letters", "words"))
        ):
            reader.ask_of_column(rag.doubt, source, "rag")
        elif rag.doubt:
            kind = "rating_conflict" if "colour" in rag.doubt and "word says" in rag.doubt else "scale_unclear"
            reader.flag(kind, rag.doubt, source, number=area.number, field="rag", as_found=part.text.strip() or None)
    if disagree:
        # Each row's mark is its action's; which of them is the area's is for a person to say.
        area.rag = "unknown"
        area.rag_words = ratings.words["rag"] = " / ".join(
            part.text.strip() for part in item.parts("rag") if part.text.strip()
        )
    _read_scores(item, reader, area)
    _rag_of_scores(item, reader, area)


def with_meaning(mark: str, scale: Scale) -> str:
    """A mark with what the document's key says of it: "B (largely met)"."""
    meaning = scale.meanings.get(mark.casefold()) if scale.kind == "keyed" else None
    return f"{mark} ({meaning})" if meaning else mark


def read_by_key(scale: Scale) -> str:
    """A sentence on how the marks of a scale with a key were read."""
    read = [
        f"{mark.upper()} ({meaning}) as {colour}"
        for mark, meaning in sorted(scale.meanings.items())
        if (colour := colour_meant(meaning))
    ]
    return f"The marks were read by the document's own key: {', '.join(read)}."


def _rag_of_scores(item: Item, reader: Reader, area: RiskArea) -> None:
    """Where the mark is the colour behind a score, or a number that the document's key explains, the nearest to now counts."""
    scale = reader.scales.get("current", Scale("numbers"))
    for part in item.parts("current"):
        if scale.kind == "keyed" and area.rag == "unknown" and part.text.strip():
            rag = read_rag(part.text, part.cell.fill, scale)
            area.rag, area.rag_words = rag.value, with_meaning(part.text.strip(), scale)
            area.fields["rag"] = noted(rag.confidence, where(part.place), part.text)
            if rag.doubt:
                reader.ask_of_column(rag.doubt, where(part.place), "rag")
    for name in ("current", "residual", "gross"):
        for part in item.parts(name):
            colour = rag_of_colour(part.cell.fill)
            if area.rag == "unknown" and colour != "unknown":
                area.rag = colour
                area.fields["rag"] = noted(0.7, where(part.place), colour_in_words(part.cell.fill))


def _read_scores(item: Item, reader: Reader, area: RiskArea) -> None:
    ratings = area.ratings
    for name in _SCORES:
        for part in item.parts(name):
            _read_score(part, name, reader, area)
    for stage in ("current", "gross", "residual"):
        marks: dict[str, int | None] = {}
        for name in ("likelihood", "severity"):
            text = item.text(f"{stage}.{name}")
            if text:
                ratings.words[f"{stage}.{name}"] = text
                score = read_score(text)
                marks[name] = score if score is not None else reader.legends.number_of(name, text)
        if marks:
            ratings.stages[stage] = marks
            if ratings.likelihood is None and ratings.severity is None:
                ratings.likelihood, ratings.severity = marks.get("likelihood"), marks.get("severity")
        likelihood, severity = marks.get("likelihood"), marks.get("severity")
        score = getattr(ratings, stage)
        if likelihood and severity and score is not None and likelihood * severity != score:
            reader.flag(
                "rating_conflict",
                f"The {stage} score is {score}, but {likelihood} x {severity} is {likelihood * severity}.",
                area.source,
                number=area.number,
                field=stage,
            )
    if not ratings.stages and ratings.likelihood and ratings.severity:
        product = ratings.likelihood * ratings.severity
        scores = [score for score in (ratings.gross, ratings.current, ratings.residual) if score is not None]
        if scores and product not in scores:
            reader.flag(
                "rating_conflict",
                f"{ratings.likelihood} x {ratings.severity} is {product}, which is none of the row's scores.",
                area.source,
                number=area.number,
                field="current",
            )


def _read_score(part: Part, name: str, reader: Reader, area: RiskArea) -> None:
    text = part.text.strip()
    source = where(part.place)
    if not text:
        return
    area.ratings.words[name] = text
    score = read_score(text)
    if score is None:
        score = reader.legends.number_of(name, text)
    if score is not None:
        if getattr(area.ratings, name) is None:
            setattr(area.ratings, name, score)
        area.fields[name] = noted(part.column.confidence, source, text)
        return
    area.fields[name] = noted(0.4, source, text)
    reader.flag(
        "scale_unclear",
        f"“{text[:60]}” is kept in words: what number is it?",
        source,
        number=area.number,
        field=name,
        as_found=text,
    )
