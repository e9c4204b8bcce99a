"""Contrast of the tokens: text at least 4.5:1, marks and edges of controls at least 3:1, in every theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dueregard.look

STATIC = Path(dueregard.look.__file__).parent / "static" / "look"
TOKENS = (STATIC / "tokens.css").read_text()

GROUNDS = ["paper", "surface", "sunk"]
WASHES = ["error-wash", "warning-wash", "success-wash", "accent-wash"]
TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "accent", "accent-strong") for ground in GROUNDS],
    *[("ink", wash) for wash in WASHES],
    *[("ink-soft", "accent-wash"), ("accent", "accent-wash"), ("accent-strong", "accent-wash")],
    *[("accent", wash) for wash in WASHES],
    *[("error", ground) for ground in ("paper", "surface", "error-wash")],
    *[("green", ground) for ground in ("paper", "surface")],
    *[("on-accent", "accent"), ("on-accent", "accent-strong"), ("paper", "ink")],
    *[("added-ink", "added-wash"), ("removed-ink", "removed-wash")],
]
MARKS = [
    *[(mark, ground) for mark in ("red", "amber", "green", "unknown", "edge", "focus") for ground in GROUNDS],
    ("focus", "accent-wash"),
    ("edge", "accent-wash"),
]


def colours(source: str) -> dict[str, str]:
    """Return the colour tokens of one block of declarations."""
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6}|#[0-9a-f]{3});", source))


def block(condition: str) -> str:
    """Return what stands inside the media query with this condition, or outside all of them for ""."""
    if not condition:
        return TOKENS[: TOKENS.index("@media")]
    start = TOKENS.index(f"@media {condition} {{")
    end = TOKENS.find("@media", start + 1)
    return TOKENS[start : end if end > 0 else None]


DARK, MORE = "(prefers-color-scheme: dark)", "(prefers-contrast: more)"
THEMES = {
    "light": colours(block("")),
    "dark": {**colours(block("")), **colours(block(DARK))},
    "more light": {**colours(block("")), **colours(block(MORE))},
    "more dark": {
        **colours(block("")),
        **colours(block(DARK)),
        **colours(block(MORE)),
        **colours(block(f"{MORE} and {DARK}")),
    },
    "print": {**colours(block("")), **colours((STATIC / "print.css").read_text())},
}


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2 defines it."""

    def light(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme: str) -> None:
    tokens = THEMES[theme]
    ratios = {(ink, ground): contrast(tokens[ink], tokens[ground]) for ink, ground in TEXT}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_marks_and_edges_can_be_seen(theme: str) -> None:
    tokens = THEMES[theme]
    ratios = {(mark, ground): contrast(tokens[mark], tokens[ground]) for mark, ground in MARKS}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < 3} == {}


@pytest.mark.parametrize("theme", ["more light", "more dark"])
def test_more_contrast_means_more(theme: str) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens["ink"], tokens["paper"]) == pytest.approx(21)
    assert contrast(tokens["ink-soft"], tokens["paper"]) > 12


def test_dark_changes_every_colour_that_light_has() -> None:
    assert set(colours(block(DARK))) == set(colours(block("")))


def test_every_token_that_a_sheet_uses_is_declared() -> None:
    declared = set(re.findall(r"--([a-z0-9-]+):", TOKENS))
    for sheet in STATIC.glob("*.css"):
        used = set(re.findall(r"var\(--([a-z0-9-]+)", sheet.read_text()))
        assert used <= declared, f"{sheet.name} uses {used - declared}"


def test_sheets_other_than_tokens_and_print_name_no_colour() -> None:
    for sheet in STATIC.glob("*.css"):
        if sheet.name not in {"tokens.css", "print.css"}:
            assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsl", sheet.read_text()) == [], sheet.name


def test_nothing_is_fetched_from_elsewhere() -> None:
    for sheet in STATIC.glob("*.css"):
        assert re.findall(r"@import|url\(", sheet.read_text()) == [], sheet.name
