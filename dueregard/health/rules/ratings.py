"""The ratings over time as a chart with its table beside it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dueregard.documents.blocks import Cell, Chart, Column, Table
from dueregard.documents.charts import Series, stacked_bars
from dueregard.look.templatetags.look import MONTHS, plain_day
from dueregard.plan.rules.ratings import Rag

# From the bottom up; each is told by its pattern as well.
_PARTS = (
    (Rag.GREEN, "green", "plain"),
    (Rag.UNKNOWN, "grey", "rings"),
    (Rag.AMBER, "amber", "dots"),
    (Rag.RED, "red", "stripes"),
)
# In the order of the table.
COLUMNS = (Rag.RED, Rag.AMBER, Rag.GREEN, Rag.UNKNOWN)


def ratings_chart(months: Sequence[tuple[date, Mapping[str, int]]]) -> Chart:
    """How many risk areas had which rating at the end of each month, the last day being the one asked for.

    months: (day, counts by RAG), the earliest first. The table stands the other way round, the latest first.
    """
    series = [
        Series(str(rag.label), tone, pattern, [counts.get(rag, 0) for _, counts in months])
        for rag, tone, pattern in _PARTS
    ]
    # Every third month is named, counted from the last one.
    labels = [
        f"{MONTHS[day.month - 1][:3]} {day.year % 100:02}" if (len(months) - 1 - place) % 3 == 0 else ""
        for place, (day, _) in enumerate(months)
    ]
    title = "Ratings over time"
    description = _said(months)
    table = Table(
        (
            Column("At the end of", 24, row_heading=True),
            *(Column(str(rag.label), 10, numeric=True) for rag in COLUMNS),
            Column("Risk areas", 12, numeric=True),
        ),
        [
            (
                Cell(plain_day(day)),
                *(Cell(str(counts.get(rag, 0))) for rag in COLUMNS),
                Cell(str(sum(counts.values()))),
            )
            for day, counts in reversed(months)
        ],
        "Risk areas by rating at the end of each month",
        cards=False,
    )
    return Chart(stacked_bars(title, description, labels, series, name="ratings"), description, table)


def _said(months: Sequence[tuple[date, Mapping[str, int]]]) -> str:
    if not months:
        return "No ratings are recorded."

    def words(counts: Mapping[str, int]) -> str:
        return ", ".join(f"{counts.get(rag, 0)} {rag.label.lower()}" for rag in COLUMNS)

    (first, then), (last, now) = months[0], months[-1]
    return (
        f"Stacked bars of the risk areas by rating, one for each month. On {plain_day(first)}: {words(then)}. "
        f"On {plain_day(last)}: {words(now)}."
    )
