"""Versions as they are read: lists, one with its content, and what is published now."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from dueregard.publication import permissions
from dueregard.publication.models import Approval, FrozenPassage, Issue, IssueFile, NameDecision, Version, WordTemplate
from dueregard.publication.queries.living import known_people, restricted_today
from dueregard.publication.rules.audiences import Resolution, restricted_as_well
from dueregard.publication.rules.findings import Found, unresolved
from dueregard.publication.rules.frozen import Json, thaw
from dueregard.publication.rules.states import (
    KIND_OF_SLUG,
    Audience,
    State,
    approvals_lacking,
    parsed_number,
)


def content_of(version: Version) -> Json:
    """The version's content; redacted passages say so. Whole: the caller cuts it for its reader (rules.audiences)."""
    values = [
        json.loads(value) if value else None
        for value in FrozenPassage.objects.filter(version=version).order_by("position").values_list("value", flat=True)
    ]
    return thaw(version.skeleton, values)


def to_publish(version: Version) -> Json:
    """The content as it would be published now: what has been restricted since it was frozen is restricted as well."""
    return restricted_as_well(content_of(version), restricted_today())


def being_made(version: Version) -> Issue | None:
    """The publication whose files are not all there yet, with its job."""
    open_ = version.issues.filter(completed_at__isnull=True, replaced_at__isnull=True)
    return open_.select_related("job").first()


def audience_of(viewer: Any) -> str:
    """As which audience `viewer` reads a version on a page."""
    return Audience.INTERNAL if permissions.can_read_file_of(viewer, Audience.INTERNAL) else Audience.COMMITTEE


def versions(viewer: Any) -> QuerySet[Version]:
    """All versions that `viewer` may read, the newest first, with their states."""
    return (
        Version.objects.filter(permissions.visible_versions(viewer))
        .select_related("now", "cites", "correction_of")
        .defer("skeleton")
        .order_by("-proposed_at", "-pk")
    )


def version_of_reference(viewer: Any, reference: str) -> Version | None:
    """One version, if `viewer` may read versions."""
    return (
        Version.objects.filter(permissions.visible_versions(viewer), reference=reference)
        .select_related("now", "cites", "correction_of")
        .first()
    )


def approvals_of(version: Version) -> list[Approval]:
    """The approvals of a version, the first given first."""
    return list(version.approvals.select_related("body").order_by("recorded_at", "pk"))


def lacking(version: Version, given: list[Approval]) -> list[str]:
    """The kinds of approval that a version still needs."""
    return approvals_lacking(
        {str(one.kind) for one in given if one.hash == version.hash},
        yearly=version.yearly,
        body_needed=settings.DUEREGARD_YEARLY_VERSION_NEEDS_BODY,
        minor=version.minor > 0,
    )


def resolutions_of(version: Version) -> list[Resolution]:
    """What was decided for this version's names."""
    return [Resolution(one.path, one.found, one.decision, one.words) for one in version.decisions.order_by("pk")]


def waiting_names(version: Version, content: Json) -> list[Found]:
    """Names, initials, leads not recognised, addresses and numbers in what the public would see of `content`, that still
    wait for a decision."""
    return unresolved(content, known_people(), resolutions_of(version))


def decidable_names(version: Version) -> set[tuple[str, str]]:
    """The (path, words) about which something can be decided: found in the public's text as it was frozen, or as the
    decisions so far leave it, or decided on before."""
    content, known, resolutions = content_of(version), known_people(), resolutions_of(version)
    found = [*unresolved(content, known, []), *unresolved(content, known, resolutions)]
    return {(one.path, one.found) for one in found} | {(one.path, one.found) for one in resolutions}


def decisions_of(version: Version) -> list[NameDecision]:
    """The decisions for this version's names, as rows."""
    return list(version.decisions.order_by("pk"))


def current_template() -> WordTemplate | None:
    """The institution's own Word template, if it has given one."""
    return WordTemplate.objects.filter(taken_away_at__isnull=True).select_related("file").order_by("-pk").first()


# --- what is published ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Edition:
    """A published version with its current, complete publication."""

    version: Version
    issue: Issue
    files: dict[tuple[str, str], IssueFile]

    def file(self, audience: str, format: str) -> IssueFile | None:
        return self.files.get((audience, format))


def edition(version: Version) -> Edition | None:
    """The current complete publication of a version; None before there is one, or once its files are gone."""
    issue = version.issues.filter(completed_at__isnull=False, replaced_at__isnull=True).first()
    if issue is None:
        return None
    rows = issue.files.filter(file__isnull=False).select_related("file")
    return Edition(version, issue, {(row.audience, row.format): row for row in rows})


def _of_kind(slug: str) -> QuerySet[Version]:
    return Version.objects.filter(kind=KIND_OF_SLUG.get(slug, "")).select_related("now").defer("skeleton")


def published_now(slug: str) -> Version | None:
    """The version of a document that is published now."""
    return _of_kind(slug).filter(now__state=State.PUBLISHED).order_by("-major", "-minor").first()


def published_version(slug: str, number: str) -> Version | None:
    """A version that is or was published, withdrawn ones included, by its printed number."""
    parsed = parsed_number(number)
    if parsed is None:
        return None
    return _of_kind(slug).filter(major=parsed[0], minor=parsed[1], now__published_at__isnull=False).first()


def is_withdrawn(version: Version) -> bool:
    """Whether a version's files are no longer given out in public."""
    return bool(version.now.state == State.WITHDRAWN)


def published_versions(slug: str = "") -> list[Version]:
    """All versions of a document (of all, without a slug) that are or were published, the newest first."""
    rows = _of_kind(slug) if slug else Version.objects.select_related("now").defer("skeleton")
    return list(rows.filter(now__published_at__isnull=False).order_by("kind", "-major", "-minor"))
