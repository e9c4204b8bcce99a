"""What each audience sees of a version: who stands for whom, what is withheld, and what stands in its place. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dueregard.publication.rules.claims import in_words
from dueregard.publication.rules.frozen import Json, label_of, mapped
from dueregard.publication.rules.states import Audience, Decision

WITHHELD = "[Withheld]"
NAMELESS = "Named member of staff"

# What the public does not see, besides restricted passages: the register's own working notes.
_NOT_PUBLIC_OF_AREA = ("evidence_text", "rating_reason")
_NOT_PUBLIC_OF_STEP = ("waiting_on", "source")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was decided for one thing found. words: what stands in its place, or (when kept) the reason."""

    path: str
    found: str
    decision: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something that an audience does not see: where it stands, its label, and why."""

    path: str
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A content as one audience sees it, and what it does not see."""

    content: Json
    withheld: tuple[Withheld, ...]


@dataclass(frozen=True, slots=True)
class Restricted:
    """What is restricted today, by references: passages of areas, next steps, evidence, passages of the context."""

    passages: Mapping[str, Collection[str]]
    steps: Collection[str] = ()
    evidence: Collection[str] = ()
    context: Collection[str] = ()

    @classmethod
    def stored(cls, kept: Json) -> Restricted:
        """What `as_json` gave; nothing for an empty one."""
        return cls(kept.get("passages", {}), *(kept.get(name, ()) for name in ("steps", "evidence", "context")))

    def as_json(self) -> Json:
        """For a row of the database; empty where nothing is restricted."""
        kept: Json = {
            "passages": {reference: sorted(names) for reference, names in self.passages.items()},
            "steps": sorted(self.steps),
            "evidence": sorted(self.evidence),
            "context": sorted(self.context),
        }
        return kept if any(kept.values()) else {}


def restricted_as_well(content: Json, today: Restricted) -> Json:
    """A content with today's restrictions beside its own: what is restricted today is restricted in the past as well."""

    def marked(rows: list[Json], secret: Collection[str]) -> list[Json]:
        return [{**row, "restricted": row["restricted"] or row["reference"] in secret} for row in rows]

    return {
        **content,
        "context": marked(content["context"], today.context),
        "areas": [
            {
                **area,
                "restricted": sorted({*area["restricted"], *today.passages.get(area["reference"], ())}),
                "steps": marked(area["steps"], today.steps),
                "evidence": marked(area["evidence"], today.evidence),
            }
            for area in content["areas"]
        ],
    }


def restricted_since(content: Json, today: Restricted) -> Restricted:
    """What of a content is restricted today and was not when it was frozen."""

    def added(rows: Iterable[Json], secret: Collection[str]) -> frozenset[str]:
        return frozenset(row["reference"] for row in rows if row["reference"] in secret and not row["restricted"])

    areas = content["areas"]
    passages = {
        area["reference"]: frozenset(name for name in today.passages.get(area["reference"], ()) if area.get(name))
        - set(area["restricted"])
        for area in areas
    }
    return Restricted(
        {reference: names for reference, names in passages.items() if names},
        added((step for area in areas for step in area["steps"]), today.steps),
        added((one for area in areas for one in area["evidence"]), today.evidence),
        added(content["context"], today.context),
    )


def as_seen(content: Json, audience: str, resolutions: Iterable[Resolution] = ()) -> Seen:
    """The content for one audience. The same content and resolutions give the same result."""
    withheld: list[Withheld] = []
    seen = dict(content)
    if audience != Audience.INTERNAL:
        seen["context"] = [_shown for _shown in content["context"] if not _drop_restricted(_shown, withheld)]
        seen["areas"] = [_area_without_restricted(area, withheld) for area in content["areas"]]
        # What the rule does not show exactly is decided on before it is public (rules.findings).
        seen = in_words(seen, hidden=audience == Audience.COMMITTEE)
    if audience == Audience.PUBLIC:
        seen["areas"] = [_public_area(area, withheld) for area in seen["areas"]]
        seen["glossary"] = [term for term in content["glossary"] if _public_term(term, withheld)]
        seen["risk_entry"] = None
        if content["risk_entry"]:
            withheld.append(Withheld("risk_entry", "Corporate risk register", "It is not part of what is published."))
        seen = _with_resolutions(seen, resolutions, withheld)
    return Seen(seen, tuple(withheld))


def _drop_restricted(passage: Json, withheld: list[Withheld]) -> bool:
    if passage["restricted"]:
        withheld.append(Withheld(f"context/{passage['reference']}", "Context", "It is restricted."))
    return bool(passage["restricted"])


def _area_without_restricted(area: Json, withheld: list[Withheld]) -> Json:
    made = dict(area)
    at = f"areas/{area['reference']}"
    for name in area["restricted"]:
        if made.get(name):
            made[name] = [WITHHELD]
            withheld.append(Withheld(f"{at}/{name}", label_of(f"{at}/{name}"), "It is restricted."))
    made["steps"] = [step for step in area["steps"] if not step["restricted"]]
    made["evidence"] = [one for one in area["evidence"] if not one["restricted"]]
    for name, label in (("steps", "Next step"), ("evidence", "Evidence")):
        for one in area[name]:
            if one["restricted"]:
                withheld.append(Withheld(f"{at}/{name}/{one['reference']}", label, "It is restricted."))
    made["restricted"] = []
    return made


def _public_area(area: Json, withheld: list[Withheld]) -> Json:
    made = dict(area)
    at = f"areas/{area['reference']}"
    note = "It belongs to the work in progress."
    for name in _NOT_PUBLIC_OF_AREA:
        if area[name]:
            made[name] = type(area[name])()
            withheld.append(Withheld(f"{at}/{name}", label_of(f"{at}/{name}"), note))
    if area["evidence"]:
        made["evidence"] = []
        withheld.append(Withheld(f"{at}/evidence", "Evidence", "Evidence is for those who work on the plan."))
    made["leads"] = _public_leads(area["leads"], f"{at}/leads", withheld)
    made["steps"] = []
    for step in area["steps"]:
        of_step = dict(step)
        here = f"{at}/steps/{step['reference']}"
        for name in _NOT_PUBLIC_OF_STEP:
            if step[name]:
                of_step[name] = ""
                withheld.append(Withheld(f"{here}/{name}", label_of(f"{here}/{name}"), note))
        of_step["ask_again_on"] = None
        of_step["leads"] = _public_leads(step["leads"], f"{here}/leads", withheld)
        made["steps"].append(of_step)
    return made


def _public_leads(leads: list[Json], at: str, withheld: list[Withheld]) -> list[Json]:
    made: list[Json] = []
    for place, lead in enumerate(leads):
        if lead["kind"] != "person":
            label = lead["label"]
        else:
            label = lead["public"] or NAMELESS
            withheld.append(Withheld(f"{at}/{place}", "Lead", f"“{label}” stands instead of a person."))
        if label not in {one["label"] for one in made}:
            # Who it was cannot be told from a reference either.
            made.append(
                {
                    "kind": "post" if lead["kind"] == "person" else lead["kind"],
                    "reference": "",
                    "label": label,
                    "public": label,
                }
            )
    return made


def _public_term(term: Json, withheld: list[Withheld]) -> bool:
    names_a_person = term["lead"] is not None and term["lead"]["kind"] == "person"
    if names_a_person:
        withheld.append(Withheld(f"glossary/{term['reference']}", "Initials", "They name a person."))
    return not names_a_person


def _with_resolutions(seen: Json, resolutions: Iterable[Resolution], withheld: list[Withheld]) -> Json:
    by_path: dict[str, list[Resolution]] = {}
    for one in resolutions:
        by_path.setdefault(one.path, []).append(one)

    def change(path: str, value: Any) -> Any:
        said = value if isinstance(value, str) else value["label"]
        for one in sorted(by_path.get(path, ()), key=lambda one: -len(one.found)):
            if one.decision == Decision.WITHHOLD and one.found in said:
                withheld.append(Withheld(path, label_of(path), f"“{one.found}” was found in it."))
                return WITHHELD if isinstance(value, str) else {**value, "label": WITHHELD, "public": WITHHELD}
            if one.decision == Decision.REPLACE:
                if isinstance(value, str):
                    value = whole(one.found).sub(lambda _: one.words, value)  # noqa: B023 - used at once
                else:
                    label = whole(one.found).sub(lambda _: one.words, value["label"])  # noqa: B023 - used at once
                    value = {**value, "label": label, "public": label}
        return value

    changed: Json = mapped(seen, change)
    return changed


def whole(words: str) -> re.Pattern[str]:
    """A pattern for `words` as they stand, not as a part of a longer word, whatever the white space between them."""
    inner = r"\s+".join(re.escape(part) for part in words.split())
    return re.compile(rf"(?<!\w){inner}(?!\w)")
