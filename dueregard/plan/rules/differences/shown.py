"""Each difference held against the register of now, as the review page shows it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from dueregard.actions.rules import Status
from dueregard.plan.rules.cells import (
    FIELDS,
    AreaRecord,
    StepRecord,
    area_cells,
    mark,
    step_cells,
)
from dueregard.plan.rules.differences.compared import Json
from dueregard.plan.rules.ratings import Rag
from dueregard.plan.rules.returned import Known, meaning, verbs_to


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
