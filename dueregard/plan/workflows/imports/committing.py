"""Taking a reviewed proposal into the register: one transaction, one entry in the trail."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.db import transaction

from dueregard.accounts.workflows import once
from dueregard.audit.rules import canonical
from dueregard.documents.grids import UnreadableDocument
from dueregard.kernel import clock
from dueregard.kernel.files import store
from dueregard.kernel.require import ChangedSince, Refused, allowed_now, permit, sound
from dueregard.kernel.revisions import as_recorded
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text
from dueregard.plan import permissions
from dueregard.plan.models import (
    Area,
    AreaRevision,
    PlanImport,
    Review,
    Section,
    SectionRevision,
)
from dueregard.plan.queries.imports import committed_before, known_campuses, pointing_at_made, taken_numbers
from dueregard.plan.rules.numbers import order_of
from dueregard.plan.rules.proposals import Json, counts, leads_of, numbers_standing_twice
from dueregard.plan.rules.states import IMPORT, ImportState, Outcome
from dueregard.plan.workflows.imports.bringing import check_file, new_import, tell
from dueregard.plan.workflows.imports.document import make_context, make_entry, set_title
from dueregard.plan.workflows.imports.naming import Naming
from dueregard.plan.workflows.imports.reading import offer, propose
from dueregard.plan.workflows.imports.values import area_values, day_of, new_actions, reason_of
from dueregard.plan.workflows.making import NewArea, locked_plan, make_areas, make_section

# What to do with an area whose number is taken.
REFUSE, WITHOUT_NUMBER, LEAVE_OUT = "refuse", "without_number", "leave_out"
TAKEN_CHOICES = (REFUSE, WITHOUT_NUMBER, LEAVE_OUT)
_NO_SECTION = "Other areas"


class TakenBefore(Refused):
    """The same file is in the register already: `again` takes it in all the same."""


class NumbersTaken(Refused):
    """Numbers of areas are taken: `taken` says what to do with them."""


@transaction.atomic
def commit_import(
    *, by: Any, brought: PlanImport, revision: int | None = None, taken: str = REFUSE, again: bool = False
) -> PlanImport:
    """Take the proposal into the register, whole or not at all.

    revision: of the import as it was confirmed, or None. taken: what to do with areas whose number is taken (one of
    TAKEN_CHOICES). again: go on although the same file is in the register already. Raises NotAllowedNow where the
    import does not wait for review (two people who take it at once make one), ChangedSince where it was corrected
    after `revision`, NumbersTaken with a sentence that lists them, TakenBefore for a file taken before, Refused.
    """
    permit(permissions.can_read_import(by, brought))
    row = locked(PlanImport, brought.pk)
    allowed_now(row.state != ImportState.COMMITTED, "This import is in the register already.")
    row.state = IMPORT.target("commit", row.state)
    if revision is not None and row.revision != revision:
        raise ChangedSince({}, row.revision, row.proposal.get("by") or "The reader")
    sound(taken in TAKEN_CHOICES, "Choose what to do with the numbers that are taken.")
    before = committed_before(by, row)
    if before is not None and not again:
        raise TakenBefore(
            "The same file is in the register already: undo that import first, or say that you want it twice."
        )
    proposal = row.proposal
    areas = _to_make(proposal, taken)
    all_taken = (
        "The number of every risk area is taken: with those left out, there is nothing to take into the register."
    )
    sound(bool(areas), all_taken if proposal["risk_areas"] else "There is no risk area to take into the register.")
    with once("Somebody else has just added a number or a name that this import brings too. Try again."):
        made = _make_all(by, proposal, areas)
    made["pointing"] = pointing_at_made(made)
    row.made = made
    row.committed_at = clock.now()
    row.revision += 1
    row.save(update_fields=["state", "made", "committed_at", "revision"])
    tell(
        by,
        row,
        "plan_imported",
        f"Took {len(made['areas'])} risk areas with {len(made['actions'])} next steps from a document into the register.",
        {
            "sha256": row.file.sha256,
            "digest": hashlib.sha256(canonical(made)).hexdigest(),
            "counts": made["counts"],
            "areas": made["areas"],
        },
    )
    return row


def _make_all(by: Any, proposal: Json, areas: list[tuple[Json, str | None]]) -> Json:
    """Everything that the import makes; gives the references, for undoing it."""
    first = not Area.objects.exists()
    if first or proposal["document"].get("published"):
        locked_plan()  # which may be named, or get an entry: before any other lock, as everywhere
    made: Json = {"areas": [], "actions": [], "sections": [], "passages": [], "reviews": []}
    naming = Naming()
    naming.read_glossary(proposal["glossary"])
    naming.prepare(lead for area, _ in areas for lead in leads_of(area))
    sections, campuses = _Sections(by, proposal), known_campuses(proposal)
    rows = make_areas(
        by=by, new=[_new_area(proposal, area, number, sections, naming, campuses) for area, number in areas]
    )
    made["areas"] = [row.area.reference for row, _ in rows]
    made["actions"] = [step.action.reference for _, steps in rows for step in steps]
    judged = [(row, area["findings"]) for (row, _), (area, _) in zip(rows, areas, strict=True) if area["findings"]]
    made["reviews"] = _make_reviews(by, proposal, judged)
    made["sections"] = sections.made
    made["passages"] = make_context(by=by, proposal=proposal)
    made["risk_entry"] = make_entry(by=by, proposal=proposal, naming=naming)
    if first:
        made["title"] = set_title(by=by, proposal=proposal)
    made |= naming.made
    made["kept_initials"] = naming.kept_initials
    made["counts"] = {**counts(proposal), "areas": len(made["areas"]), "steps": len(made["actions"])}
    return made


def _to_make(proposal: Json, taken: str) -> list[tuple[Json, str | None]]:
    """The areas to make, each with the number that it will have. Raises NumbersTaken where that is not said."""
    in_register = set(taken_numbers(proposal))
    twice = numbers_standing_twice(proposal)
    if taken == REFUSE and in_register:
        raise NumbersTaken(
            f"In the register already: {_listed(sorted_numbers(in_register))}. Say what to do with them."
        )
    if taken == REFUSE and twice:
        raise NumbersTaken(
            f"More than one row has the number {_listed(twice)}. Correct them, or say what to do with them."
        )
    used = set(in_register)
    out: list[tuple[Json, str | None]] = []
    for area in proposal["risk_areas"]:
        number = clean_line(area["number"] or "")[:30] or None
        if number in used:
            if taken == LEAVE_OUT:
                continue
            number = None
        if number:
            used.add(number)
        out.append((area, number))
    return out


def sorted_numbers(numbers: set[str]) -> list[str]:
    """Numbers of areas in the register's order."""
    return sorted(numbers, key=order_of)


def _listed(numbers: list[str]) -> str:
    shown = ", ".join(numbers[:20])
    return f"{shown} and {len(numbers) - 20} more" if len(numbers) > 20 else shown


def _new_area(
    proposal: Json, area: Json, number: str | None, sections: _Sections, naming: Naming, campuses: dict[str, int]
) -> NewArea:
    """One area of the proposal with its leads and next steps, to be made; sections and leads are found or made now."""
    return NewArea(
        section=sections.of(area["section"]),
        number=number,
        values=area_values(proposal, area, campuses),
        leads=naming.leads(area["leads"]),
        actions=list(new_actions(proposal, area, naming.leads)),
        reason=reason_of(proposal, area),
    )


def _make_reviews(by: Any, proposal: Json, found: list[tuple[AreaRevision, list[str]]]) -> list[str]:
    """What the document judged of each area, as a review of it; gives their references."""
    reviews = []
    for row, findings in found:
        note = "\n\n".join(findings)
        reviews.append(
            Review(
                area_id=row.area_id,
                reviewed_on=min(day_of(proposal["document"]["updated"]) or clock.today(), clock.today()),
                outcome=Outcome.ADEQUATE if "adequate" in note.lower() else Outcome.NO_CHANGE,
                note=clean_text(note).strip(),
                recorded_at=clock.now(),
                recorded_by_name=by.name,
            )
        )
    return [review.reference for review in Review.objects.bulk_create(reviews)]


class _Sections:
    """The sections of one import, each matched with one that is there or made when its first area needs it."""

    def __init__(self, by: Any, proposal: Json) -> None:
        self.by = by
        self.made: list[str] = []
        self._proposed = proposal["sections"]
        self._found: dict[str | None, SectionRevision] = {}

    def of(self, named: str | None) -> SectionRevision:
        """The section that an area names by number or title."""
        if named not in self._found:
            number, title = section_named(self._proposed, named)
            self._found[named] = self._matched(number, title) or self._new(number, title)
        return self._found[named]

    def _matched(self, number: str, title: str) -> SectionRevision | None:
        rows = SectionRevision.objects.select_related("section").filter(as_recorded(None))
        if number:
            row = rows.filter(section__number=number).first()
            return row if row is not None and (not title or row.title.casefold() == title.casefold()) else None
        return rows.filter(section__number="", title__iexact=title).first()

    def _new(self, number: str, title: str) -> SectionRevision:
        if number and Section.objects.filter(number=number).exists():
            # The number is another section's: this one goes without.
            again = self._matched("", title)
            if again is not None:
                return again
            number = ""
        row = make_section(by=self.by, number=number, title=title or f"Section {number}".strip())
        self.made.append(row.section.reference)
        return row


def section_named(proposed: list[Json], named: str | None) -> tuple[str, str]:
    """(number, title) of the section that an area names by either; ("", a general title) where it names none."""
    if not named:
        return "", _NO_SECTION
    for row in proposed:
        if named in (row["number"], row["title"]):
            return clean_line(row["number"] or "")[:20], clean_line(row["title"] or "")[:500]
    return "", clean_line(named)[:500]


def commit_file(*, by: Any, path: Path, taken: str = REFUSE, again: bool = False) -> PlanImport:
    """Read a file, keep it and take it into the register in one go, for the command line.

    taken, again: as in `commit_import`. Raises NotPermitted, NumbersTaken, TakenBefore, or Refused with one sentence
    for a file that cannot be read. Where it raises, nothing is kept.
    """
    permit(permissions.can_edit_plan(by))
    try:
        with path.open("rb") as stream:
            check_file(stream, path.name)
        answer = propose(path, path.name, {})
        with path.open("rb") as stream, transaction.atomic():
            row = new_import(by, store(stream, path.name))
            offer(row, answer)
            row.save()
            return commit_import(by=by, brought=row, taken=taken, again=again)
    except UnreadableDocument as refusal:
        raise Refused(str(refusal)) from refusal
    except OSError as error:
        raise Refused(f"{path.name} could not be opened: check that it is there and yours to read.") from error
