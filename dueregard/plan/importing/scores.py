"""The ratings of an item: its RAG by word or colour, its scores, and where they disagree."""

from __future__ import annotations

from collections.abc import Iterable

from .items import Item, Part
from .proposal import RiskArea, noted, where
from .ratings import Scale, rag_of_colour, read_rag, read_score, scale_of
from .reader import Reader

_SCORES = ("likelihood", "severity", "gross", "current", "residual")


def scales_of(items: Iterable[Item]) -> dict[str, Scale]:
    """The scale of each rating column, judged by all its values in the document."""
    values: dict[str, list[str]] = {}
    for item in items:
        for name in ("rag", *_SCORES):
            values.setdefault(name, []).extend(part.text for part in item.parts(name))
    return {name: scale_of(texts) for name, texts in values.items()}


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
            area.rag_words = part.text.strip()
            ratings.words["rag"] = part.text.strip()
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
        area.fields["rag"] = noted(rag.confidence, source, part.text or (part.cell.fill or ""))
        if rag.doubt and rag.doubt == scale.doubt and scale.kind in ("yes_no", "letters"):
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
    _rag_of_scores(item, area)


def _rag_of_scores(item: Item, area: RiskArea) -> None:
    """Where the mark is the colour behind a score, the nearest to now counts."""
    for name in ("current", "residual", "gross"):
        for part in item.parts(name):
            colour = rag_of_colour(part.cell.fill)
            if area.rag == "unknown" and colour != "unknown":
                area.rag = colour
                area.fields["rag"] = noted(0.7, where(part.place), part.cell.fill or "")


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
                marks[name] = read_score(text)
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
