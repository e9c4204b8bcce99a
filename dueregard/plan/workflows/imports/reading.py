"""Reading a document in a process of its own, and reading it again with the user's own columns."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from dueregard.documents.apart import run_apart
from dueregard.documents.grids import UnreadableDocument
from dueregard.documents.limits import Limits
from dueregard.kernel.files import on_disk
from dueregard.kernel.jobs import Report, enqueue
from dueregard.kernel.require import ChangedSince, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_text
from dueregard.organisation.queries import term_dates
from dueregard.plan import permissions
from dueregard.plan.importing.headings import FIELDS
from dueregard.plan.models import PlanImport
from dueregard.plan.rules.proposals import Json, prepared
from dueregard.plan.rules.states import IMPORT, ImportState
from dueregard.plan.workflows.imports.bringing import READ, tell

_PROPOSE = "dueregard.plan.importing:propose_file"


@dataclass(frozen=True)
class _Bringer:
    """Whoever brought the document, as the principal of what the reader does for them."""

    reference: str
    name: str


def limits() -> Limits:
    """What one document may cost, from the settings."""
    found: Limits = settings.DUEREGARD_DOCUMENT_LIMITS
    return found


def propose(path: Path, name: str, mapping: Json, report: Report | None = None) -> Json:
    """What the importer makes of a file, read apart: {"proposal", "source"}. Raises UnreadableDocument."""
    argument = {
        "path": str(path),
        "name": name,
        "mapping": mapping or None,
        "terms": term_dates().to_rows(),
        "limits": asdict(limits()),
    }
    return run_apart(_PROPOSE, argument, limits=limits(), on_progress=report)


def read_document(argument: dict[str, Any], report: Report | None = None) -> None:
    """The job: read the import {"reference", "revision"} and offer a proposal, or refuse it with a sentence.

    Done twice, it does nothing the second time; an import that was discarded or is read anew since is left alone.
    """
    brought = PlanImport.objects.select_related("file").filter(reference=argument["reference"]).first()
    if brought is None or not _waits(brought, argument):
        return
    try:
        with on_disk(brought.file) as path:
            answer = propose(path, brought.file.name, brought.mapping, report)
    except UnreadableDocument as refusal:
        _end_reading(brought, argument, refusal=str(refusal))
    else:
        _end_reading(brought, argument, answer=answer)


def _waits(brought: PlanImport, argument: dict[str, Any]) -> bool:
    return brought.state == ImportState.READING and brought.revision == argument["revision"]


@transaction.atomic
def _end_reading(
    brought: PlanImport, argument: dict[str, Any], *, answer: Json | None = None, refusal: str = ""
) -> None:
    row = locked(PlanImport, brought.pk)
    if not _waits(row, argument):
        return
    by = _Bringer(row.brought_by, row.brought_by_name)
    if answer is None:
        row.state = IMPORT.target("refuse", row.state)
        row.refusal = refusal[:500]
        row.revision += 1
        row.save(update_fields=["state", "refusal", "revision"])
        tell(by, row, "document_refused", "A document that was brought could not be read.")
        return
    offer(row, answer)
    row.save(update_fields=["state", "proposal", "source", "revision"])
    tell(by, row, "document_read", "Read a document that was brought.")


def offer(row: PlanImport, answer: Json) -> None:
    """Put what was read on the locked import, ready for review; the caller saves."""
    row.state = IMPORT.target("offer", row.state)
    row.revision += 1
    row.source = _storable(answer["source"])
    row.proposal = prepared(_storable(answer["proposal"]), row.revision)


def _storable(value: Any) -> Any:
    """JSON with every text as it may be stored: valid Unicode, without control characters."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, dict):
        return {clean_text(name): _storable(one) for name, one in value.items()}
    return value


@transaction.atomic
def map_columns(*, by: Any, brought: PlanImport, revision: int, mapping: dict[str, dict[str, str]]) -> PlanImport:
    """Have the document read again with the user's own meaning of its columns; corrections made before are let go.

    mapping: {number of the table: {number of the column: field}}, both counted from 0 and written as text. Raises
    ChangedSince where somebody has corrected the import since, Refused for a field that there is not.
    """
    permit(permissions.can_read_import(by, brought))
    row = locked(PlanImport, brought.pk)
    row.state = IMPORT.target("reread", row.state)
    if row.revision != revision:
        raise ChangedSince({}, row.revision, row.proposal.get("by", "") or "Somebody")
    for columns in mapping.values():
        sound(all(field in FIELDS for field in columns.values()), "Choose what each column holds from the list.")
    row.mapping = mapping
    row.revision += 1
    row.job = enqueue(READ, {"reference": row.reference, "revision": row.revision})
    row.save(update_fields=["state", "mapping", "revision", "job"])
    tell(by, row, "columns_mapped", "Said what the columns of a document hold; it is read again.", {"mapping": mapping})
    return row
