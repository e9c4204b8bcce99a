"""From an area of a proposal to the values that the register keeps: passages, rating, next steps, in its own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from dueregard.actions.rules import Due, Rhythm, Status
from dueregard.actions.workflows import NewAction
from dueregard.kernel.words import clean_line, clean_text
from dueregard.look.templatetags.look import plain_day
from dueregard.organisation.models import Lead
from dueregard.plan.importing.proposal import FLAG_KINDS
from dueregard.plan.rules.marks import said_beyond
from dueregard.plan.rules.passages import RESTRICTABLE
from dueregard.plan.rules.proposals import Json, flags_of, status_of_step
from dueregard.plan.rules.published import campus_of, published

# Likelihood and impact.
_Pair = tuple[int | None, int | None]
# Flags that a later reader of the register needs to know of; the rest concern the reading alone.
LASTING = frozenset(
    {"pairing_unknown", "due_unclear", "no_action", "split_unclear", "scale_unclear", "rating_conflict"}
)


def day_of(written: str | None) -> date | None:
    """An ISO date, or None."""
    return date.fromisoformat(written) if written else None


def source_of(proposal: Json) -> str:
    """How a row names the document that it came from: "title, date"."""
    about = proposal["document"]
    updated = day_of(about["updated"])
    when = about.get("updated_phrase") or (plain_day(updated) if updated else "")
    return ", ".join(filter(None, (clean_line(about["title"] or "") or "an imported plan", clean_line(when))))


def reason_of(proposal: Json, area: Json) -> str:
    """Why the first revision says what it says: where it came from, and what the reading could not settle."""
    doubts = []
    for flag in flags_of(proposal, area["key"]):
        if flag["kind"] in LASTING:
            doubts.append(clean_line(flag["message"] or FLAG_KINDS[flag["kind"]]))
    return " ".join([f"Brought from {source_of(proposal)}.", *dict.fromkeys(doubts)])


def area_values(proposal: Json, area: Json, campuses: Mapping[str, int]) -> dict[str, Any]:
    """The values of the area's first revision, by field; whoever reads it loses nothing that the document said.

    campuses: the key of each that is known, by its name in small letters.
    """
    known = published(area)
    restricted = known.get("restricted", ())
    title = area["title"] or area["requirement"] or area["hazard"] or area["category"] or f"Area {area['number'] or ''}"
    ratings, stages = area["ratings"], area["ratings"].get("stages") or {}
    gross, residual = stages.get("gross") or {}, stages.get("residual") or {}
    current = ratings["current"]
    if current is None and stages.get("current"):
        pair = (stages["current"].get("likelihood"), stages["current"].get("severity"))
        current = pair[0] * pair[1] if all(pair) else None
    likelihood, impact = level_pair(
        ratings["likelihood"] or gross.get("likelihood"), ratings["severity"] or gross.get("severity")
    )
    residual_pair = level_pair(residual.get("likelihood"), residual.get("severity"))
    rated = area["rag"] != "unknown" or any(v is not None for v in (likelihood, current, residual_pair[0]))
    return {
        "title": _text(title),
        "hazard": _text(area["hazard"]) if area["title"] or area["requirement"] else "",
        "requirement": _text(area["requirement"]) if area["title"] else "",
        "actions_taken": _text("\n\n".join(area["actions_taken"])),
        "evidence_text": _text(area["evidence"]),
        "status_text": _status_text(area, campuses),
        "rag": area["rag"],
        "likelihood": likelihood,
        "impact": impact,
        "current_score": current if current is not None and 0 <= current <= 1000 else None,
        "residual_likelihood": residual_pair[0],
        "residual_impact": residual_pair[1],
        "rating_words": _rating_words(area, (likelihood, impact), current, residual_pair),
        "rating_reason": _text(known.get("rating_reason")) or (f"As in {source_of(proposal)}." if rated else ""),
        "rated_on": day_of(known.get("rated_on") or (proposal["document"]["updated"] if rated else None)),
        "review_on": day_of(area["review_on"]),
        "campus_id": campuses.get(campus_of(area).casefold()),
        "restricted": [name for name in RESTRICTABLE if name in restricted],
    }


def level_pair(likelihood: int | None, impact: int | None) -> _Pair:
    """Likelihood and impact as the register keeps them: both, from 1 to 5, or none."""
    pair = _level(likelihood), _level(impact)
    return (None, None) if None in pair else pair


def _level(value: int | None) -> int | None:
    return value if value is not None and 1 <= value <= 5 else None


def _text(value: str | None) -> str:
    return clean_text(value or "").strip()


def _status_text(area: Json, campuses: Mapping[str, int]) -> str:
    """The row's status and progress, and what its other columns said, each under its heading."""
    said = [area["status"], area["progress"]]
    campus = campus_of(area)
    if campus and campus.casefold() not in campuses:
        said.append(f"Campus: {campus}")
    if area["review_phrase"] and not area["review_on"]:
        said.append(f"Review: {area['review_phrase']}")
    if area["category"] and area["category"] not in (area["title"], area["section"]):
        said.append(f"Category: {area['category']}")
    said += [f"{heading}: {text}" if heading else text for heading, text in area["other"].items()]
    return _text("\n\n".join(dict.fromkeys(filter(None, said))))


def _rating_words(area: Json, pair: _Pair, current: int | None, residual: _Pair) -> str:
    """What the document said of the rating beyond what the register shows of it."""
    shown = {"current": current, "current.likelihood": pair[0], "current.severity": pair[1]}
    for stage, (likelihood, impact) in (("gross", pair), ("residual", residual)):
        shown |= {f"{stage}.likelihood": likelihood, f"{stage}.severity": impact}
        shown[stage] = likelihood * impact if likelihood and impact else None
    shown |= {"likelihood": pair[0], "severity": pair[1]}
    return clean_line("; ".join(said_beyond(area, shown)))[:200]


def new_actions(proposal: Json, area: Json, named: Callable[[list[Json]], list[Lead]]) -> Iterable[NewAction]:
    """The area's next steps as actions to begin. named: gives the leads that leads of the proposal mean."""
    source = source_of(proposal)
    for step in area["next_steps"]:
        due, known = step["due"], published(step)
        phrase = (due or {}).get("phrase") or step["due_phrase"] or ""
        rhythm = step["rhythm"] if step["rhythm"] in Rhythm.values else Rhythm.NONE
        if not phrase and not rhythm:
            phrase = step["rhythm_phrase"] or step["rhythm"] or ""
        status = status_of_step(step)
        progress = [step["progress"], step["status"] if status is None and step["status"] != step["progress"] else None]
        origin = [source, step["origin"], f"reported to {step['reported_to']}" if step["reported_to"] else None]
        yield NewAction(
            text=step["text"],
            due=Due(day_of(due["start"]), day_of(due["end"]), phrase) if due else Due(phrase=phrase),
            standing=bool(step["standing"]),
            rhythm=rhythm,
            status=status or Status.OPEN,
            carried_over=(known.get("carried_over") or 1) if step["carried_over"] else 0,
            first_due_on=day_of(known.get("first_due_on")),
            ask_again_on=day_of(known.get("ask_again_on")),
            closed_on=day_of(known.get("closed_on")),
            restricted=known.get("restricted", False),
            progress="\n".join(filter(None, progress)),
            source="; ".join(filter(None, origin)),
            depends_on=list(step["depends_on"]),
            waiting_on=step["waiting_on"] or "",
            leads=tuple(named(step["leads"])),
        )
