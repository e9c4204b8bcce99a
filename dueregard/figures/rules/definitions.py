"""What a figure is: its words, how it counts, who may see the rows behind it. Rooms fill these in in their figures.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from dueregard.figures.rules.spans import Span

_KEY = re.compile(r"[a-z]+\.[a-z]+(?:_[a-z]+)*")


class Kind(models.TextChoices):
    STOCK = "stock", "As at a date"
    FLOW = "flow", "Over a period"


class Treatment(models.TextChoices):
    """How a small value is shown to those who may not see it exactly."""

    OPEN = "open", "Always shown as it is"
    SMALL = "small", "Small numbers are not shown exactly"


@dataclass(frozen=True, slots=True)
class Line:
    """One row behind a figure, as its page lists it. url: "" where the row has no page that the viewer may open."""

    label: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Figure:
    """One figure, defined once.

    key: "room.what_is_counted". definition: what counts and what does not, in full sentences. source: the law, return or
    guidance that asks for it. unit: (one, many). rows(span): the queryset of what is counted, true on (stock) or within
    (flow) the span as known now. counted: the column whose distinct values are the figure. may_drill(viewer): who may see
    the rows; lines(viewer, rows): a page of them in words; order: how they are listed. settled: the rows depend on the
    span alone and on nothing that is asked of the database first, so that they are put into SQL once. cases: it is about
    cases of people: only closed academic years, the whole institution, no months, no rows, whoever asks (DESIGN 1.3).
    """

    key: str
    label: str
    definition: str
    unit: tuple[str, str]
    kind: Kind
    rows: Callable[[Span], Any]
    counted: str = "pk"
    source: str = ""
    treatment: Treatment = Treatment.SMALL
    settled: bool = False
    cases: bool = False
    may_drill: Callable[[Any], bool] = lambda viewer: False
    lines: Callable[[Any, Any], Sequence[Line]] | None = None
    order: tuple[str, ...] = ("pk",)

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError(f"{self.key!r} is not the key of a figure.")
        if not self.definition.endswith(".") or not self.label:
            raise ValueError(f"{self.key}: a figure needs a label, and a definition in sentences.")
        if self.cases and (self.kind != Kind.FLOW or self.treatment != Treatment.SMALL or self.lines is not None):
            # Two dates must never reveal one case.
            raise ValueError(f"{self.key}: a figure about cases is a flow, without rows, under the small-number rule.")

    @property
    def room(self) -> str:
        """The app that owns the records."""
        return self.key.split(".")[0]

    def counted_in(self, value: int) -> str:
        """The unit that goes with a number."""
        return self.unit[0] if value == 1 else self.unit[1]
