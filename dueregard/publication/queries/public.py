"""What the public pages show. Nobody is signed in here: only what was made for the public is read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from dueregard.kernel.signing import public_keys
from dueregard.plan.importing.house.data import SCHEMA
from dueregard.publication.exporting import approval_words
from dueregard.publication.models import FrozenPassage, IssueFile, Version
from dueregard.publication.queries.versions import (
    approvals_of,
    edition,
    is_withdrawn,
    published_now,
    published_versions,
)
from dueregard.publication.rules.frozen import REDACTED
from dueregard.publication.rules.manifest import public_key_text
from dueregard.publication.rules.states import Audience, Format


@dataclass(frozen=True)
class PublicPage:
    """A published document's frame: its page, its files, and the versions before and after it."""

    version: Version
    title: str
    page: IssueFile | None
    files: list[tuple[str, str, int]]  # format, its label, size in bytes
    approved: list[str]
    others: list[Version]
    newer: Version | None
    withdrawn: bool
    changed: datetime

    @property
    def etag(self) -> str:
        """Changes whenever what the page shows does."""
        newer = self.newer.number if self.newer else ""
        page = self.page.sha256 if self.page else ""
        others = ",".join(f"{one.number}{one.now.state}" for one in self.others)
        listed = hashlib.sha256(others.encode()).hexdigest()[:16]
        return f"{page}-{self.version.now.state}-{newer}-{listed}"


def public_page(slug: str, version: Version) -> PublicPage:
    """The frame of one version."""
    state = version.now
    withdrawn = is_withdrawn(version)
    made = None if withdrawn else edition(version)
    now = published_now(slug)
    files = []
    if made is not None:
        files = [
            (str(format), str(format.label), row.size)
            for format in Format
            if format != Format.PAGE and (row := made.file(Audience.PUBLIC, format)) is not None
        ]
    times = [state.published_at, state.ended_at, made.issue.completed_at if made else None]
    if made is None:  # its files were taken away at that moment
        times += version.issues.values_list("replaced_at", flat=True)
    others = [one for one in published_versions(slug) if one.pk != version.pk]
    times += [time for one in others for time in (one.now.published_at, one.now.ended_at)]
    newer = now if now is not None and (now.major, now.minor) > (version.major, version.minor) else None
    first = FrozenPassage.objects.filter(version=version, path="title").values_list("value", flat=True).first()
    return PublicPage(
        version,
        json.loads(first) if first else REDACTED,
        made.file(Audience.PUBLIC, Format.PAGE) if made else None,
        files,
        [approval_words(one) for one in approvals_of(version)],
        others,
        newer,
        withdrawn,
        max(time for time in times if time is not None),
    )


class Unsound(Exception):
    """The stored page is not the one that was published."""


def page_fragment(page: PublicPage) -> str:
    """The document as HTML, once its SHA-256 has been checked; empty where there is none. Raises Unsound."""
    if page.page is None or page.page.file is None:
        return ""
    try:
        with page.page.file.content.open("rb") as stream:
            content: bytes = stream.read()
    except OSError:
        raise Unsound(page.page.name) from None
    if hashlib.sha256(content).hexdigest() != page.page.sha256:
        # It would run in our own pages: nothing that was put in its place may.
        raise Unsound(page.page.name)
    return content.decode()


def key_lines() -> str:
    """The public keys, one a line, the one that signs now first."""
    return "".join(f"{public_key_text(key)}\n" for key in public_keys())


@cache
def schema_text() -> str:
    """The published JSON Schema, as the file that the importer obeys."""
    return SCHEMA.read_text(encoding="utf-8")
