"""Charts as SVG from numbers: stacked bars, and the small bar of a table's cell. Without a word of the domain.

Colour alone tells nothing: each part has a pattern of its own, and a legend in words,
and the table beside the chart says the same. Colours are presentation attributes, which every writer keeps, and classes
(chart-red …) by which a page's style sheet sets them from its tokens, dark and high contrast included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dueregard.documents.readers.characters import clean

# The tokens' light colours; a page replaces them through the classes.
_COLOURS = {"red": "#b3261e", "amber": "#a86200", "green": "#22733f", "grey": "#5a6470", "accent": "#0d4f63"}
_PAPER = "#ffffff"
PATTERNS = ("plain", "stripes", "dots", "rings")

_WIDTH, _HEIGHT = 860, 300
_LEFT, _TOP, _BOTTOM, _LEGEND = 46, 14, 44, 34


@dataclass(frozen=True, slots=True)
class Series:
    """One part of every bar. tone: red, amber, green, grey or accent; pattern: one of PATTERNS; values: one for each bar."""

    name: str
    tone: str
    pattern: str
    values: Sequence[int]


def stacked_bars(title: str, description: str, labels: Sequence[str], series: Sequence[Series], *, name: str) -> str:
    """Bars from nought up, the first series at the bottom; gives the SVG.

    labels: what stands below each bar; empty ones leave a gap. title, description: read out in place of the picture.
    name: [a-z-]+, unlike that of any other chart on the page. Raises ValueError for numbers that do not fit the labels
    or are negative, and for an unknown tone or pattern.
    """
    for one in series:
        if len(one.values) != len(labels) or min(one.values, default=0) < 0:
            raise ValueError("A chart needs one number, not below nought, for each of its bars.")
        if one.tone not in _COLOURS or one.pattern not in PATTERNS:
            raise ValueError(f"A chart knows no {one.tone} {one.pattern}.")
    highest = max((sum(values) for values in zip(*(one.values for one in series), strict=True)), default=0)
    step = _step(highest)
    top = max(step, -(-highest // step) * step)
    floor = _HEIGHT - _BOTTOM - _LEGEND
    scale = (floor - _TOP) / top
    parts = [_opening(title, description, name), _patterns(series, name)]
    for value in range(0, top + 1, step):
        y = floor - value * scale
        parts.append(
            f'<line class="chart-rule" x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - 6}" y2="{y:.1f}" stroke="#dcd8cc" '
            f'stroke-width="1"/>{_text(_LEFT - 8, y + 4, f"{value:,}", "end")}'
        )
    wide = (_WIDTH - 6 - _LEFT) / max(1, len(labels))
    bar = min(48.0, wide * 0.74)
    for place, label in enumerate(labels):
        x = _LEFT + wide * place + (wide - bar) / 2
        y = floor
        for number, one in enumerate(series):
            height = one.values[place] * scale
            if height:
                y -= height
                parts.append(_filled(x, y, bar, height, one, f"{name}-{number}"))
        if label:
            parts.append(_text(x + bar / 2, floor + 18, label, "middle"))
    parts.append(_legend(series, name))
    parts.append("</svg>")
    return "".join(parts)


def small_bar(value: int, of: int, tone: str = "accent", *, late: int = 0) -> str:
    """A bar for a table's cell, as long as `value` is of `of`; `late` of it are red and striped. It is a picture of the
    numbers beside it, so it says nothing to a screen reader."""
    share, part = (round(100 * min(one, of) / of, 1) if of > 0 else 0 for one in (value, late))
    ticks = "".join(
        f'<line class="chart-paper-line" x1="{x}" y1="10" x2="{x + 6}" y2="0" stroke="{_PAPER}" stroke-width="1.5"/>'
        for x in range(0, int(part) - 5, 6)
    )
    return (
        '<svg class="small-bar" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 10" width="100" height="10" '
        'aria-hidden="true" focusable="false">'
        f'<rect class="chart-{tone}" x="0" y="0" width="{share}" height="10" fill="{_COLOURS[tone]}"/>'
        f'<rect class="chart-red" x="0" y="0" width="{part}" height="10" fill="{_COLOURS["red"]}"/>{ticks}</svg>'
    )


def _opening(title: str, description: str, name: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'role="img" aria-labelledby="{name}-title {name}-words"><title id="{name}-title">{_said(title)}</title>'
        f'<desc id="{name}-words">{_said(description)}</desc>'
    )


def _said(text: str) -> str:
    return escape(" ".join(clean(text).split()))


def _step(highest: int) -> int:
    """A round step that gives four lines or so."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= factor * size * 5:
                return factor * size
        size *= 10


def _patterns(series: Sequence[Series], name: str) -> str:
    # The marks alone: the colour lies below in one piece, or its tiles would show their seams in print.
    marks = {
        "stripes": f'<line class="chart-paper-line" x1="0" y1="8" x2="8" y2="0" stroke="{_PAPER}" stroke-width="1.6"/>',
        "dots": f'<circle class="chart-paper" cx="4" cy="4" r="1.5" fill="{_PAPER}"/>',
        "rings": f'<circle class="chart-paper-line" cx="4" cy="4" r="2.3" fill="none" stroke="{_PAPER}" stroke-width="1.1"/>',
    }
    drawn = [
        f'<pattern id="{name}-{number}" patternUnits="userSpaceOnUse" x="0" y="0" width="8" height="8">'
        f"{marks[one.pattern]}</pattern>"
        for number, one in enumerate(series)
        if one.pattern in marks
    ]
    return "<defs>" + "".join(drawn) + "</defs>"


def _filled(x: float, y: float, width: float, height: float, one: Series, pattern: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    colour = f'<rect class="chart-part chart-{one.tone}" {place} fill="{_COLOURS[one.tone]}" stroke="{_PAPER}" stroke-width="1"/>'
    if one.pattern == "plain":
        return colour
    return f'{colour}<rect class="chart-marks" {place} fill="url(#{pattern})"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text class="chart-words" x="{x:.1f}" y="{y:.1f}" font-size="12" text-anchor="{anchor}" '
        f'fill="#1b2530">{_said(words)}</text>'
    )


def _legend(series: Sequence[Series], name: str) -> str:
    parts, x, y = [], float(_LEFT), _HEIGHT - 24
    for number, one in enumerate(series):
        parts.append(_filled(x, y, 16, 16, one, f"{name}-{number}") + _text(x + 22, y + 12.5, one.name, "start"))
        x += 44 + 7.2 * len(one.name)
    return "".join(parts)
