"""How the pages of an import say the values of a proposal, which are plain JSON: ISO dates, marks of a step, scores."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dueregard.look.templatetags.look import count_of, day, plain_day, span, tag
from dueregard.organisation.rules.kinds import LeadKind
from dueregard.plan.rules.marks import said_beyond
from dueregard.plan.rules.passages import PASSAGES
from dueregard.plan.rules.proposals import Json
from dueregard.plan.rules.published import campus_of, published

register = template.Library()

_SCORES = ("likelihood", "severity", "gross", "current", "residual")


@register.simple_tag
def iso_day(written: str | None, phrase: str | None = "") -> SafeString:
    """A day given as ISO text; where the document has words of its own for it, those."""
    if phrase:
        return format_html("{}", phrase)
    return day(date.fromisoformat(written) if written else None)


@register.simple_tag
def step_marks(step: Json) -> SafeString:
    """What is known of a step beside its text: when, how often, who, what it waits for."""
    marks: list[Any] = []
    due = step["due"]
    if due:
        marks.append(span(date.fromisoformat(due["start"]), date.fromisoformat(due["end"]), due["phrase"]))
    elif step["due_phrase"]:
        marks.append(f"Due “{step['due_phrase']}”")
    if step["standing"]:
        marks.append(step["rhythm"].capitalize() if step["rhythm"] else "Goes on; how often is not said")
    elif not due and not step["due_phrase"]:
        marks.append("No date")
    if step["leads"]:
        marks.append(f"Led by {', '.join(lead['name'] or lead['written'] for lead in step['leads'])}")
    if step["waiting_on"]:
        marks.append(f"Waiting on {step['waiting_on']}")
    if step["depends_on"]:
        marks.append(f"Depends on {', '.join(step['depends_on'])}")
    if step["reported_to"]:
        marks.append(f"Reported to {step['reported_to']}")
    if step["origin"]:
        marks.append(f"From {step['origin']}")
    if step["status"]:
        marks.append(f"Status: {step['status']}")
    known = published(step)
    if step["carried_over"]:
        times = known.get("carried_over")
        marks.append(tag(f"Carried over {count_of(times, 'time')}" if times else "Carried over"))
    for name, label in (("first_due_on", "First due"), ("ask_again_on", "Ask again on"), ("closed_on", "Closed on")):
        if name in known:
            marks.append(f"{label} {plain_day(date.fromisoformat(known[name]))}")
    if known.get("restricted"):
        marks.append(tag("Restricted"))
    return format_html_join("; ", "{}", ((mark,) for mark in marks))


@register.filter
def published_facts(area: Json) -> list[tuple[str, str]]:
    """What only a plan that Due Regard published says of an area: label and words."""
    known = published(area)
    rated = known.get("rated_on")
    facts = [
        ("Reason for the rating", known.get("rating_reason", "")),
        ("Rated on", plain_day(date.fromisoformat(rated)) if rated else ""),
        ("Campus", campus_of(area)),
        ("Restricted passages", "; ".join(PASSAGES[name] for name in known.get("restricted", ()) if name in PASSAGES)),
    ]
    return [(label, words) for label, words in facts if words]


@register.filter
def scores(area: Json) -> str:
    """The scores of an area that are known, and the words of its rating that say more than its RAG."""
    ratings = area["ratings"]
    alone = ratings["current"] is None and ratings["residual"] is None  # a single score is not gross of anything
    names = {"gross": "score"} if alone else {}
    said = [f"{names.get(name, name)} {ratings[name]}" for name in _SCORES if ratings[name] is not None]
    return ", ".join([*said, *said_beyond(area, {name: ratings[name] for name in _SCORES})])


@register.filter
def letters_asked(flags: list[Json]) -> str:
    """The initials that nobody explains, as a list in words."""
    found = list(dict.fromkeys(f["as_found"] for f in flags if f["kind"] == "undefined_abbreviation" and f["as_found"]))
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}" if found else ""


@register.filter
def is_are(letters: str) -> str:
    """ "means" after one set of initials, "mean" after several."""
    return "mean" if " and " in letters else "means"


@register.filter
def more_than_one(number: int) -> bool:
    """Whether there are several."""
    return number > 1


@register.filter
def lead_kind(kind: str) -> str:
    """What a lead is, in the words of the page."""
    return str(LeadKind(kind).label).lower() if kind in LeadKind.values else kind
