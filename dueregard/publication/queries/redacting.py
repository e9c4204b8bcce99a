"""What the page shows on which a passage is taken out for good: where words stand, and what becomes of the files."""

from __future__ import annotations

import json
from dataclasses import dataclass

from dueregard.publication.models import FrozenPassage, Version
from dueregard.publication.queries.living import restricted_today
from dueregard.publication.queries.versions import content_of, edition
from dueregard.publication.rules.audiences import Restricted, as_seen, restricted_as_well
from dueregard.publication.rules.corrections import places
from dueregard.publication.rules.frozen import REDACTED, label_of
from dueregard.publication.rules.states import Audience

# Stands for the reason of a correction, where a passage has its position.
REASON = "reason"


@dataclass(frozen=True)
class Redactable:
    """What can be taken out. row: the passage; None for the reason of a correction."""

    position: int | str
    label: str
    words: str
    row: FrozenPassage | None = None


def redactable(version: Version, words: str) -> list[Redactable]:
    """What of a version holds `words`, whatever their case: the reason of a correction, and the first hundred passages."""
    wanted = words.casefold().strip()
    if not wanted:
        return []
    reason = _reason(version)
    found = [reason] if reason is not None and wanted in reason.words.casefold() else []
    for row in FrozenPassage.objects.filter(version=version).exclude(value="").order_by("position").iterator():
        one = _passage(row)
        if wanted in one.words.casefold():
            found.append(one)
            if len(found) == 100:
                break
    return found


def chosen_to_redact(version: Version, chosen: str) -> Redactable | None:
    """What was chosen, by its position or as the reason; None where there is no such thing, or it is redacted already."""
    if chosen == REASON:
        return _reason(version)
    if not (chosen.isascii() and chosen.isdecimal()) or len(chosen) > 9:
        return None
    row = FrozenPassage.objects.filter(version=version, position=int(chosen)).exclude(value="").first()
    return None if row is None else _passage(row)


def _reason(version: Version) -> Redactable | None:
    words = version.correction_reason
    return Redactable(REASON, "Reason of the correction", words) if words not in ("", REDACTED) else None


def _passage(row: FrozenPassage) -> Redactable:
    said = json.loads(row.value)
    return Redactable(row.position, label_of(row.path), said if isinstance(said, str) else str(said["label"]), row)


def withheld_on_reissue(version: Version) -> list[str]:
    """What the public and committees can read in the present files, and not in files made now: it has been restricted
    since. Empty where there are no files."""
    made = edition(version)
    if made is None:
        return []
    content = content_of(version)
    kept = restricted_as_well(content, Restricted.stored(made.issue.restrictions))
    before = {one.path for one in as_seen(kept, Audience.COMMITTEE).withheld}
    named = places(content)
    now = as_seen(restricted_as_well(content, restricted_today()), Audience.COMMITTEE).withheld
    return [f"{one.label}, {named.get('/'.join(one.path.split('/')[:2]), '')}" for one in now if one.path not in before]
