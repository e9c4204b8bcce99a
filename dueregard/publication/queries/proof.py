"""Recomputing versions, approvals and publications: a sentence for everything that does not hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from dueregard.audit.models import Entry
from dueregard.kernel.files import sha256_of
from dueregard.kernel.models import StoredFile
from dueregard.kernel.signing import public_keys
from dueregard.publication.models import Approval, FrozenPassage, Issue, IssueFile, Tombstone, Version
from dueregard.publication.queries.told import REDACTIONS, missing_versions, told_faults, told_of_versions
from dueregard.publication.rules.frozen import MARK, canonical, passage_digest, version_hash
from dueregard.publication.rules.manifest import NotGenuine, opened


def faults() -> Iterator[str]:
    """Every version, approval, publication and published file, recomputed; nothing where all of it holds.

    A redacted passage holds where its tombstone and the trail's entry tell of it. Files are read one at a time.
    """
    told = told_of_versions()
    yield from missing_versions(told)
    versions = Version.objects.select_related("now", "cites", "correction_of").order_by("pk")
    for version in versions.iterator(chunk_size=20):
        name = f"{version.get_kind_display()} {version.number}"
        yield from (f"{name}: {sentence}" for sentence in _version_faults(version))
        yield from (f"{name}: {sentence}" for sentence in told_faults(version, told))
        for issue in Issue.objects.filter(version=version, completed_at__isnull=False).order_by("number"):
            yield from (f"{name}, publication {issue.number}: {said}" for said in _issue_faults(version, issue))


def counted() -> tuple[int, int]:
    """How many versions and how many files of publications there are to verify."""
    return Version.objects.count(), IssueFile.objects.filter(issue__completed_at__isnull=False).count()


def _entries(version: Version, verbs: list[str]) -> dict[int, str]:
    rows = Entry.objects.filter(
        subject_kind="version", subject=version.reference, verb__in=[f"publication.{verb}" for verb in verbs]
    )
    return dict(rows.values_list("number", "summary"))


def _version_faults(version: Version) -> Iterator[str]:
    passages = list(FrozenPassage.objects.filter(version=version).order_by("position"))
    tombstones = {stone.passage_id: stone for stone in Tombstone.objects.filter(passage__version=version)}
    redactions = _entries(version, ["redacted"])
    for place, passage in enumerate(passages):
        if passage.position != place:
            yield f"a passage is missing before {passage.path}."
            break
    for passage in passages:
        stone = tombstones.pop(passage.pk, None)
        if passage.value:
            if stone is not None:
                yield f"the passage {passage.path} is called redacted, and is not."
            try:
                value = json.loads(passage.value)
            except ValueError:
                yield f"the passage {passage.path} has been changed."
                continue
            if passage_digest(passage.salt, value) != passage.digest or canonical(value) != passage.value:
                yield f"the passage {passage.path} has been changed."
        elif stone is None:
            yield f"the passage {passage.path} is empty, and no redaction tells why."
        elif stone.entry not in redactions:
            yield f"the redaction of {passage.path} stands in no entry of the trail."
    try:
        marks = _marks(json.loads(version.skeleton))
    except (ValueError, RecursionError):
        marks = []
    if marks != list(range(len(passages))):
        yield "the skeleton has been changed: it does not name its passages."
    computed = version_hash(version.skeleton, [(passage.path, passage.digest) for passage in passages])
    if computed != version.hash:
        yield "the content has been changed: its SHA-256 is not the one that was recorded."
    proposed = _entries(version, ["proposed", "corrected"])
    if not any(version.hash in summary for summary in proposed.values()):
        yield "the trail does not tell of a version with this SHA-256."
    yield from _state_faults(version)


def _state_faults(version: Version) -> Iterator[str]:
    for approval in Approval.objects.filter(version=version):
        if approval.hash != version.hash:
            yield "an approval was given for another content."
    if not hasattr(version, "now"):
        yield "its state is missing."
        return


def _marks(tree: Any) -> list[int]:
    if isinstance(tree, dict):
        if tree.keys() == {MARK}:
            return [tree[MARK]]
        return sorted(mark for value in tree.values() for mark in _marks(value))
    return sorted(mark for value in tree for mark in _marks(value)) if isinstance(tree, list) else []


def _issue_faults(version: Version, issue: Issue) -> Iterator[str]:
    manifest: dict[str, Any] | None = None
    why = "The key that signed it is missing: restore the file “signing-key” from a backup."
    for key in public_keys():
        try:
            manifest = opened(issue.manifest, key)
            break
        except NotGenuine as error:
            why = str(error)
    if manifest is None:
        yield why[0].lower() + why[1:]
        return
    about = {"kind": version.kind, "number": version.number, "dated": version.dated.isoformat(), "hash": version.hash}
    made = issue.completed_at.isoformat() if issue.completed_at else ""
    if (manifest["version"], manifest["issue"], manifest["made"]) != (about, issue.number, made):
        yield "the manifest is that of another publication."
    listed = {entry["name"]: entry for entry in manifest["files"]}
    redacted = bool(_entries(version, [*REDACTIONS])) and issue.replaced_at is not None
    for row in IssueFile.objects.filter(issue=issue).select_related("file").order_by("name"):
        entry = listed.pop(row.name, None)
        if entry is None or (entry["sha256"], entry["size"]) != (row.sha256, row.size):
            yield f"{row.name} is not the file that the manifest lists."
        elif row.file is None:
            if not redacted:
                yield f"{row.name} is missing, and no redaction tells why."
        else:
            yield from _file_faults(row, row.file)
    for name in listed:
        yield f"{name} is missing."


def _file_faults(row: IssueFile, stored: StoredFile) -> Iterator[str]:
    try:
        with stored.content.open("rb") as stream:
            if sha256_of(cast(BinaryIO, stream)) != row.sha256:
                yield f"{row.name} has been changed."
    except OSError:
        yield f"{row.name} cannot be read."
