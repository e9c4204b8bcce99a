"""Evidence of an area: adding a link or a file, a new version of a file, taking evidence away."""

from __future__ import annotations

from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Max

from dueregard.kernel import clock, files
from dueregard.kernel.require import NotAllowedNow, Refused, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text
from dueregard.plan import permissions
from dueregard.plan.models import Area, Evidence, EvidenceFile
from dueregard.plan.workflows.areas import current_of, recorded

_LINK = URLValidator(schemes=["http", "https"])


@transaction.atomic
def add_evidence(
    *,
    by: Any,
    area: Area,
    title: str,
    url: str = "",
    stream: BinaryIO | None = None,
    file_name: str = "",
    restricted: bool = False,
) -> Evidence:
    """A link (http or https) or a file, exactly one of both. Raises Refused for anything else."""
    row = locked(Area, area.pk)
    permit(permissions.can_edit_area(by, current_of(row)))
    title, url = clean_line(title), clean_line(url)
    sound(bool(title), "Say what the evidence is.")
    sound(bool(url) != (stream is not None), "Give a link or a file, one of both.")
    if url:
        try:
            _LINK(url)
        except ValidationError:
            raise Refused("Give the whole address, beginning with https://.") from None
    found = Evidence.objects.create(
        area=row, title=title, url=url, restricted=restricted, added_at=clock.now(), added_by_name=by.name
    )
    if stream is not None:
        _add_version(by, found, 1, stream, file_name)
    recorded(by, row, "evidence_added", "Added evidence to {area}.", {"evidence": found.reference})
    return found


def _add_version(by: Any, found: Evidence, number: int, stream: BinaryIO, name: str) -> None:
    sound(bool(stream.read(1)), "The file is empty.")
    stored = files.store(stream, name)
    EvidenceFile.objects.create(evidence=found, number=number, file=stored, added_at=clock.now(), added_by_name=by.name)


@transaction.atomic
def add_evidence_version(*, by: Any, evidence: Evidence, stream: BinaryIO, file_name: str) -> None:
    """A new version of a file; earlier ones stay. Raises Refused where the evidence is a link."""
    row = locked(Area, evidence.area_id)
    permit(permissions.can_edit_area(by, current_of(row)))
    last = EvidenceFile.objects.filter(evidence=evidence).aggregate(last=Max("number"))["last"]
    sound(last is not None, "This evidence is a link: it has no versions.")
    _add_version(by, evidence, last + 1, stream, file_name)
    details = {"evidence": evidence.reference, "version": last + 1}
    recorded(by, row, "evidence_version_added", "Added a version of a file to {area}.", details)


@transaction.atomic
def remove_evidence(*, by: Any, evidence: Evidence, reason: str) -> None:
    """Take evidence off the area's page; it is kept with the history. Raises NotAllowedNow where it is gone."""
    row = locked(Area, evidence.area_id)
    permit(permissions.can_edit_area(by, current_of(row)))
    found = locked(Evidence, evidence.pk)
    if found.removed_at is not None:
        raise NotAllowedNow("This evidence has been taken away already.")
    reason = clean_text(reason).strip()
    sound(bool(reason), "Say why, in a few words.")
    found.removed_at = clock.now()
    found.save(update_fields=["removed_at"])
    details = {"evidence": found.reference, "reason": reason}
    recorded(by, row, "evidence_removed", "Took evidence away from {area}.", details)
