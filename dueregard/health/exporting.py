"""The steering group's paper as a page, Word, PDF and CSV: all from the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dueregard.actions.rules import Status
from dueregard.documents.blocks import Cell, Column, Document, Table
from dueregard.documents.writers.separated import write_separated
from dueregard.health.queries.paper import Paper
from dueregard.health.rules import paper as layout
from dueregard.health.rules.figures import BY_SLUG, FIGURES, NOT_KEPT
from dueregard.look.templatetags.look import plain_day
from dueregard.plan.queries.rolling import StepState
from dueregard.publication.queries.versions import current_template
from dueregard.publication.rules.states import CONTENT_TYPES, Format

FORMATS = {str(format): CONTENT_TYPES[format] for format in (Format.WORD, Format.PDF, Format.CSV)}


def paper_document(paper: Paper) -> Document:
    """The paper as blocks."""
    scope = (
        f"The plan has {paper.areas:,} risk areas and {paper.steps:,} unfinished next steps. The figures are of "
        f"{plain_day(paper.day)}, and of the end of {plain_day(paper.since)} as recorded then. "
        f"A rating counts as given long ago after {paper.months} months."
    )
    needs = [
        (
            BY_SLUG[slug],
            layout.needs_table(BY_SLUG[slug], rows, paper.now[slug].count),
            paper.now[slug].count - len(rows),
        )
        for slug, rows in paper.rows.items()
    ]
    return layout.document_of(
        since=paper.since,
        day=paper.day,
        scope=scope,
        figures=layout.figures_table(paper.then, paper.now, paper.since, paper.day),
        needs=needs,
        changes=_changes(paper),
        chart=paper.chart,
        loads=layout.loads_table(paper.loads),
    )


def _closed(paper: Paper, status: str) -> list[StepState]:
    return [step for step in paper.changes.closed_steps if step.status == status]


def _changes(paper: Paper) -> list[Table]:
    changes = paper.changes
    ratings = Table(
        (Column("Risk area", 60, row_heading=True), Column("Rating", 24)),
        [
            (Cell(moved.after.label), Cell(layout.moved_rating(moved.before.rag, moved.after.rag)))
            for moved in changes.ratings
        ],
        "Ratings moved",
    )
    areas = [
        Table((Column("Risk area", row_heading=True),), [(Cell(area.label),) for area in found], caption)
        for caption, found in (("New risk areas", changes.new_areas), ("Risk areas gone", changes.gone_areas))
    ]
    steps = [
        layout.steps_table("Next steps done", _closed(paper, Status.DONE)),
        layout.steps_table("New next steps", changes.new_steps),
        layout.steps_table("Next steps carried over", [moved.after for moved in changes.carried_steps], "Times"),
        layout.steps_table("Next steps dropped", [*_closed(paper, Status.DROPPED), *changes.gone_steps]),
    ]
    return [table for table in (ratings, *areas, *steps) if table.rows]


def paper_fragment(paper: Paper) -> Any:
    """The paper as its page shows it, as safe HTML."""
    from dueregard.documents.writers.webpage import as_fragment

    return as_fragment(paper_document(paper))


def write_paper(paper: Paper, format: str) -> tuple[bytes, str]:
    """The paper as a file of `format` (a key of FORMATS), and what the file is called."""
    name = f"prevent-what-needs-us-{paper.day.isoformat()}.{format}"
    if format == Format.CSV:
        return write_separated(layout.CSV_HEADINGS, _csv_rows(paper)), name
    document = paper_document(paper)
    if format == Format.WORD:
        from dueregard.documents.writers.word import write_word

        template = current_template()
        content = None
        if template is not None:
            with template.file.content.open("rb") as stream:
                content = stream.read()
        return write_word(document, content).content, name
    from dueregard.documents.writers.pdf import write_pdf

    return write_pdf(document).content, name


def _csv_rows(paper: Paper) -> Iterator[tuple[str | int | None, ...]]:
    for figure in FIGURES:
        if figure.group not in NOT_KEPT:
            then, now = paper.then[figure.slug].count, paper.now[figure.slug].count
            yield ("In figures", figure.heading, "", "", "", "", now - then, then, now)
    for slug, rows in paper.rows.items():
        yield from layout.csv_of_needs(slug, rows)
    for table in _changes(paper):
        for row in table.rows:
            cells = [layout.words(cell) for cell in row]
            step = "" if table.caption in _OF_AREAS else cells[0]
            area = cells[0] if table.caption in _OF_AREAS else cells[1]
            more = "; ".join(cells[1:] if table.caption in _OF_AREAS else cells[2:])
            yield ("What has changed", table.caption, area, "", step, "", more, None, None)
    for month in paper.chart.table.rows:
        words = ", ".join(
            f"{layout.words(cell)} {column.heading.lower()}"
            for column, cell in list(zip(paper.chart.table.columns, month, strict=True))[1:]
        )
        yield ("Ratings over time", layout.words(month[0]), "", "", "", "", words, None, None)
    for load in paper.loads:
        words = f"{load.areas} risk areas, {load.open} open next steps, {load.overdue} overdue"
        yield ("Leads by load", load.label, "", "", "", load.label, words, None, None)


_OF_AREAS = ("Ratings moved", "New risk areas", "Risk areas gone")
