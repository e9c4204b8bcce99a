"""Charts: what is drawn, what is said, and that every writer takes it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from dueregard.documents.blocks import Cell, Chart, Column, Document, Table
from dueregard.documents.charts import PATTERNS, Series, small_bar, stacked_bars
from dueregard.documents.writers.drawings import safe_drawing
from dueregard.documents.writers.pdf import write_pdf
from dueregard.documents.writers.word import write_word

SERIES = [Series("Low & slow", "green", "plain", [3, 0]), Series("High", "red", "stripes", [1, 4])]


def _svg() -> str:
    return stacked_bars("Ratings", 'Two "bars"', ["Oct", ""], SERIES, name="ratings")


def test_each_number_is_a_rectangle_of_its_height_and_nought_is_none() -> None:
    parts = re.findall(r'<rect class="chart-part [^>]* height="([\d.]+)" fill="#', _svg())
    heights = [float(height) for height in parts]
    bars, legend = heights[:-2], heights[-2:]
    assert len(bars) == 3
    assert bars[0] == pytest.approx(3 * bars[1], abs=0.2)
    assert bars[2] == pytest.approx(4 * bars[1], abs=0.3)
    assert legend == [16, 16]


def test_parts_are_told_by_pattern_and_word_as_well_as_by_colour() -> None:
    svg = _svg()
    assert set(re.findall(r'class="chart-marks"[^>]* fill="(url\(#[^"]+)"', svg)) == {"url(#ratings-1)"}
    assert svg.count('class="chart-marks"') == 3, "two bars and the legend"
    assert "Low &amp; slow" in svg
    assert ">High<" in svg
    assert '<line class="chart-paper-line"' in svg


def test_the_title_and_the_description_are_read_out() -> None:
    svg = _svg()
    assert '<title id="ratings-title">Ratings</title><desc id="ratings-words">Two &quot;bars&quot;</desc>' in svg
    assert 'aria-labelledby="ratings-title ratings-words"' in svg


@pytest.mark.parametrize("highest", [0, 1, 4, 9, 37, 99, 1_000, 12_345])
def test_the_axis_has_a_few_round_lines_and_room_for_the_highest(highest: int) -> None:
    svg = stacked_bars("T", "D", ["a"], [Series("S", "grey", "dots", [highest])], name="x")
    values = [int(each.replace(",", "")) for each in re.findall(r'text-anchor="end"[^>]*>([\d,]+)<', svg)]
    assert values[0] == 0
    assert values[-1] >= highest
    assert 2 <= len(values) <= 6


@pytest.mark.parametrize(
    "series",
    [
        Series("S", "red", "plain", [1]),
        Series("S", "red", "plain", [1, -1]),
        Series("S", "pink", "plain", [1, 1]),
        Series("S", "red", "waves", [1, 1]),
    ],
)
def test_what_cannot_be_drawn_is_refused(series: Series) -> None:
    with pytest.raises(ValueError, match="chart"):
        stacked_bars("T", "D", ["a", "b"], [series], name="x")


def test_a_small_bar_is_a_share_and_silent() -> None:
    assert 'width="50.0" height="10"' in small_bar(5, 10)
    assert 'aria-hidden="true"' in small_bar(5, 10)
    assert 'class="chart-red" x="0" y="0" width="20.0"' in small_bar(5, 10, late=2)
    assert 'width="0" height="10"' in small_bar(0, 0)


def test_every_writer_takes_the_chart_whole() -> None:
    svg = stacked_bars("T", "D", ["a", "b"], [Series(p, "accent", p, [2, 1]) for p in PATTERNS], name="all")
    assert str(safe_drawing(svg, "D")).count("<pattern") == len(PATTERNS) - 1
    table = Table((Column("Month"), Column("Number", numeric=True)), [(Cell("a"), Cell("2"))], "In figures")
    document = Document("A paper", [Chart(svg, "D", table)], date(2026, 11, 28))
    assert write_pdf(document).remarks == ()
    word = write_word(document)
    assert word.remarks == ()
    assert word.content[:2] == b"PK"
