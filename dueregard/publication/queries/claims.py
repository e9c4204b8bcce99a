"""The numbers of a version that are bound to figures, held against the records of today. What is frozen never changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from dueregard.figures.rules.claims import Claim
from dueregard.plan.permissions import can_read_every_area
from dueregard.plan.queries.claims import reader_of, standings
from dueregard.plan.rules.claims import Standing
from dueregard.publication import permissions
from dueregard.publication.models import FrozenPassage, Version
from dueregard.publication.queries.living import restricted_today
from dueregard.publication.queries.versions import audience_of, content_of
from dueregard.publication.rules.audiences import WITHHELD, as_seen, restricted_as_well
from dueregard.publication.rules.claims import claims_of
from dueregard.publication.rules.frozen import Json, label_of, passages_of
from dueregard.publication.rules.states import State


@dataclass(frozen=True, slots=True)
class VersionClaim:
    """One bound number of a version. area: reference of its risk area, or ""; label: number and title of the area, or what
    the passage is; before, after: of its text; standing: held against the records."""

    area: str
    label: str
    passage: str
    before: str
    after: str
    standing: Standing


def version_claims(viewer: Any, content: Json, seen: Json) -> list[VersionClaim]:
    """The bound numbers of a version that `viewer` may read; no query where there is none, else three.

    content: as it was frozen, with what is restricted; seen: the same, cut for the viewer.
    """
    listed = list(_visible(content, seen))
    held = standings(viewer, [claim for _, _, claim in listed])
    areas = {one["reference"]: one for one in content["areas"]}
    read = reader_of(viewer)
    return [_claim(*one, standing, areas, read) for one, standing in zip(listed, held, strict=True)]


def _visible(content: Json, seen: Json) -> Iterator[tuple[str, str, Claim]]:
    claims = claims_of(content)
    said = dict(passages_of(seen)) if claims else {}
    for path, text, claim in claims:
        if path in said and said[path] != WITHHELD:
            yield path, text, claim


def _claim(
    path: str, text: str, claim: Claim, standing: Standing, areas: dict[str, Json], read: Callable[[str], str]
) -> VersionClaim:
    steps = path.split("/")
    area = areas.get(steps[1]) if steps[0] == "areas" else None
    label = f"{area['number']} {area['title']}".strip() if area else label_of(path)
    before, after = read(text[: claim.start]), read(text[claim.end :])
    return VersionClaim(area["reference"] if area else "", label, label_of(path), before, after, standing)


@dataclass(frozen=True, slots=True)
class PublishedClaim:
    """A bound number of a version that is published now."""

    version: Version
    claim: VersionClaim


def published_claims(viewer: Any) -> list[PublishedClaim]:
    """The bound numbers of what is published now, as `viewer` may read them.

    Two queries where no published version holds one; else about seven a version.
    """
    if not (permissions.can_read_versions(viewer) and can_read_every_area(viewer)):
        return []
    bound = FrozenPassage.objects.filter(version__now__state=State.PUBLISHED, value__contains="[")
    holding = {pk for pk, value in bound.values_list("version_id", "value") if claims_of({"text": json.loads(value)})}
    found: list[PublishedClaim] = []
    if not holding:
        return found
    today = restricted_today()
    for version in Version.objects.filter(pk__in=holding).order_by("kind", "pk"):
        content = restricted_as_well(content_of(version), today)
        seen = as_seen(content, audience_of(viewer)).content
        found += [PublishedClaim(version, one) for one in version_claims(viewer, content, seen)]
    return found
