"""What the pages of the publication room show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dueregard.plan.queries.choices import body_choices
from dueregard.publication import permissions
from dueregard.publication.models import Approval, Issue, IssueFile, Tombstone, Version
from dueregard.publication.queries import versions as queries
from dueregard.publication.queries.claims import VersionClaim, version_claims
from dueregard.publication.queries.living import restricted_today
from dueregard.publication.rules.audiences import Restricted, Seen, as_seen, restricted_as_well
from dueregard.publication.rules.claims import by_the_rule, not_understood, small_claims
from dueregard.publication.rules.frozen import Json
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
    claims: list[VersionClaim] = field(default_factory=list)
    not_understood: list[str] = field(default_factory=list)  # brackets that were meant to bind a number

    @property
    def lacking_words(self) -> list[str]:
        return [str(ApprovalKind(kind).label).lower() for kind in self.lacking]

    @property
    def failed(self) -> str:
        return failure_of(self.being_made)


def failure_of(begun: Issue | None) -> str:
    """What to say where the job that makes a publication's files has given up; empty otherwise."""
    if begun is None or not begun.failed:
        return ""
    return begun.refusal or (begun.job.failure if begun.job is not None else "")


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
    being_made = queries.being_made(version)
    idle = being_made is None or being_made.failed
    content = queries.content_of(version)
    now = restricted_as_well(content, restricted_today())
    names = len(queries.waiting_names(version, now)) if open_ else 0
    decides, proposes = permissions.can_decide_on_versions(viewer), permissions.can_propose_version(viewer)
    may = {
        "approve": state == State.PROPOSED
        and ApprovalKind.PERSON in lacking
        and permissions.can_approve_version(viewer, version),
        "approve_by_body": state == State.PROPOSED
        and ApprovalKind.BODY in lacking
        and permissions.can_record_approval_of_body(viewer, version),
        "publish": state == State.APPROVED and decides and being_made is None and not names,
        "try_again": being_made is not None and being_made.failed and decides and not names,
        "decide_names": open_ and proposes and idle,
        "withdraw": (open_ and permissions.can_withdraw_version(viewer, version))
        or (state in (State.PUBLISHED, State.SUPERSEDED) and decides),
        "correct": state == State.PUBLISHED and proposes,
        "redact": permissions.can_redact(viewer),
    }
    seen = as_seen(now, queries.audience_of(viewer))
    return VersionPage(
        version,
        SLUGS[Kind(version.kind)],
        approvals,
        lacking,
        edition.issue if edition else None,
        being_made,
        _file_links(viewer, edition, content, now),
        list(Tombstone.objects.filter(passage__version=version).order_by("redacted_at", "pk")),
        names,
        seen,
        _remarks(viewer, edition),
        may,
        version_claims(viewer, now, seen.content),
        not_understood(seen.content),
    )


def _remarks(viewer: Any, edition: queries.Edition | None) -> list[dict[str, str]]:
    """What was remarked on the files that `viewer` may take; a remark can quote what stands in its file."""
    if edition is None:
        return []
    theirs = {row.name for row in edition.files.values() if permissions.can_read_file_of(viewer, row.audience)}
    return [one for one in edition.issue.remarks if one["file"] in theirs]


def _file_links(
    viewer: Any, edition: queries.Edition | None, content: Json, now: Json
) -> list[tuple[str, list[FileLink]]]:
    if edition is None:
        return []
    found = []
    for audience in Audience:
        if not permissions.can_read_file_of(viewer, audience):
            continue
        if _kept_back(viewer, audience, edition.issue, content, now):
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
    edition = queries.edition(version)
    if edition is None:
        return None
    if audience == Audience.COMMITTEE and queries.audience_of(viewer) == Audience.COMMITTEE:
        content = queries.content_of(version)
        if _kept_back(viewer, audience, edition.issue, content, restricted_as_well(content, restricted_today())):
            return None
    return edition.file(audience, format)


def document_groups(viewer: Any) -> list[tuple[str, list[Version]]]:
    """All versions by document, the newest first. One query."""
    groups: dict[str, list[Version]] = {}
    for version in queries.versions(viewer):
        groups.setdefault(str(version.get_kind_display()), []).append(version)
    return list(groups.items())


def content_for(viewer: Any, version: Version) -> Seen:
    """A version's content as `viewer` may read it inside the house. What has been restricted since it was frozen is left
    out as well, as in the register's history; what is published stays published."""
    return as_seen(queries.to_publish(version), queries.audience_of(viewer))


def _kept_back(viewer: Any, audience: str, issue: Issue, content: Json, now: Json) -> bool:
    """Whether a publication's committee files hold something that has been restricted since they were begun, and `viewer`
    may not read it. now: `content` with today's restrictions."""
    if audience != Audience.COMMITTEE or queries.audience_of(viewer) != Audience.COMMITTEE:
        return False
    given = as_seen(restricted_as_well(content, Restricted.stored(issue.restrictions)), Audience.COMMITTEE)
    # What the files have withheld stays withheld; what has been opened since makes no difference.
    both = as_seen(restricted_as_well(now, Restricted.stored(issue.restrictions)), Audience.COMMITTEE)
    return bool(both.content != given.content)


@dataclass(frozen=True)
class Preview:
    """What one audience sees and does not see."""

    audience: str
    label: str
    description: str
    content: Json
    withheld: list[tuple[str, str, int]]


def preview(version: Version, audience: str) -> Preview:
    """What an audience will see of a version with the decisions made so far, or sees of the one that is published; the
    withheld grouped by what and why."""
    edition = queries.edition(version)
    content = queries.content_of(version)
    since = Restricted.stored(edition.issue.restrictions) if edition else restricted_today()
    seen = as_seen(restricted_as_well(content, since), audience, queries.resolutions_of(version))
    counts: dict[tuple[str, str], int] = {}
    for one in seen.withheld:
        counts[(one.label, one.why)] = counts.get((one.label, one.why), 0) + 1
    chosen = Audience(audience)
    withheld = [(label, why, count) for (label, why), count in counts.items()]
    return Preview(chosen, str(chosen.label), AUDIENCES[chosen], seen.content, withheld)


def name_suggestions(content: Json) -> dict[str, str]:
    """What could stand instead of each person whom the version names as a lead: the post, by the folded name; and of each
    small number, what the rule says."""
    found = {claim.words.casefold(): by_the_rule(claim) for _, claim in small_claims(content)}

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


def approving_bodies() -> list[tuple[str, str]]:
    """The bodies that may approve, as (reference, name)."""
    return body_choices()
