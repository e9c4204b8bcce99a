"""Deciding on names, and releasing an approved version: the files are made in a job, and count all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import transaction

from dueregard.audit.workflows import record
from dueregard.documents.writers.word.template import look_over_apart
from dueregard.kernel import clock
from dueregard.kernel.files import store
from dueregard.kernel.require import NotAllowedNow, Refused, allowed_now, permit, sound
from dueregard.kernel.signing import signing_key
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line
from dueregard.publication import permissions
from dueregard.publication.models import Issue, IssueFile, NameDecision, Version, VersionState, WordTemplate
from dueregard.publication.queries.versions import (
    being_made,
    current_template,
    decidable_names,
    to_publish,
    waiting_names,
)
from dueregard.publication.rules.audiences import Resolution
from dueregard.publication.rules.manifest import FileEntry, manifest_text, signed
from dueregard.publication.rules.states import CONTENT_TYPES, VERSION, Decision, Format, State
from dueregard.publication.workflows.issues import end_issue, lacking_files, new_issue, queue_issue, restrictions_now
from dueregard.publication.workflows.versions import recorded


@dataclass(frozen=True)
class Starter:
    """Whoever set a job going; the job acts in that name and has no rights of its own."""

    reference: str
    name: str


@transaction.atomic
def decide_names(*, by: Any, version: Version, decisions: Iterable[Resolution]) -> int:
    """Keep what was decided for names, initials, addresses and numbers; a later decision for the same one replaces it.

    Gives how many. Where the job that made the files has failed, what it made is dropped: it goes by earlier decisions.
    Raises Refused for a replacement without words or something kept without a reason; NotAllowedNow once the version is
    published or withdrawn, and while its files are being made.
    """
    permit(permissions.can_propose_version(by))
    now = locked(VersionState, version.pk)
    allowed_now(now.state in (State.PROPOSED, State.APPROVED), "The version is not waiting to be published any more.")
    begun = being_made(version)
    allowed_now(begun is None or begun.failed, "Its files are being made. Wait until they are done.")
    count = 0
    decisions = list(decisions)
    askable = decidable_names(version) if decisions else set()
    for one in decisions:
        # The approval is of the text: nothing but what names somebody may read otherwise in public.
        sound((one.path, one.found) in askable, f"“{one.found[:60]}” was not found there. Open the page again.")
        words = clean_line(one.words)[:500]
        sound(one.decision in Decision.values, "Choose what to do with each.")
        sound(one.decision != Decision.REPLACE or bool(words), f"Say what stands instead of “{one.found[:60]}”.")
        sound(one.decision != Decision.KEEP or bool(words), f"Say why “{one.found[:60]}” is kept.")
        NameDecision.objects.update_or_create(
            version=version,
            path=one.path,
            found=one.found[:300],
            defaults={
                "decision": one.decision,
                "words": "" if one.decision == Decision.WITHHOLD else words,
                "decided_at": clock.now(),
                "decided_by_name": by.name,
            },
        )
        count += 1
    if count:
        if begun is not None:
            end_issue(begun)
        recorded(by, version, "names_decided", f"Decided on {count} name{'s' * (count > 1)} in {{version}}.")
    return count


@transaction.atomic
def publish_version(*, by: Any, version: Version) -> Issue:
    """Release an approved version: its files are made in a job, and all of them appear at once with the state.

    What has been restricted since it was frozen is withheld as well. Raises NotAllowedNow unless it is approved, every
    name found is decided on, and no job is at it. After a job that failed, a reissue's too, the same publication is
    taken up again, or a new one where something has been restricted meanwhile.
    """
    permit(permissions.can_publish_version(by, version))
    now = locked(VersionState, version.pk)
    begun = being_made(version)
    if begun is None or now.state not in (State.PUBLISHED, State.SUPERSEDED):  # else it is a reissue
        VERSION.target("publish", now.state)
        waiting = waiting_names(version, to_publish(version))
        allowed_now(not waiting, f"{len(waiting)} names, initials or addresses in it still wait for a decision.")
    issue = begun
    if begun is not None:
        allowed_now(begun.failed, "Its files are being made already.")
        if begun.restrictions != restrictions_now(version):
            end_issue(begun)
            issue = None
    if issue is None:
        issue = new_issue(version, by)
    queue_issue(issue)
    recorded(by, version, "publishing", "Began to publish {version}.", {"issue": issue.number})
    return issue


@transaction.atomic
def complete_issue(*, by: Any, issue: Issue) -> bool:
    """All files are there: sign the manifest, release the version, and let the one before it be superseded.

    Called by the job. Gives whether this call did it: a second worker, or a version withdrawn meanwhile, changes nothing.
    Raises NotAllowedNow where a file that is wanted is not there, or is not the one that was made.
    """
    now = locked(VersionState, issue.version_id)
    row = locked(Issue, issue.pk)
    version = Version.objects.get(pk=issue.version_id)
    if row.completed_at is not None or row.replaced_at is not None or now.state == State.WITHDRAWN:
        return False
    lacking = lacking_files(row)
    allowed_now(not lacking, f"It is not complete. Missing or changed: {', '.join(lacking)}.")
    moment = clock.now()
    files = [
        FileEntry(f.name, f.audience, f.format, f.size, f.sha256)
        for f in IssueFile.objects.filter(issue=row).order_by("name")
    ]
    about = {"kind": version.kind, "number": version.number, "dated": version.dated.isoformat(), "hash": version.hash}
    text = manifest_text(version=about, issue=row.number, made=moment.isoformat(), files=files)
    row.manifest, row.completed_at = signed(text, signing_key()), moment
    row.save(update_fields=["manifest", "completed_at", "remarks"])
    reissue = now.state != State.APPROVED
    if not reissue:
        for earlier in VersionState.objects.select_for_update(of=("self",)).filter(
            version__kind=version.kind, state=State.PUBLISHED
        ):
            earlier.state, earlier.ended_at = VERSION.target("supersede", earlier.state), moment
            earlier.save(update_fields=["state", "ended_at"])
        now.state, now.published_at = VERSION.target("publish", now.state), moment
        now.save(update_fields=["state", "published_at"])
    recorded(
        by,
        version,
        "reissued" if reissue else "published",
        f"{'Reissued' if reissue else 'Published'} {{version}} in {len(files)} files (SHA-256 {version.hash}).",
        {"issue": row.number, "files": {f.name: f.sha256 for f in files}, "restrictions": row.restrictions},
    )
    return True


# --- the institution's own Word template ------------------------------------------------------------------------------
def upload_template(*, by: Any, stream: BinaryIO, name: str) -> tuple[WordTemplate, list[str]]:
    """Take a Word document whose look is used from the next publication on; gives it with advice about it.

    It is looked over in a process apart before anything is kept. Raises Refused with what is wrong with it.
    """
    permit(permissions.can_propose_version(by))
    stream.seek(0)
    checked = look_over_apart(stream.read())
    if checked.refusals:
        raise Refused(" ".join(checked.refusals))
    with transaction.atomic():
        _take_templates_away()
        stored = store(stream, name, CONTENT_TYPES[Format.WORD])
        template = WordTemplate.objects.create(file=stored, uploaded_at=clock.now(), uploaded_by_name=by.name)
        _of_template(by, "template_uploaded", template, "Uploaded a Word template.")
    return template, checked.advice


@transaction.atomic
def take_template_away(*, by: Any) -> None:
    """Go back to the house template. Raises NotAllowedNow where it is used already."""
    permit(permissions.can_propose_version(by))
    template = current_template()
    if template is None:
        raise NotAllowedNow("The house template is used already.")
    _take_templates_away()
    _of_template(by, "template_taken_away", template, "Took the Word template away.")


def _take_templates_away() -> None:
    WordTemplate.objects.filter(taken_away_at__isnull=True).update(taken_away_at=clock.now())


def _of_template(by: Any, verb: str, template: WordTemplate, summary: str) -> None:
    record(
        by=by,
        verb=f"publication.{verb}",
        subject_kind="template",
        subject=template.reference,
        summary=summary,
        details={"sha256": template.file.sha256},
    )
