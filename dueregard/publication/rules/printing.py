"""Small words that several parts of a version's document print alike. Pure."""

from __future__ import annotations

from datetime import date

from dueregard.actions.rules import UNFINISHED
from dueregard.look.templatetags.look import plain_day
from dueregard.plan.rules import printed
from dueregard.plan.rules.ratings import Rag
from dueregard.publication.rules.frozen import Json


def day(written: str | None) -> str:
    """A day as printed; nothing for none."""
    return plain_day(date.fromisoformat(written)) if written else ""


def leads_of(thing: Json) -> str:
    """The leads of an area or a step, as printed."""
    return printed.lead_lines([lead["label"] for lead in thing["leads"]])


def due(step: Json) -> str:
    """When a step is due or how often it comes, as printed."""
    return printed.when_words(printed.due_of(step))


def entry_facts(entry: Json) -> list[tuple[str, str]]:
    """What the corporate risk register says in short, as printed: label and words, without what is empty."""
    words = {name: str(entry[name] or "") for name in printed.ENTRY_FACTS}
    words |= {name: day(entry[name]) for name in ("reviewed_on", "review_on")}
    words |= {"rag": str(Rag(entry["rag"]).label), "owner": entry["owner"]["label"] if entry["owner"] else ""}
    return [(label, words[name]) for name, label in printed.ENTRY_FACTS.items() if words[name]]


def shown_steps(area: Json) -> list[Json]:
    """The next steps that the main table prints: what is not done."""
    return [step for step in area["steps"] if step["status"] in UNFINISHED]
