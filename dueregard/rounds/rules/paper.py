"""The paper “what the round changed” as blocks. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dueregard.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Row,
    Span,
    Table,
)
from dueregard.look.templatetags.look import plain_day

# In the order of the paper: (outcome, heading)
OUTCOMES = (
    ("changed", "Changed in the plan"),
    ("not_taken", "Not taken over"),
    ("waiting", "Waiting for a decision"),
    ("unchanged", "No change"),
    ("silent", "Not answered"),
)


@dataclass(frozen=True)
class Line:
    """One row of a round. area: “2.1 Title”. text: of a next step. changes: (what, before, after). note: why not."""

    outcome: str
    area: str
    text: str
    lead: str
    changes: tuple[tuple[str, str, str], ...] = ()
    note: str = ""

    @property
    def name(self) -> str:
        return f"{self.area}: {self.text}" if self.text else self.area


@dataclass(frozen=True)
class About:
    """What the paper says of the round itself."""

    title: str
    opened: date
    due_on: date
    closed: date | None
    leads: int
    institution: str


def by_outcome(lines: Sequence[Line]) -> list[tuple[str, str, list[Line]]]:
    """[(outcome, heading, its lines)], without those that have none."""
    groups = [(key, heading, [line for line in lines if line.outcome == key]) for key, heading in OUTCOMES]
    return [group for group in groups if group[2]]


def document_of(about: About, lines: Sequence[Line], dated: date) -> Document:
    """The paper. dated: the day that it tells."""
    groups = by_outcome(lines)
    facts = [
        ("Opened", plain_day(about.opened)),
        ("Answers by", plain_day(about.due_on)),
        ("Closed", plain_day(about.closed) if about.closed else "Not yet"),
        ("Leads asked", str(about.leads)),
        ("Rows asked for", str(len(lines))),
        *((heading, str(len(found))) for _, heading, found in groups),
    ]
    blocks: list[Block] = [Facts(tuple(facts))]
    if not any(key == "changed" for key, _, _ in groups):
        nothing = "The round changed" if about.closed else "So far, the round has changed"
        blocks.append(Paragraph(f"{nothing} nothing in the plan."))
    for key, heading, found in groups:
        blocks.append(Heading(2, heading))
        if key == "changed":
            blocks.append(_table(found))
        else:
            blocks.append(Bullets(tuple(_bullet(line) for line in found)))
    return Document(
        title="What the update round changed",
        subtitle=about.title,
        dated=dated,
        author=about.institution,
        footer=f"What the update round changed: {about.title}",
        blocks=blocks,
    )


def _table(lines: Sequence[Line]) -> Table:
    rows: list[Row] = []
    for line in lines:
        for place, (what, before, after) in enumerate(line.changes):
            name = Cell(line.name, rowspan=len(line.changes)) if place == 0 else None
            lead = Cell(line.lead, rowspan=len(line.changes)) if place == 0 else None
            rows.append((name, lead, Cell(what), Cell(before), Cell(after)))
    columns = (
        Column("Row", 26, row_heading=True),
        Column("Answered by", 14),
        Column("What", 12),
        Column("Before", 22),
        Column("After", 26),
    )
    return Table(columns, rows, "What the round changed, row by row", titled=True)


def _bullet(line: Line) -> tuple[Span, ...]:
    note = (Span(f"\n{line.note}", "quiet"),) if line.note else ()
    return (Span(line.name), Span(f" ({line.lead})", "quiet"), *note)
