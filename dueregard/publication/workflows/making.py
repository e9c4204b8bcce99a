"""The job that makes a publication's files. It may be killed at any point and taken up again: it publishes once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from dueregard.documents.writers.written import Written
from dueregard.kernel.files import forget, store
from dueregard.kernel.jobs import Report
from dueregard.kernel.require import Refused
from dueregard.kernel.transitions import locked
from dueregard.publication.exporting import Source, file_name, plan_files, write_file
from dueregard.publication.models import Issue, IssueFile
from dueregard.publication.queries.versions import approvals_of, content_of, resolutions_of
from dueregard.publication.rules.states import CONTENT_TYPES, Format, State
from dueregard.publication.workflows.issues import is_sound, restrictions_now
from dueregard.publication.workflows.publishing import Starter, complete_issue


def make_issue(argument: dict[str, Any], *, report: Report) -> None:
    """Make the files that are not there yet, one after another, and complete the publication.

    argument: {"issue": reference}. Each file is kept in a transaction of its own, so that a second attempt goes on
    where the first one ended; readers see nothing before the last one. A file that is not as it was made is made again.
    Where a format cannot hold a text, it ends with that sentence as a remark.
    """
    issue = Issue.objects.select_related("version__now", "template__file").get(reference=argument["issue"])
    if issue.completed_at is not None or issue.replaced_at is not None or issue.version.now.state == State.WITHDRAWN:
        return
    version = issue.version
    there = _sound_files(issue)
    if not there:
        # The job may have waited long: what has been restricted meanwhile is withheld as well.
        issue.restrictions = restrictions_now(version)
        issue.save(update_fields=["restrictions"])
    content = content_of(version)
    source = plan_files(version, content, approvals_of(version), resolutions_of(version), issue)
    # The slow ones last: they are made while the others are.
    wanted = sorted((pair for pair in source.wanted if pair not in there), key=lambda pair: pair[1] == Format.PDF)
    with _typesetters(source, wanted) as set_types:
        for done, (audience, format) in enumerate(wanted, start=len(there)):
            report({"done": done, "of": len(source.wanted), "doing": f"{format} for {audience}"})
            waiting = set_types.get((audience, format))
            name = file_name(version, audience, format)
            try:
                written = waiting.result() if waiting is not None else write_file(source, audience, format)
            except Refused as refusal:
                # It would be refused again: the page says why, and what to do.
                _remark(issue, [{"file": name, "says": str(refusal), "refused": format}])
                return
            _remark(issue, [{"file": name, "says": said} for said in written.remarks])
            if not _keep(issue, audience, format, name, written.content):
                return
    report({"done": len(source.wanted), "of": len(source.wanted), "doing": "the manifest"})
    complete_issue(by=Starter(issue.started_by, issue.started_by_name), issue=issue)


def _remark(issue: Issue, remarks: list[dict[str, str]]) -> None:
    if remarks:
        issue.remarks = [*issue.remarks, *remarks]
        Issue.objects.filter(pk=issue.pk, replaced_at__isnull=True).update(remarks=issue.remarks)


def _sound_files(issue: Issue) -> set[tuple[str, str]]:
    """The files that an earlier attempt has left, as (audience, format); what is no longer as it was made is dropped."""
    there = set()
    for row in issue.files.select_related("file"):
        if is_sound(row):
            there.add((row.audience, row.format))
            continue
        with transaction.atomic():
            stored = row.file
            row.delete()
            if stored is not None:
                forget(stored)
    return there


@contextmanager
def _typesetters(source: Source, wanted: list[tuple[str, str]]) -> Iterator[dict[tuple[str, str], Future[Written]]]:
    """The PDFs that are wanted, being made two at a time beside the rest: each is set by a process of its own, and takes
    longer than all other files together. Nothing in them touches the database."""
    pdfs = [pair for pair in wanted if pair[1] == Format.PDF]
    for audience, _ in pdfs:
        source.document(audience)  # made here, where nobody else makes it at the same time
    pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="typesetter")
    try:
        yield {pair: pool.submit(write_file, source, *pair) for pair in pdfs}
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _keep(issue: Issue, audience: str, format: str, name: str, content: bytes) -> bool:
    """Keep one file; False once a redaction or a withdrawal has ended this publication, or another worker has begun it
    anew with other restrictions: what the file says was read before."""
    with transaction.atomic():
        row = locked(Issue, issue.pk)
        if row.replaced_at is not None or row.restrictions != issue.restrictions:
            return False
        stored = store(io.BytesIO(content), name, CONTENT_TYPES[Format(format)])
        try:
            with transaction.atomic():
                IssueFile.objects.create(
                    issue=issue,
                    audience=audience,
                    format=format,
                    name=name,
                    file=stored,
                    size=stored.size,
                    sha256=stored.sha256,
                )
        except IntegrityError:
            # Another worker, taken for dead, was only slow: its file stands.
            forget(stored)
    return True
