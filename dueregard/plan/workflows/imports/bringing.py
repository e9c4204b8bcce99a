"""The two ends of an import that never reach the register: a document is brought, or discarded."""

from __future__ import annotations

from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from dueregard.audit.workflows import record
from dueregard.documents.limits import in_megabytes
from dueregard.documents.readers import READABLE
from dueregard.documents.readers.kinds import ENDINGS, ending_of
from dueregard.kernel import clock
from dueregard.kernel.files import shown_name, store
from dueregard.kernel.jobs import enqueue
from dueregard.kernel.models import StoredFile
from dueregard.kernel.require import permit, sound
from dueregard.kernel.transitions import locked
from dueregard.plan import permissions
from dueregard.plan.models import PlanImport
from dueregard.plan.rules.states import IMPORT, ImportState

READ = "plan.read_document"
# Old formats that the reader itself answers, with what to do about them.
_ANSWERED = (".doc", ".dot", ".rtf")


@transaction.atomic
def bring_document(*, by: Any, stream: BinaryIO, name: str) -> PlanImport:
    """Keep a document as it came and have it read outside the web process; gives the import in the state "reading".

    name: what the user calls the file. Raises Refused for an empty file, one above the limit, or an ending that no
    reader knows; what only reading shows is told by the import itself.
    """
    permit(permissions.can_edit_plan(by))
    check_file(stream, name)
    brought = new_import(by, store(stream, name))
    brought.job = enqueue(READ, {"reference": brought.reference, "revision": brought.revision})
    brought.save(update_fields=["job"])
    tell(by, brought, "document_brought", "Brought a document to be imported.", {"sha256": brought.file.sha256})
    return brought


def check_file(stream: BinaryIO, name: str) -> None:
    """What can be said of a file without reading it. Raises Refused."""
    size = stream.seek(0, 2)
    stream.seek(0)
    shown = shown_name(name)
    sound(size > 0, f"{shown} is empty: check that it was saved and bring it again.")
    most = settings.DUEREGARD_DOCUMENT_LIMITS.max_bytes
    sound(
        size <= most,
        f"{shown} has {in_megabytes(size)}, and at most {in_megabytes(most)} can be brought: "
        "bring only the part that is the plan.",
    )
    ending = ending_of(shown)
    sound(
        not ending or ending in ENDINGS or ending in _ANSWERED,
        f"{shown} is not a kind of file that can be read: bring {READABLE}.",
    )


def new_import(by: Any, stored: StoredFile) -> PlanImport:
    """The row of a new import. The caller has permitted and records."""
    return PlanImport.objects.create(
        file=stored,
        state=ImportState.READING,
        brought_at=clock.now(),
        brought_by=by.reference,
        brought_by_name=by.name,
    )


@transaction.atomic
def discard_import(*, by: Any, brought: PlanImport) -> PlanImport:
    """Put an import away that shall not become part of the register. Raises NotAllowedNow once it has."""
    permit(permissions.can_read_import(by, brought))
    row = locked(PlanImport, brought.pk)
    row.state = IMPORT.target("discard", row.state)
    row.revision += 1
    row.save(update_fields=["state", "revision"])
    tell(by, row, "import_discarded", "Discarded an import.")
    return row


def tell(by: Any, brought: PlanImport, verb: str, summary: str, details: dict[str, Any] | None = None) -> None:
    """One entry of the trail about an import."""
    record(
        by=by,
        verb=f"plan.{verb}",
        subject_kind="plan_import",
        subject=brought.reference,
        summary=summary,
        details=details,
    )
