"""The colours of printed documents: the product's own, each fill pale enough for dark text on it."""

from __future__ import annotations

# Fills behind a word (blocks.TONES), the same as those of the workbook that is sent round.
FILLS = {"red": "#f4c7c3", "amber": "#fbe3b5", "green": "#cfe8cf", "grey": "#e4e6ea"}
# The line beside a notice of that tone.
EDGES = {"red": "#b3261e", "amber": "#a86200", "green": "#22733f", "grey": "#5a6470"}

INK = "#1b2530"
INK_SOFT = "#4b5662"
RULE = "#bfc5cb"
ACCENT = "#0d4f63"
ACCENT_STRONG = "#083543"
ACCENT_WASH = "#e3eef1"
SUNK = "#f1efe8"
ADDED = "#14532b"
REMOVED = "#8a1a13"
