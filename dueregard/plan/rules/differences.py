"""What a spreadsheet that came back changes: a list of differences, and each one held against the register of now. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dueregard.actions.rules import Status
from dueregard.plan.rules.cells import (
    AREA_FIELDS,
    FIELDS,
    STEP_FIELDS,
    AreaRecord,
    StepRecord,
    area_cells,
    mark,
    step_cells,
)
from dueregard.plan.rules.ratings import Rag
from dueregard.plan.rules.returned import Known, Returned, ReturnedRow, meaning, verbs_to

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


@dataclass(slots=True)
class Shown:
    """One difference beside the register of now. blocked: why it cannot be applied, or "". conflict: the register has
    changed there since the spreadsheet was taken out."""

    id: str
    kind: str
    row: int | None
    where: str
    heading: str
    before: str
    after: str
    area: str
    step: str
    cells: list[tuple[str, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    blocked: str = ""
    conflict: bool = False

    @property
    def certain(self) -> bool:
        """Whether nothing about it is in doubt, so that it is offered ticked."""
        return not (self.blocked or self.conflict or self.doubts)


def held_against(differences: Iterable[Json], records: Iterable[AreaRecord], known: Known) -> list[Shown]:
    """The differences as they stand against the register of now, without notes and without what is so already."""
    areas = {area.reference: area for area in records}
    steps = {step.reference: step for area in areas.values() for step in area.steps}
    new_areas = {one["name"]: one["cells"].get("title", "") for one in differences if one["kind"] == "new_area"}
    out = []
    for one in differences:
        if one["kind"] == "change":
            shown = _change(one, areas, steps, known)
        elif one["kind"] == "new_step":
            shown = _new_step(one, areas, new_areas, known)
        elif one["kind"] == "new_area":
            shown = _new_area(one, areas, known)
        else:
            continue
        if shown is not None:
            out.append(shown)
    return out


def _change(one: Json, areas: dict[str, AreaRecord], steps: dict[str, StepRecord], known: Known) -> Shown | None:
    area, step, name = areas.get(one["area"]), steps.get(one["step"]), one["field"]
    shown = Shown(
        one["id"], "change", one["row"], "", FIELDS[name].heading, "", one["after"], one["area"], one["step"],
        doubts=list(one["doubts"]),
    )  # fmt: skip
    if area is None or (one["step"] and step is None):
        shown.where = "A row that is no longer in the register"
        shown.blocked = "It is no longer in the register."
        return shown
    now = step_cells(step) if step is not None else area_cells(area)
    shown.where = area.label
    shown.before = now[name]
    if mark(shown.before) == mark(shown.after):
        return None
    shown.conflict = bool(one["mark"]) and mark(shown.before) != one["mark"]
    try:
        present = step.leads if step is not None else area.leads
        meant = meaning(name, one["after"], known, present)
        shown.doubts += meant.doubts
        if name in ("rag", "status"):
            shown.after = str((Rag if name == "rag" else Status)(meant.value).label)
            if shown.after == shown.before:
                return None
        if name == "status" and step is not None:
            verbs_to(step.status, meant.value)
    except ValueError as refusal:
        shown.blocked = str(refusal)
    return shown


def _new_step(one: Json, areas: dict[str, AreaRecord], new_areas: dict[str, str], known: Known) -> Shown:
    area = areas.get(one["area"])
    where = area.label if area else new_areas.get(one["area"], "")
    shown = Shown(one["id"], "new_step", one["row"], where, "New next step", "", one["cells"]["text"], one["area"], "")
    shown.cells = [(FIELDS[name].heading, text) for name, text in one["cells"].items() if name != "text"]
    shown.doubts = list(one["doubts"])
    if not where:
        shown.blocked = "Its risk area is no longer in the register."
    _understood(shown, one["cells"], known)
    return shown


def _new_area(one: Json, areas: dict[str, AreaRecord], known: Known) -> Shown:
    cells = one["cells"]
    shown = Shown(
        one["id"], "new_area", one["row"], cells["title"], "New risk area", "", cells["title"], one["name"], ""
    )
    shown.cells = [(FIELDS[name].heading, text) for name, text in cells.items() if name != "title"]
    number = cells.get("number", "")
    if number in known.taken:
        shown.blocked = f"The number {number} was given before and stays taken: leave it empty for the next one."
    elif len(number) > 30:
        shown.blocked = "A number has at most 30 characters."
    if "section" not in cells:
        named = next((area.section_label for area in areas.values() if area.section == one["section"]), "")
        if named:
            shown.cells.insert(0, ("Section, of the row above", named))
        else:
            shown.blocked = shown.blocked or "The row does not say to which section it belongs."
    _understood(shown, {name: text for name, text in cells.items() if name != "number"}, known)
    return shown


def _understood(shown: Shown, cells: dict[str, str], known: Known) -> None:
    """Put on a new row what of its cells is in doubt or cannot be."""
    for name, text in cells.items():
        try:
            shown.doubts += meaning(name, text, known).doubts
        except ValueError as refusal:
            shown.blocked = shown.blocked or f"{FIELDS[name].heading}: {refusal}"


def seen(shown: Iterable[Shown]) -> str:
    """Stands for what a review page showed: another value means that the register has changed under it since."""
    digest = hashlib.sha256()
    for one in shown:
        digest.update(repr((one.id, one.before, one.blocked, one.conflict)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:20]


def by_certainty(shown: Iterable[Shown]) -> list[Shown]:
    """Conflicts first, then what is in doubt, then what cannot be applied, then the rest; each by its row."""
    return sorted(
        shown, key=lambda one: (not one.conflict or bool(one.blocked), not one.doubts, not one.blocked, one.row or 0)
    )
