"""What a spreadsheet that came back changes, as a list of differences to be kept. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dueregard.plan.rules.cells import (
    AREA_FIELDS,
    FIELDS,
    STEP_FIELDS,
    AreaRecord,
    area_cells,
    mark,
    step_cells,
)
from dueregard.plan.rules.returned import Returned, ReturnedRow

Json = dict[str, Any]
MOST_DIFFERENCES = 2_000

_AREA_NAMES = tuple(one.name for one in AREA_FIELDS)
_STEP_NAMES = tuple(one.name for one in STEP_FIELDS)
EMPTIED = "The cell is empty in the file."
NO_MARKS = "It is not known what this cell said when the spreadsheet was taken out."
COPIED = "The row is a copy of another row: is it a new next step?"


def compare(records: Iterable[AreaRecord], returned: Returned) -> list[Json]:
    """The differences between a sheet that came back and the register, in the sheet's order, to be kept as JSON.

    {"id", "kind", "row", ...}: "change" has area, step (or ""), field, mark (what the cell said when taken out) and after;
    "new_area" has cells and section; "new_step" has cells and area (or the id of a new area); "note" has a message.
    What somebody else has changed in the register, and the sheet leaves as it was, is no difference. Raises ValueError
    with a sentence for too many.
    """
    found = _Comparison(list(records), returned).differences()
    if len(found) > MOST_DIFFERENCES:
        raise ValueError(f"The spreadsheet differs in more than {MOST_DIFFERENCES:,} places: bring it back in parts.")
    return [{"id": f"d{number}", **one} for number, one in enumerate(found, start=1)]


class _Comparison:
    def __init__(self, records: list[AreaRecord], returned: Returned) -> None:
        self._returned = returned
        self._areas = {area.reference: area for area in records}
        self._steps = {step.reference: (area, step) for area in records for step in area.steps}
        self._by_number = {area.number.casefold(): area for area in records if area.number}
        self._by_title = {mark(area.title): area for area in records}
        self._out: list[Json] = []
        self._rows_of: dict[str, list[ReturnedRow]] = {}
        self._row_of_step: dict[str, ReturnedRow] = {}
        self._new_areas = 0
        self._above = ""

    def differences(self) -> list[Json]:
        for heading in self._returned.gone:
            self._note(None, f"The column “{heading}” is not in the file: nothing happens to it.")
        for row in self._returned.rows:
            self._take(row)
        for reference, rows in self._rows_of.items():
            self._area(self._areas[reference], rows)
        for reference, row in self._row_of_step.items():
            area, step = self._steps[reference]
            self._fields(row, step_cells(step), _STEP_NAMES, area.reference, step.reference, [row])
        areas = len(self._areas) - len(self._rows_of)
        steps = len(self._steps) - len(self._row_of_step)
        if areas or steps:
            self._note(
                None,
                f"Not in the file: {areas} of the register’s risk areas and {steps} of its next steps. Nothing happens to them.",
            )
        return self._out

    def _note(self, row: ReturnedRow | None, message: str) -> None:
        self._out.append({"kind": "note", "row": row.row if row else None, "message": message})

    def _take(self, row: ReturnedRow) -> None:
        for name in sorted(row.unread):
            self._note(row, f"“{FIELDS[name].heading}” holds a formula without a value: nothing happens to it.")
        if row.area and row.area not in self._areas:
            self._above = ""
            self._note(row, "Its risk area is not in the register, or was retired: nothing happens to the row.")
        elif row.area:
            self._above = row.area
            self._rows_of.setdefault(row.area, []).append(row)
            self._step_in(row)
        elif row.has((*_AREA_NAMES, *_STEP_NAMES)):
            self._added(row)

    def _step_in(self, row: ReturnedRow) -> None:
        if not row.step:
            self._new_step(row, row.area, [])
        elif row.step not in self._steps or self._steps[row.step][0].reference != row.area:
            self._note(
                row, "Its next step is not in the register, or belongs to another risk area: nothing happens to it."
            )
        elif row.step not in self._row_of_step:
            self._row_of_step[row.step] = row
        elif any(mark(row.cells.get(name, "")) != row.marks.get(name) for name in _STEP_NAMES):
            self._new_step(row, row.area, [COPIED])

    def _new_step(self, row: ReturnedRow, area: str, doubts: list[str]) -> None:
        cells = {name: row.cells[name] for name in _STEP_NAMES if row.cells.get(name)}
        if cells.get("text"):
            self._out.append({"kind": "new_step", "row": row.row, "area": area, "cells": cells, "doubts": doubts})
        elif cells:
            self._note(row, "It says something of a next step, but not what the step is: nothing happens to it.")

    def _added(self, row: ReturnedRow) -> None:
        """A row that was written into the sheet: of the area that it names, or else of the one above it."""
        number, title = row.cells.get("number", ""), row.cells.get("title", "")
        named = self._by_number.get(number.casefold()) if number else None
        if named is None and title and not number:
            named = self._by_title.get(mark(title))
        if named is not None:
            self._above = named.reference
            told = area_cells(named)
            if any(row.cells.get(name) and mark(row.cells[name]) != mark(told[name]) for name in _AREA_NAMES):
                self._note(
                    row, f"It was added for {named.label[:80]}: only its next step is read, not the risk area again."
                )
            self._new_step(row, named.reference, [])
        elif title:
            self._new_areas += 1
            name = f"new{self._new_areas}"
            cells = {name: row.cells[name] for name in _AREA_NAMES if row.cells.get(name)}
            above = self._areas.get(self._above)
            section = above.section if above else ""
            self._out.append({"kind": "new_area", "row": row.row, "name": name, "cells": cells, "section": section})
            self._above = name
            self._new_step(row, name, [])
        elif number:
            self._note(
                row, f"There is no risk area {number}, and the row does not say what it is: nothing happens to it."
            )
        elif row.cells.get("text") and self._above:
            self._new_step(row, self._above, [])
        else:
            self._note(row, "It is not clear to which risk area it belongs: nothing happens to it.")

    def _area(self, area: AreaRecord, rows: list[ReturnedRow]) -> None:
        if "title" in self._returned.fields and not any(row.cells.get("title") for row in rows):
            self._note(
                rows[0], f"The first row of {area.label[:80]} is not in the file: nothing happens to the risk area."
            )
            return
        self._fields(rows[0], area_cells(area), _AREA_NAMES, area.reference, "", rows)

    def _fields(
        self,
        first: ReturnedRow,
        now: dict[str, str],
        names: tuple[str, ...],
        area: str,
        step: str,
        rows: list[ReturnedRow],
    ) -> None:
        marks = next((row.marks for row in rows if row.marks), {})
        for name in names:
            if name not in self._returned.fields or any(name in row.unread for row in rows):
                continue
            before = marks.get(name)
            said = {mark(row.cells[name]): row for row in reversed(rows) if row.cells.get(name)}
            changed = {key: row for key, row in said.items() if key != before}
            if not said and mark("") != before:
                changed = {mark(""): first}
            for key, row in sorted(changed.items(), key=lambda item: item[1].row):
                if key == mark(now[name]):
                    continue
                after = row.cells[name]
                doubts = [EMPTIED] if not after else []
                if before is None:
                    doubts.append(NO_MARKS)
                if len(changed) > 1:
                    doubts.append("Two rows of the file say different things about it: tick one.")
                self._out.append(
                    {
                        "kind": "change",
                        "row": row.row,
                        "area": area,
                        "step": step,
                        "field": name,
                        "mark": before or "",
                        "after": after,
                        "doubts": doubts,
                    }
                )
