"""“What has changed” as a document. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dueregard.documents.blocks import Block, Bullets, Document, Facts, Heading, Paragraph, Span, Text
from dueregard.look.difference import Segment
from dueregard.publication.rules.comparing import CHANGED, GONE, NEW, ActionChange, AreaChange, Comparison, Moved

_MARKS = {"same": "", "added": "added", "removed": "removed"}
_HEADINGS = {NEW: "New risk areas", CHANGED: "Changed risk areas", GONE: "Risk areas that have gone"}


def document_of(comparison: Comparison, before: str, after: str, dated: date) -> Document:
    """The paper “what has changed”. before, after: what was compared, as in “version 2” and “the living plan”."""
    blocks: list[Block] = []
    counts = [(words[0].upper() + words[1:], str(count)) for words, count in comparison.counted().items() if count]
    if comparison.nothing:
        blocks.append(Paragraph("Nothing has changed."))
    if counts:
        blocks += [Heading(2, "In figures"), Facts(tuple(counts))]
    if comparison.facts or comparison.context:
        blocks.append(Heading(2, "The plan as a whole"))
        if comparison.facts:
            blocks.append(Facts(tuple((moved.label, moved_words(moved)) for moved in comparison.facts)))
        for reworded in comparison.context:
            blocks += [Heading(3, reworded.label), Paragraph(marked(reworded.segments))]
    for what, heading in _HEADINGS.items():
        areas = [area for area in comparison.areas if area.what == what]
        if areas:
            blocks.append(Heading(2, heading))
            blocks += [block for area in areas for block in _area(area)]
    return Document(
        title="What has changed",
        subtitle=f"From {before} to {after}",
        dated=dated,
        footer=f"What has changed from {before} to {after}",
        blocks=blocks,
        landscape=False,
    )


def marked(segments: Iterable[Segment]) -> tuple[Span, ...]:
    """A difference as text whose added and removed stretches are marked."""
    return tuple(Span(segment.text, _MARKS[segment.kind]) for segment in segments)


def moved_words(moved: Moved) -> Text:
    """A fact that has moved, as “Amber, now Red”."""
    if not moved.before:
        return (Span(moved.after, "added"),)
    if not moved.after:
        return (Span(moved.before, "removed"),)
    return (Span(moved.before, "removed"), Span(" "), Span(moved.after, "added"))


def _area(area: AreaChange) -> Iterable[Block]:
    yield Heading(3, f"{area.number} {area.title}".strip())
    moved = [*([area.rating] if area.rating else []), *area.moved]
    if moved:
        yield Facts(tuple((one.label, moved_words(one)) for one in moved))
    for reworded in area.reworded:
        yield Paragraph((Span(f"{reworded.label}: ", "strong"), *marked(reworded.segments)))
    if area.actions:
        yield Bullets(tuple(_action(action) for action in area.actions))


def _action(action: ActionChange) -> Text:
    spans = [Span(f"{action.what[0].upper()}{action.what[1:]}: ", "strong")]
    texts = [reworded for reworded in action.reworded if reworded.label == "Next step"]
    spans += marked(texts[0].segments) if texts else [Span(action.text)]
    for moved in action.moved:
        words = moved_words(moved)
        spans += [Span(f"\n{moved.label}: ", "quiet"), *([Span(words)] if isinstance(words, str) else words)]
    for reworded in action.reworded:
        if reworded.label != "Next step":
            spans += [Span(f"\n{reworded.label}: ", "quiet"), *marked(reworded.segments)]
    return tuple(spans)
