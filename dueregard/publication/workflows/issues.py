"""One publication's row and files: begun, handed to a job, held against what is wanted, and ended."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from dueregard.kernel import clock, jobs
from dueregard.kernel.files import forget, sha256_of
from dueregard.publication.exporting import WANTED
from dueregard.publication.models import Issue, IssueFile, Version
from dueregard.publication.queries.living import restricted_today
from dueregard.publication.queries.versions import content_of, current_template
from dueregard.publication.rules.audiences import restricted_since


def restrictions_now(version: Version) -> dict[str, Any]:
    """What has been restricted since the version was frozen, as a publication keeps it."""
    return restricted_since(content_of(version), restricted_today()).as_json()


def new_issue(version: Version, starter: Any) -> Issue:
    """The row of a publication to be made; its files will withhold what is restricted now as well."""
    return Issue.objects.create(
        version=version,
        number=Issue.objects.filter(version=version).count() + 1,
        template=current_template(),
        restrictions=restrictions_now(version),
        started_at=clock.now(),
        started_by=starter.reference,
        started_by_name=starter.name,
    )


def queue_issue(issue: Issue) -> None:
    """Let a job make its files."""
    issue.job = jobs.enqueue("publication.publish", {"issue": issue.reference})
    issue.remarks = [one for one in issue.remarks if "refused" not in one]
    issue.save(update_fields=["job", "remarks"])


def end_issue(issue: Issue) -> None:
    """It counts no more: its files go now, and a job that is still at it keeps nothing."""
    if issue.replaced_at is None:
        issue.replaced_at = clock.now()
        issue.save(update_fields=["replaced_at"])
    for made in issue.files.select_related("file"):
        stored, made.file = made.file, None
        if stored is not None:
            made.save(update_fields=["file"])
            forget(stored)


def lacking_files(issue: Issue) -> list[str]:
    """What is wanted and not there, or not as it was made: a publication is complete when this is empty."""
    there = {(row.audience, row.format): row for row in issue.files.select_related("file")}
    return [
        f"{format} for {audience}"
        for audience, format in WANTED
        if (audience, format) not in there or not is_sound(there[(audience, format)])
    ]


def is_sound(row: IssueFile) -> bool:
    """Whether the bytes of a file are there and have its SHA-256."""
    if row.file is None:
        return False
    try:
        with row.file.content.open("rb") as stream:
            return sha256_of(cast(BinaryIO, stream)) == row.sha256
    except OSError:
        return False
