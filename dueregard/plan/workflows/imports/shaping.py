"""Changing which rows a proposal has: dropping, joining and splitting them, and bringing back what was left out."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dueregard.kernel.require import sound
from dueregard.kernel.words import clean_line, clean_text
from dueregard.plan.models import PlanImport
from dueregard.plan.rules.proposals import (
    Json,
    area_from_left_out,
    joined,
    new_key,
    parted,
    with_area_in_place,
)
from dueregard.plan.workflows.imports.bringing import tell
from dueregard.plan.workflows.imports.correcting import keep, open_for_review, unchanged_area


@transaction.atomic
def drop_row(*, by: Any, brought: PlanImport, revision: int, key: str) -> PlanImport:
    """Take an area out of the proposal; it stands among the left-out rows, whole, and can be brought back.

    Raises ChangedSince where somebody has changed it since `revision`, Refused where it is gone.
    """
    row = open_for_review(by, brought)
    area = unchanged_area(row, key, revision)
    areas = row.proposal["risk_areas"]
    place = areas.index(area)
    areas.remove(area)
    row.proposal["left_out"].append(
        {
            "key": key,
            "reason": f"Dropped by {by.name}.",
            "text": " ".join(filter(None, (area["number"], area["title"]))) or "A row without a title",
            "cells": [],
            "source": area["source"],
            "area": area,
            "place": place,
        }
    )
    keep(by, row)
    tell(by, row, "row_dropped", "Dropped a row of an import.", {"row": key})
    return row


@transaction.atomic
def join_rows(
    *, by: Any, brought: PlanImport, revision: int, first: str, second: str, titles: bool = False
) -> PlanImport:
    """Make one area of two: what `second` says goes after what `first` says, and `second` is gone.

    titles: the title of the second goes on from the first's (a row that was broken in two); otherwise the first's
    stands. Raises as `drop_row`, and Refused for one and the same row.
    """
    row = open_for_review(by, brought)
    sound(first != second, "Choose another row to join it with.")
    one, other = unchanged_area(row, first, revision), unchanged_area(row, second, revision)
    areas = row.proposal["risk_areas"]
    whole = joined(one, other, titles=titles)
    areas[areas.index(one)] = whole
    areas.remove(other)
    for flag in row.proposal["flags"]:
        if flag["area"] == second:
            flag["area"] = first
    keep(by, row, whole)
    tell(by, row, "rows_joined", "Joined two rows of an import.", {"rows": [first, second]})
    return row


@transaction.atomic
def split_row(
    *,
    by: Any,
    brought: PlanImport,
    revision: int,
    key: str,
    title: str,
    number: str = "",
    steps: list[int],
    taken: list[int],
) -> PlanImport:
    """Make two areas of one: the new one, after it, takes the next steps and actions taken at these indexes (from 0).

    Raises as `drop_row`, and Refused without a title, or where nothing would go to the new area.
    """
    row = open_for_review(by, brought)
    area = unchanged_area(row, key, revision)
    title, number = clean_text(title).strip(), clean_line(number)[:30]
    sound(bool(title), "Say what the new risk area is.")
    sound(bool(steps or taken), "Choose what goes to the new risk area.")
    sound(
        all(0 <= index < len(area["next_steps"]) for index in steps)
        and all(0 <= index < len(area["actions_taken"]) for index in taken),
        "What was chosen is no longer there: go back to the review.",
    )
    rest, new = parted(
        area,
        new_key(row.proposal, row.revision + 1),
        title=title,
        number=number or None,
        steps=set(steps),
        taken=set(taken),
    )
    areas = row.proposal["risk_areas"]
    at = areas.index(area)
    areas[at : at + 1] = [rest, new]
    keep(by, row, rest, new)
    tell(by, row, "row_split", "Split a row of an import in two.", {"rows": [key, new["key"]]})
    return row


@transaction.atomic
def bring_back_row(*, by: Any, brought: PlanImport, key: str) -> str:
    """Make an area of a row that was left out; gives the area's key, for the page that corrects it.

    A dropped area comes back as it was, where it was. Raises Refused where the row is not (or no longer) left out.
    """
    row = open_for_review(by, brought)
    left_out: list[Json] = row.proposal["left_out"]
    found = next((one for one in left_out if one["key"] == key), None)
    sound(found is not None, "This row is not left out any more: go back to the review.")
    assert found is not None  # noqa: S101 - for the type checker; sound has raised
    left_out.remove(found)
    if found.get("area"):
        area = area_from_left_out(found, key)
        row.proposal["risk_areas"].insert(found["place"], area)
    else:
        area = area_from_left_out(found, new_key(row.proposal, row.revision + 1))
        with_area_in_place(row.proposal, area)
        before = row.proposal["risk_areas"].index(area) - 1
        area["section"] = row.proposal["risk_areas"][before]["section"] if before >= 0 else None
    keep(by, row, area)
    tell(by, row, "row_brought_back", "Brought back a row that an import had left out.", {"row": area["key"]})
    return str(area["key"])
