"""The picture of a trend. It shows no more than the table beside it: what is rounded there is rounded in the bars."""

from __future__ import annotations

from collections.abc import Sequence

from dueregard.documents.charts import Series, stacked_bars
from dueregard.figures.queries import Exact, Value, small_numbers
from dueregard.figures.rules.definitions import Figure


def chart_of(
    figure: Figure, heading: str, name: str, labels: Sequence[str], values: Sequence[Value], counted: Sequence[Exact]
) -> str:
    """The chart as SVG. counted: the numbers behind `values`; only what may be seen of them is drawn."""
    rule = small_numbers()
    heights, hidden = [], []
    for value, found in zip(values, counted, strict=True):
        told = value.exact is not None or value.shown == rule.shown(found.value)
        if value.exact is not None:
            heights.append(found.value)
        else:
            heights.append(rule.rounded(found.value) if told and not rule.is_small(found.value) else 0)
        # A small one and a withheld one look alike, whatever they are.
        hidden.append(0 if heights[-1] or found.value == 0 else max(1, rule.below // 2))
    series = [Series(figure.unit[1].capitalize(), "accent", "plain", heights)]
    if any(hidden):
        series.append(Series("Small or withheld", "grey", "stripes", hidden))
    ends = f"from {values[0].shown} in {labels[0]} to {values[-1].shown} in {labels[-1]}"
    return stacked_bars(
        f"{figure.label}, {heading[0].lower()}{heading[1:]}",
        f"Bars {ends}. The table beside the chart has every number.",
        [_short(label) for label in labels],
        series,
        name=f"trend-{name}",
    )


def _short(label: str) -> str:
    """ "July 2019" -> "Jul 2019": twelve stand side by side."""
    first, _, rest = label.partition(" ")
    return f"{first[:3]} {rest}" if rest and first.isalpha() else first
