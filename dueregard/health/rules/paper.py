"""The steering group's paper as a document and as rows of CSV. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from dueregard.documents.blocks import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Notice,
    Paragraph,
    Span,
    Table,
    Text,
    plain,
    spans,
)
from dueregard.health.rules.figures import BY_SLUG, FIGURES, NOT_KEPT, Figure, Group
from dueregard.look.templatetags.look import plain_day
from dueregard.plan.rules.ratings import Rag

TITLE = "What needs us, and what has changed"
_TONES = {Rag.RED: "red", Rag.AMBER: "amber", Rag.GREEN: "green", Rag.UNKNOWN: "grey"}


class Number(Protocol):
    """A figure's number."""

    @property
    def count(self) -> int: ...


class Line(Protocol):
    """A row behind a figure (queries.rows.Row)."""

    number: str
    title: str
    rag: str
    leads: list[str]
    text: str
    due: str
    times: int
    first_due_on: date | None
    days_late: int
    waiting_on: str
    ask_again_on: date | None
    review_on: date | None
    reviewed_on: date | None
    rated_on: date | None
    where: str
    found: str

    @property
    def label(self) -> str: ...


class Change(Protocol):
    """A next step that is new, done or gone, or carried over."""

    text: str
    due: str
    area: str
    status: str
    carried_over: int


class Burden(Protocol):
    """A lead with what they carry."""

    label: str
    areas: int
    open: int
    overdue: int
    next_due: date | None


def _day(value: date | None, otherwise: str = "–") -> str:
    return plain_day(value) if value else otherwise


def signed(before: int, after: int) -> str:
    """How a number has moved: "+2", "−1" or "no change"."""
    if before == after:
        return "no change"
    return f"+{after - before}" if after > before else f"−{before - after}"


def about(slug: str, row: Line) -> str:
    """What the rows of each figure add to the risk area and the step."""
    match slug:
        case "overdue":
            return f"Due {row.due}"
        case "carried-over":
            times = f"{row.times} time{'s' if row.times != 1 else ''}"
            first = f"; first due {_day(row.first_due_on)}" if row.first_due_on else ""
            return times + first + (f", {row.days_late:,} days ago" if row.days_late else "")
        case "waiting":
            return f"{row.waiting_on}; ask again {_day(row.ask_again_on)}" if row.ask_again_on else row.waiting_on
        case "review-late":
            return f"Review was due {_day(row.review_on)}"
        case "rated-long-ago":
            return f"Rated {_day(row.rated_on, 'on a day that is not known')}"
        case "past-dates" | "ended-bodies":
            return f"{row.where}: “{row.found}”"
    return f"Next review {_day(row.review_on)}" if row.review_on else ""


_HEADINGS = {
    "overdue": "Due",
    "review-late": "Review was due",
    "rated-long-ago": "Rated on",
    "carried-over": "How often, since when",
    "waiting": "Waiting on",
    "past-dates": "Passage",
    "ended-bodies": "Passage",
}


def _under(figure: Figure, row: Line) -> str:
    """What `about` says, without the words that the column's heading says already."""
    if figure.slug == "overdue":
        return row.due
    if figure.slug == "rated-long-ago":
        return _day(row.rated_on, "Not known")
    if figure.group == Group.AREAS:
        return _day(row.review_on)
    return about(figure.slug, row)


def needs_table(figure: Figure, rows: Sequence[Line], count: int) -> Table:
    """The first rows behind one figure as a table. count: how many there are in all."""
    told = _HEADINGS.get(figure.slug, "Next review" if figure.group == Group.AREAS else "")
    if figure.group == Group.STEPS:
        columns = [Column("Next step", 34, row_heading=True), Column("Risk area", 26), Column("Leads", 18)]
        cells = [[Cell(row.text), Cell(row.label), Cell(", ".join(row.leads) or "No lead")] for row in rows]
    elif figure.group == Group.TEXTS:
        columns, cells = [Column("Risk area", 34, row_heading=True)], [[Cell(row.label)] for row in rows]
    else:
        columns = [Column("Risk area", 40, row_heading=True), Column("Rating", 10), Column("Leads", 22)]
        cells = [
            [
                Cell(row.label),
                Cell(str(Rag(row.rag).label), _TONES[Rag(row.rag)]),
                Cell(", ".join(row.leads) or "No lead"),
            ]
            for row in rows
        ]
    if told:
        columns.append(Column(told, 22))
        for line, row in zip(cells, rows, strict=True):
            line.append(Cell(_under(figure, row) or "–"))
    return Table(tuple(columns), [tuple(line) for line in cells], f"{figure.heading}: {count:,}")


def figures_table(then: Mapping[str, Number], now: Mapping[str, Number], since: date, day: date) -> Table:
    """The figures then and now, without those that are not kept: of links, and of numbers that are bound to figures."""
    rows = []
    for figure in FIGURES:
        if figure.group in NOT_KEPT:
            continue
        before, after = then[figure.slug].count, now[figure.slug].count
        rows.append((Cell(figure.heading), Cell(str(before)), Cell(str(after)), Cell(signed(before, after))))
    return Table(
        (
            Column("Figure", 40, row_heading=True),
            Column(f"On {plain_day(since)}", 14, numeric=True),
            Column(f"On {plain_day(day)}", 14, numeric=True),
            Column("Change", 12, numeric=True),
        ),
        rows,
        "The figures then and now",
        cards=False,
        titled=True,
    )


def steps_table(caption: str, steps: Iterable[Change], more: str = "") -> Table:
    """Next steps that have changed."""
    columns = [Column("Next step", 44, row_heading=True), Column("Risk area", 32), Column("Due", 18)]
    if more:
        columns.append(Column(more, 10, numeric=True))
    rows = []
    for step in steps:
        line = [Cell(step.text), Cell(step.area), Cell(step.due or "No date")]
        rows.append(tuple([*line, Cell(str(step.carried_over))] if more else line))
    return Table(tuple(columns), rows, caption)


def loads_table(loads: Iterable[Burden]) -> Table:
    """Leads by load."""
    return Table(
        (
            Column("Lead", 40, row_heading=True),
            Column("Risk areas", 12, numeric=True),
            Column("Open next steps", 14, numeric=True),
            Column("Overdue", 12, numeric=True),
            Column("Next due", 20),
        ),
        [
            (
                Cell(load.label),
                Cell(str(load.areas)),
                Cell(str(load.open)),
                Cell(str(load.overdue)),
                Cell(_day(load.next_due, "Nothing dated")),
            )
            for load in loads
        ],
        "Leads by load, the heaviest first",
        cards=False,
        titled=True,
    )


def words(cell: Cell | None) -> str:
    """A cell's text, what was there before and is now parted by “now”."""
    if cell is None:
        return ""
    parts = [span for span in spans(cell.text) if span.text.strip()]
    if [span.mark for span in parts] == ["removed", "added"]:
        return f"{parts[0].text}, now {parts[1].text}"
    return plain(cell.text)


def moved_rating(before: str, after: str) -> Text:
    """A rating that has moved, as “Amber, now Red”."""
    return (Span(str(Rag(before).label), "removed"), Span(" "), Span(str(Rag(after).label), "added"))


def document_of(
    *,
    since: date,
    day: date,
    scope: str,
    figures: Table,
    needs: Sequence[tuple[Figure, Table, int]],
    changes: Sequence[Table],
    chart: Chart,
    loads: Table,
) -> Document:
    """The paper. needs: each figure with its rows and how many more there are; changes: the tables that hold something."""
    blocks: list[Block] = [
        Paragraph(scope),
        Notice("Restricted passages and next steps are left out, and are not counted."),
        Heading(2, "In figures", "figures"),
        figures,
        Heading(2, "What needs us", "needs"),
    ]
    if not needs:
        blocks.append(Paragraph("Nothing."))
    for figure, table, more in needs:
        blocks.append(table)
        if more:
            blocks.append(Paragraph(f"And {more:,} more, on the page “{figure.heading}” of the health of the plan."))
    blocks.append(Heading(2, f"What has changed since {plain_day(since)}", "changes"))
    if not changes:
        blocks.append(Paragraph("No rating has moved, and no next step is new, done, carried over or dropped."))
    blocks += [*changes, Heading(2, "Ratings over time", "ratings"), chart, Heading(2, "Leads by load", "leads"), loads]
    return Document(
        title=TITLE,
        subtitle=f"At {plain_day(day)}, with the changes since {plain_day(since)}",
        dated=day,
        footer=f"{TITLE}, {plain_day(day)}",
        blocks=blocks,
    )


CSV_HEADINGS = ("Part", "What", "Risk area", "Rating", "Next step or passage", "Leads", "More", "Then", "Now")


def csv_of_needs(slug: str, rows: Iterable[Line]) -> Iterable[tuple[str | int | None, ...]]:
    """The rows behind a figure, for CSV."""
    figure = BY_SLUG[slug]
    for row in rows:
        rating = str(Rag(row.rag).label) if row.rag else ""
        text = row.found if figure.group == Group.TEXTS else row.text
        yield (
            "What needs us",
            figure.heading,
            row.label,
            rating,
            text,
            ", ".join(row.leads),
            about(slug, row),
            None,
            None,
        )
