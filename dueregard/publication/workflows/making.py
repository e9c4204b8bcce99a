"""The job that makes a publication's files. It may be killed at any point and taken up again: it publishes once."""

from __future__ import annotations

import io
from typing import Any

from django.db import IntegrityError, transaction

from dueregard.kernel.files import forget, store
from dueregard.kernel.jobs import Report
from dueregard.publication.exporting import file_name, plan_files, write_file
from dueregard.publication.models import Issue, IssueFile
from dueregard.publication.queries.versions import approvals_of, content_of, resolutions_of
from dueregard.publication.rules.states import CONTENT_TYPES, Format, State
from dueregard.publication.workflows.publishing import Starter, complete_issue


def make_issue(argument: dict[str, Any], *, report: Report) -> None:
    """Make the files that are not there yet, one after another, and complete the publication.

    argument: {"issue": reference}. Each file is kept in a transaction of its own, so that a second attempt goes on
    where the first one ended; readers see nothing before the last one.
    """
    issue = Issue.objects.select_related("version__now", "template__file").get(reference=argument["issue"])
    if issue.completed_at is not None or issue.replaced_at is not None or issue.version.now.state == State.WITHDRAWN:
        return
    version = issue.version
    content = content_of(version)
    source = plan_files(version, content, approvals_of(version), resolutions_of(version), issue)
    there = set(issue.files.values_list("audience", "format"))
    wanted = [(audience, format) for audience, format in source.wanted if (audience, format) not in there]
    for done, (audience, format) in enumerate(wanted, start=len(there)):
        report({"done": done, "of": len(source.wanted), "doing": f"{format} for {audience}"})
        written = write_file(source, audience, format)
        name = file_name(version, audience, format)
        if written.remarks:
            issue.remarks = [*issue.remarks, *({"file": name, "says": said} for said in written.remarks)]
            Issue.objects.filter(pk=issue.pk).update(remarks=issue.remarks)
        _keep(issue, audience, format, name, written.content)
    report({"done": len(source.wanted), "of": len(source.wanted), "doing": "the manifest"})
    complete_issue(by=Starter(issue.started_by, issue.started_by_name), issue=issue)


def _keep(issue: Issue, audience: str, format: str, name: str, content: bytes) -> None:
    with transaction.atomic():
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
