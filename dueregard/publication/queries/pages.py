"""What the pages of the publication room show."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from dueregard.kernel.rules import JobState
from dueregard.plan.queries.choices import body_choices
from dueregard.publication import permissions
from dueregard.publication.models import Approval, FrozenPassage, Issue, IssueFile, Tombstone, Version
from dueregard.publication.queries import versions as queries
from dueregard.publication.queries.living import restricted_today
from dueregard.publication.rules.audiences import Seen, as_seen, restricted_as_well
from dueregard.publication.rules.frozen import Json, label_of
from dueregard.publication.rules.states import (
    AUDIENCES,
    SLUGS,
    ApprovalKind,
    Audience,
    Format,
    Kind,
    State,
)


@dataclass(frozen=True)
class FileLink:
    """A file that the viewer may take."""

    audience: str
    format: str
    label: str
    size: int


@dataclass
class VersionPage:
    """A version as its page shows it, with what the viewer may do next."""

    version: Version
    slug: str
    approvals: list[Approval]
    lacking: list[str]
    issue: Issue | None
    being_made: Issue | None
    files: list[tuple[str, list[FileLink]]]
    tombstones: list[Tombstone]
    names_waiting: int
    seen: Seen  # the content as the viewer may read it
    remarks: list[dict[str, str]] = field(default_factory=list)
    may: dict[str, bool] = field(default_factory=dict)

    @property
    def lacking_words(self) -> list[str]:
        return [str(ApprovalKind(kind).label).lower() for kind in self.lacking]

    @property
    def failed(self) -> str:
        job = self.being_made.job if self.being_made else None
        return job.failure if job is not None and job.state == JobState.FAILED else ""


def version_page(viewer: Any, reference: str) -> VersionPage | None:
    """One version with its content, which is read once, if `viewer` may read versions."""
    version = queries.version_of_reference(viewer, reference)
    if version is None:
        return None
    approvals = queries.approvals_of(version)
    lacking = queries.lacking(version, approvals)
    state = version.now.state
    open_ = state in (State.PROPOSED, State.APPROVED)
    edition = queries.edition(version)
    being_made = (
        version.issues.filter(completed_at__isnull=True, replaced_at__isnull=True).select_related("job").first()
    )
    content = queries.content_of(version)
    names = len(queries.waiting_names(version, content)) if open_ else 0
    decides, proposes = permissions.can_decide_on_versions(viewer), permissions.can_propose_version(viewer)
    may = {
        "approve": state == State.PROPOSED
        and ApprovalKind.PERSON in lacking
        and permissions.can_approve_version(viewer, version),
        "approve_by_body": state == State.PROPOSED
        and ApprovalKind.BODY in lacking
        and permissions.can_record_approval_of_body(viewer, version),
        "publish": state == State.APPROVED and decides and being_made is None and not names,
        "decide_names": open_ and proposes and being_made is None,
        "withdraw": (open_ and permissions.can_withdraw_version(viewer, version))
        or (state in (State.PUBLISHED, State.SUPERSEDED) and decides),
        "correct": state == State.PUBLISHED and proposes,
        "redact": permissions.can_redact(viewer),
    }
    return VersionPage(
        version,
        SLUGS[Kind(version.kind)],
        approvals,
        lacking,
        edition.issue if edition else None,
        being_made,
        _file_links(viewer, edition, content),
        list(Tombstone.objects.filter(passage__version=version).order_by("redacted_at", "pk")),
        names,
        _seen_inside(viewer, content),
        _remarks(viewer, edition),
        may,
    )


def _remarks(viewer: Any, edition: queries.Edition | None) -> list[dict[str, str]]:
    """What was remarked on the files that `viewer` may take; a remark can quote what stands in its file."""
    if edition is None:
        return []
    theirs = {row.name for row in edition.files.values() if permissions.can_read_file_of(viewer, row.audience)}
    return [one for one in edition.issue.remarks if one["file"] in theirs]


def _file_links(viewer: Any, edition: queries.Edition | None, content: Json) -> list[tuple[str, list[FileLink]]]:
    if edition is None:
        return []
    found = []
    for audience in Audience:
        if not permissions.can_read_file_of(viewer, audience):
            continue
        if _kept_back(viewer, audience, content):
            continue
        links = [
            FileLink(audience, format, str(Format(format).label), row.size)
            for format in Format
            if format != Format.PAGE and (row := edition.file(audience, format)) is not None
        ]
        if links:
            found.append((str(audience.label), links))
    return found


def file_for(viewer: Any, reference: str, audience: str, format: str) -> IssueFile | None:
    """A file of a version's current publication, if `viewer` may take it."""
    version = queries.version_of_reference(viewer, reference)
    if version is None or not permissions.can_read_file_of(viewer, audience):
        return None
    if audience == Audience.COMMITTEE and _kept_back(viewer, audience, queries.content_of(version)):
        return None
    edition = queries.edition(version)
    return edition.file(audience, format) if edition else None


def document_groups(viewer: Any) -> list[tuple[str, list[Version]]]:
    """All versions by document, the newest first. One query."""
    groups: dict[str, list[Version]] = {}
    for version in queries.versions(viewer):
        groups.setdefault(str(version.get_kind_display()), []).append(version)
    return list(groups.items())


def content_for(viewer: Any, version: Version) -> Seen:
    """A version's content as `viewer` may read it inside the house. What has been restricted since it was frozen is left
    out as well, as in the register's history; what is published stays published."""
    return _seen_inside(viewer, queries.content_of(version))


def _seen_inside(viewer: Any, content: Json) -> Seen:
    return as_seen(restricted_as_well(content, restricted_today()), queries.audience_of(viewer))


def _kept_back(viewer: Any, audience: str, content: Json) -> bool:
    """Whether a version's committee files hold something that has been restricted since, and `viewer` may not read it."""
    if audience != Audience.COMMITTEE or queries.audience_of(viewer) != Audience.COMMITTEE:
        return False
    now = as_seen(restricted_as_well(content, restricted_today()), Audience.COMMITTEE).content
    return bool(now != as_seen(content, Audience.COMMITTEE).content)


@dataclass(frozen=True)
class Preview:
    """What one audience sees and does not see."""

    audience: str
    label: str
    description: str
    content: Json
    withheld: list[tuple[str, str, int]]


def preview(version: Version, audience: str) -> Preview:
    """What an audience will see of a version with the decisions made so far; the withheld grouped by what and why."""
    seen = as_seen(queries.content_of(version), audience, queries.resolutions_of(version))
    counts: dict[tuple[str, str], int] = {}
    for one in seen.withheld:
        counts[(one.label, one.why)] = counts.get((one.label, one.why), 0) + 1
    chosen = Audience(audience)
    withheld = [(label, why, count) for (label, why), count in counts.items()]
    return Preview(chosen, str(chosen.label), AUDIENCES[chosen], seen.content, withheld)


def name_suggestions(content: Json) -> dict[str, str]:
    """What could stand instead of each person whom the version names as a lead: the post, by the folded name."""
    found: dict[str, str] = {}

    def add(lead: Json | None) -> None:
        if lead and lead["kind"] == "person" and lead["public"]:
            found[lead["label"].casefold()] = f"the {lead['public']}"

    for area in content["areas"]:
        for lead in area["leads"]:
            add(lead)
        for step in area["steps"]:
            for lead in step["leads"]:
                add(lead)
    for term in content["glossary"]:
        add(term["lead"])
        if term["lead"] and term["lead"]["kind"] == "person" and term["lead"]["public"]:
            found[term["letters"].casefold()] = f"the {term['lead']['public']}"
    return found


def passage_of(version: Version, position: str) -> FrozenPassage | None:
    """A passage by its position in the version."""
    if not position.isdecimal() or len(position) > 9:
        return None
    return FrozenPassage.objects.filter(version=version, position=int(position)).first()


@dataclass(frozen=True)
class RedactablePassage:
    """A passage in the list from which one is chosen to be taken out."""

    position: int
    label: str
    words: str


def redactable(version: Version, words: str) -> list[RedactablePassage]:
    """The passages of a version that hold `words`, whatever their case; the first hundred."""
    wanted = words.casefold().strip()
    found: list[RedactablePassage] = []
    if not wanted:
        return found
    for position, path, value in (
        FrozenPassage.objects.filter(version=version)
        .exclude(value="")
        .order_by("position")
        .values_list("position", "path", "value")
    ):
        said = json.loads(value)
        text = said if isinstance(said, str) else str(said["label"])
        if wanted in text.casefold():
            found.append(RedactablePassage(position, label_of(path), text))
            if len(found) == 100:
                break
    return found


def approving_bodies() -> list[tuple[str, str]]:
    """The bodies that may approve, as (reference, name)."""
    return body_choices()


def chosen_passage(passage: FrozenPassage) -> RedactablePassage:
    """A passage that is not redacted, as the page shows it."""
    said = json.loads(passage.value)
    return RedactablePassage(passage.position, label_of(passage.path), said if isinstance(said, str) else said["label"])
