"""A spreadsheet of the register that comes back: it is read apart, and what a person ticks is applied, once."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from dueregard.actions.models import Action
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.audit.workflows import record
from dueregard.documents.apart import run_apart
from dueregard.documents.grids import UnreadableDocument
from dueregard.documents.readers.kinds import ending_of
from dueregard.kernel import clock
from dueregard.kernel.files import chunks, shown_name, store
from dueregard.kernel.require import ChangedSince, Refused, allowed_now, permit, sound
from dueregard.kernel.revisions import as_recorded
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_text
from dueregard.organisation.models import Lead
from dueregard.organisation.workflows.leads import lead_as_written, lead_chosen
from dueregard.plan import permissions
from dueregard.plan.models import Area, AreaRevision, SectionRevision, SheetReturn
from dueregard.plan.queries.sheets import known, register_records
from dueregard.plan.rules.cells import AreaRecord, StepRecord
from dueregard.plan.rules.differences import Json, Shown, compare, held_against, seen
from dueregard.plan.rules.returned import Known, meaning, rows_returned, verbs_to
from dueregard.plan.workflows.areas import add_area, edit_area, move_area, rate_area, set_area_leads
from dueregard.plan.workflows.imports.bringing import check_file
from dueregard.plan.workflows.steps import add_step, edit_step, move_step

_READ = "dueregard.plan.returning:read_sheets"
ENDINGS = (".xlsx", ".ods", ".csv")
_PASSAGES = ("title", "hazard", "requirement", "actions_taken", "evidence_text", "review_on")
_STEP_TEXTS = ("text", "progress", "waiting_on")


def bring_sheet_back(*, by: Any, stream: BinaryIO, name: str) -> SheetReturn:
    """Read a spreadsheet of the register outside this process and keep its differences for review; the register is not
    changed.

    Raises Refused with one sentence for whatever cannot be read or was not taken out of the register; nothing is kept
    then.
    """
    permit(permissions.can_edit_plan(by))
    check_file(stream, name)
    sound(ending_of(shown_name(name)) in ENDINGS, "Bring back the spreadsheet as .xlsx, .ods or .csv.")
    answer = _read_apart(stream, name)
    try:
        returned = rows_returned(answer["sheets"], separated=answer["format"] == "csv")
        with transaction.atomic():
            differences = compare(register_records(by), returned)
            row = SheetReturn.objects.create(
                file=store(stream, name),
                differences=differences,
                brought_at=clock.now(),
                brought_by=by.reference,
                brought_by_name=by.name,
            )
            changes = sum(one["kind"] != "note" for one in differences)
            _tell(by, row, "sheet_brought", "Brought back a spreadsheet of the register.", {"differences": changes})
    except ValueError as refusal:
        raise Refused(str(refusal)) from refusal
    return row


def _read_apart(stream: BinaryIO, name: str) -> Json:
    limits = settings.DUEREGARD_DOCUMENT_LIMITS
    with tempfile.NamedTemporaryFile(prefix="dueregard-") as copy:
        for block in chunks(stream):
            copy.write(block)
        copy.flush()
        argument = {"path": str(Path(copy.name).resolve()), "name": shown_name(name), "limits": asdict(limits)}
        try:
            return run_apart(_READ, argument, limits=limits)
        except UnreadableDocument as refusal:
            raise Refused(str(refusal)) from refusal


@transaction.atomic
def apply_sheet(*, by: Any, sheet: SheetReturn, ticked: Iterable[str], seen_as: str, reason: str) -> int:
    """Write the ticked differences to the register, all of them or nothing, through the workflows of single changes.

    ticked: ids of differences. seen_as: what the review page gave with them. Gives how many were applied. Raises
    ChangedSince where the register has changed under the review, NotAllowedNow where the sheet was applied already, and
    Refused without a tick or a reason, or for a difference that cannot be applied.
    """
    permit(permissions.can_read_sheet_return(by, sheet))
    row = locked(SheetReturn, sheet.pk)
    allowed_now(row.applied_at is None, "This spreadsheet was applied already: what you ticked is in the register.")
    reason = clean_text(reason).strip()[:500]
    sound(bool(reason), "Say why, in a few words: it is shown with every change.")
    _lock_areas(row.differences)
    records, meanings = register_records(by), known()
    shown = held_against(row.differences, records, meanings)
    if seen(shown) != seen_as:
        raise ChangedSince({}, 0, "Somebody")
    wanted = set(ticked)
    chosen = [one for one in shown if one.id in wanted]
    sound(bool(chosen), "Tick what shall be taken over.")
    for one in chosen:
        sound(not one.blocked, f"Row {one.row} cannot be taken over: {one.blocked}")
    sound(
        len({(one.area, one.step, one.heading) for one in chosen if one.kind == "change"})
        == sum(one.kind == "change" for one in chosen),
        "Two ticked rows say different things about the same cell: tick one of them.",
    )
    by_id = {one["id"]: one for one in row.differences}
    _Applying(by, reason, records, meanings).apply([(one, by_id[one.id]) for one in chosen])
    row.applied_at = clock.now()
    row.save(update_fields=["applied_at"])
    _tell(
        by,
        row,
        "sheet_applied",
        f"Applied {len(chosen)} differences of a spreadsheet to the register.",
        {
            "ids": sorted(one.id for one in chosen),
            "areas": sorted({one.area for one in chosen if one.kind != "new_area"}),
            "digest": hashlib.sha256(
                repr([by_id[one.id] for one in chosen]).encode("utf-8", "surrogatepass")
            ).hexdigest(),
        },
    )
    return len(chosen)


def _lock_areas(differences: Sequence[Json]) -> None:
    """Nobody changes the areas and steps between the look at them and the writing; in one order, so that two never wait
    crosswise."""
    references = {one["area"] for one in differences if one.get("area")}
    list(Area.objects.select_for_update().filter(reference__in=references).order_by("pk").values_list("pk", flat=True))
    steps = {one["step"] for one in differences if one.get("step")}
    list(Action.objects.select_for_update().filter(reference__in=steps).order_by("pk").values_list("pk", flat=True))


class _Applying:
    """The ticked differences of one sheet, area by area. A step of the workflow that permits and records."""

    def __init__(self, by: Any, reason: str, records: list[AreaRecord], meanings: Known) -> None:
        self._by, self._reason, self._known = by, reason, meanings
        self._areas = {area.reference: area for area in records}
        self._steps = {step.reference: step for area in records for step in area.steps}
        self._made: dict[str, Area] = {}

    def apply(self, chosen: list[tuple[Shown, Json]]) -> None:
        changes = [one for shown, one in chosen if shown.kind == "change"]
        for (area, step), group in groupby(
            sorted(changes, key=lambda one: (one["area"], one["step"])), key=lambda one: (one["area"], one["step"])
        ):
            said = {one["field"]: one["after"] for one in group}
            if step:
                self._change_step(self._areas[area], self._steps[step], said)
            else:
                self._change_area(self._areas[area], said)
        for shown, one in chosen:
            if shown.kind == "new_area":
                self._made[one["name"]] = self._add_area(one)
        for shown, one in chosen:
            if shown.kind == "new_step":
                self._add_step(one)

    def _leads(self, meant: list[tuple[str, str]]) -> list[Lead]:
        return [
            lead_chosen(by=self._by, reference=reference) if reference else lead_as_written(by=self._by, words=words)
            for reference, words in meant
        ]

    def _change_area(self, record: AreaRecord, said: dict[str, str]) -> None:
        area = Area.objects.get(reference=record.reference)
        meant = {name: meaning(name, text, self._known, record.leads).value for name, text in said.items()}
        passages = {name: meant[name] for name in _PASSAGES if name in meant}
        if passages:
            edit_area(by=self._by, area=area, revision=record.revision, reason=self._reason, **passages)
        if "rag" in meant:
            rate_area(
                by=self._by,
                area=area,
                rag=meant["rag"],
                reason=self._reason,
                likelihood=record.likelihood,
                impact=record.impact,
                residual_likelihood=record.residual_likelihood,
                residual_impact=record.residual_impact,
            )
        if "leads" in meant:
            set_area_leads(by=self._by, area=area, leads=self._leads(meant["leads"]), reason=self._reason)
        if "section" in meant:
            section = self._section(meant["section"])
            last = (
                AreaRevision.objects.filter(as_recorded(None), section_id=section.section_id)
                .order_by("position")
                .last()
            )
            move_area(by=self._by, area=area, section=section, after=last.area if last else None)

    def _section(self, reference: str) -> SectionRevision:
        found = SectionRevision.objects.select_related("section").filter(
            as_recorded(None), section__reference=reference
        )
        section = found.first()
        if section is None:
            raise Refused("The section is no longer there.")
        return section

    def _change_step(self, record: AreaRecord, step: StepRecord, said: dict[str, str]) -> None:
        area, action = Area.objects.get(reference=record.reference), Action.objects.get(reference=step.reference)
        meant = {name: meaning(name, text, self._known, step.leads).value for name, text in said.items()}
        values = {name: meant[name] for name in _STEP_TEXTS if name in meant}
        if "rhythm" in meant:
            values["standing"], values["rhythm"] = meant["rhythm"]
        leads = self._leads(meant["step_leads"]) if "step_leads" in meant else None
        due: Due | None = meant.get("due")
        if values or due is not None or leads is not None:
            edit_step(
                by=self._by,
                area=area,
                action=action,
                revision=step.revision,
                due=due,
                leads=leads,
                reason=self._reason,
                **values,
            )
        if "status" in meant:
            for verb in verbs_to(step.status, meant["status"]):
                move_step(by=self._by, area=area, action=action, verb=verb, reason=self._reason)

    def _add_area(self, one: Json) -> Area:
        cells = one["cells"]
        meant = {name: meaning(name, text, self._known).value for name, text in cells.items() if name != "number"}
        row = add_area(
            by=self._by,
            section=self._section(meant.get("section") or one["section"]),
            title=meant["title"],
            number=cells.get("number", ""),
            leads=self._leads(meant.get("leads", [])),
            **{name: meant[name] for name in _PASSAGES if name in meant and name not in ("title", "review_on")},
        )
        if meant.get("review_on"):
            edit_area(
                by=self._by,
                area=row.area,
                revision=row.area.revision,
                reason=self._reason,
                review_on=meant["review_on"],
            )
        if "rag" in meant:
            rate_area(by=self._by, area=row.area, rag=meant["rag"], reason=self._reason)
        return row.area

    def _add_step(self, one: Json) -> None:
        meant = {name: meaning(name, text, self._known).value for name, text in one["cells"].items()}
        area = self._made.get(one["area"])
        if area is None:
            sound(one["area"] in self._areas, f"Row {one['row']} adds to a new risk area: tick the risk area too.")
            area = Area.objects.get(reference=one["area"])
        standing, rhythm = meant.get("rhythm", (False, ""))
        new = NewAction(
            meant["text"],
            due=meant.get("due", Due()),
            standing=standing,
            rhythm=rhythm,
            progress=meant.get("progress", ""),
            waiting_on=meant.get("waiting_on", ""),
            leads=tuple(self._leads(meant.get("step_leads", []))),
        )
        made = add_step(by=self._by, area=area, new=new)
        status = meant.get("status", made.status)
        if status != made.status:
            for verb in verbs_to(made.status, status):
                move_step(by=self._by, area=area, action=made.action, verb=verb, reason=self._reason)


def _tell(by: Any, row: SheetReturn, verb: str, summary: str, details: Json) -> None:
    record(
        by=by, verb=f"plan.{verb}", subject_kind="sheet_return", subject=row.reference, summary=summary, details=details
    )
