"""What has changed from one content to another: area by area, word by word. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dueregard.actions.rules import UNFINISHED, Status
from dueregard.look.difference import Segment, word_difference
from dueregard.look.templatetags.look import plain_day
from dueregard.plan.rules.cells import due_words, rhythm_words
from dueregard.plan.rules.passages import PASSAGES
from dueregard.plan.rules.ratings import Rag
from dueregard.publication.rules.frozen import Json

NEW, GONE, CHANGED = "new", "gone", "changed"
DONE, DROPPED, CARRIED, REOPENED = "done", "dropped", "carried over", "reopened"


@dataclass(frozen=True, slots=True)
class Reworded:
    """A text that reads otherwise: its label, and how one becomes the other."""

    label: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A fact that was another before: both as printed, “” for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ActionChange:
    """What became of one action. what: new, done, dropped, carried over, reopened, changed or gone."""

    reference: str
    what: str
    text: str
    moved: tuple[Moved, ...] = ()
    reworded: tuple[Reworded, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaChange:
    """What became of one risk area. what: new, gone or changed."""

    reference: str
    what: str
    number: str
    title: str
    rating: Moved | None = None
    moved: tuple[Moved, ...] = ()
    reworded: tuple[Reworded, ...] = ()
    actions: tuple[ActionChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs. context: passages of the context; areas: in the order of the later content, what has gone last."""

    context: tuple[Reworded, ...]
    facts: tuple[Moved, ...]
    areas: tuple[AreaChange, ...]
    unchanged: int

    def counted(self) -> dict[str, int]:
        """The figures at the head of the page, by what they count."""
        actions = [action.what for area in self.areas for action in area.actions]
        counts = {f"areas {what}": sum(area.what == what for area in self.areas) for what in (NEW, GONE, CHANGED)}
        counts["ratings moved"] = sum(area.rating is not None for area in self.areas)
        counts["leads changed"] = sum(_leads_moved(area) for area in self.areas)
        for what in (NEW, DONE, DROPPED, CARRIED):
            counts[f"actions {what}"] = actions.count(what)
        return counts

    @property
    def nothing(self) -> bool:
        return not (self.context or self.facts or self.areas)


def _leads_moved(area: AreaChange) -> bool:
    own = any(moved.label == "Leads" for moved in area.moved)
    return own or any(moved.label == "Leads" for action in area.actions for moved in action.moved)


def compare(before: Json, after: Json) -> Comparison:
    """What has changed from `before` to `after`; both as the same audience sees them."""
    old, new = _by_reference(before["areas"]), _by_reference(after["areas"])
    sections = [_titles(content["sections"]) for content in (before, after)]
    areas: list[AreaChange] = []
    unchanged = 0
    for reference, area in new.items():
        change = _new_area(area) if reference not in old else _area(old[reference], area, *sections)
        if change is None:
            unchanged += 1
        else:
            areas.append(change)
    areas += [
        AreaChange(reference, GONE, area["number"], area["title"])
        for reference, area in old.items()
        if reference not in new
    ]
    facts = _moves([("Title", before["title"], after["title"]), ("Academic year", _year(before), _year(after))])
    return Comparison(_context(before, after), facts, tuple(areas), unchanged)


def _by_reference(things: Iterable[Json]) -> dict[str, Json]:
    return {thing["reference"]: thing for thing in things}


def _titles(sections: Iterable[Json]) -> dict[str, str]:
    return {one["reference"]: f"{one['number']} {one['title']}".strip() for one in sections}


def _year(content: Json) -> str:
    year = content["academic_year"]
    return f"{year}/{(year + 1) % 100:02}" if year else ""


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "\n\n".join(value)


def _rewordings(pairs: Iterable[tuple[str, Any, Any]]) -> tuple[Reworded, ...]:
    return tuple(
        Reworded(label, tuple(word_difference(_text(one), _text(other))))
        for label, one, other in pairs
        if _text(one) != _text(other)
    )


def _moves(pairs: Iterable[tuple[str, str, str]]) -> tuple[Moved, ...]:
    return tuple(Moved(label, one, other) for label, one, other in pairs if one != other)


def _context(before: Json, after: Json) -> tuple[Reworded, ...]:
    old, new = _by_reference(before["context"]), _by_reference(after["context"])
    pairs = []
    for reference in [*new, *(one for one in old if one not in new)]:
        one, other = old.get(reference), new.get(reference)
        heading = (other or one or {})["heading"]
        if one and other and one["heading"] != other["heading"]:
            pairs.append(("Heading", one["heading"], other["heading"]))
        pairs.append((heading, one["paragraphs"] if one else "", other["paragraphs"] if other else ""))
    return _rewordings(pairs)


def rating_words(area: Json) -> str:
    """A rating as the comparison prints it: the RAG, and the products where they are given."""
    words = str(Rag(area["rag"]).label)
    gross = _product(area["likelihood"], area["impact"])
    residual = _product(area["residual_likelihood"], area["residual_impact"])
    more = [f"gross {gross}" if gross else "", f"current {area['current_score']}" if area["current_score"] else ""]
    more.append(f"residual {residual}" if residual else "")
    listed = ", ".join(filter(None, more))
    return f"{words} ({listed})" if listed else words


def _product(one: int | None, other: int | None) -> int | None:
    return one * other if one and other else None


def lead_words(leads: Iterable[Json]) -> str:
    """Leads as printed."""
    return "; ".join(lead["label"] for lead in leads)


def _new_area(area: Json) -> AreaChange:
    actions = tuple(
        ActionChange(step["reference"], NEW, step["text"]) for step in area["steps"] if step["status"] in UNFINISHED
    )
    return AreaChange(area["reference"], NEW, area["number"], area["title"], actions=actions)


def _area(old: Json, new: Json, old_sections: dict[str, str], new_sections: dict[str, str]) -> AreaChange | None:
    was, now = rating_words(old), rating_words(new)
    moved = _moves(
        [
            ("Number", old["number"], new["number"]),
            ("Section", old_sections.get(old["section"], ""), new_sections.get(new["section"], "")),
            ("Leads", lead_words(old["leads"]), lead_words(new["leads"])),
            ("Next review", _day(old["review_on"]), _day(new["review_on"])),
            ("Campus", old["campus"], new["campus"]),
        ]
    )
    passages = [(label, old[name], new[name]) for name, label in PASSAGES.items()]
    reworded = _rewordings([("Risk area", old["title"], new["title"]), *passages])
    steps = _actions(old["steps"], new["steps"])
    rating = Moved("RAG", was, now) if was != now else None
    if not (rating or moved or reworded or steps):
        return None
    return AreaChange(new["reference"], CHANGED, new["number"], new["title"], rating, moved, reworded, steps)


def _actions(old: Iterable[Json], new: Iterable[Json]) -> tuple[ActionChange, ...]:
    before, after = _by_reference(old), _by_reference(new)
    found = [_action(before.get(reference), step) for reference, step in after.items()]
    found += [
        ActionChange(reference, GONE, step["text"])
        for reference, step in before.items()
        if reference not in after and step["status"] in UNFINISHED
    ]
    return tuple(change for change in found if change is not None)


def _action(old: Json | None, new: Json) -> ActionChange | None:
    open_now = new["status"] in UNFINISHED
    if old is None:
        # What was begun and ended between the two is told as ended: it is news all the same.
        what = NEW if open_now else DONE if new["status"] == Status.DONE else DROPPED
        return ActionChange(new["reference"], what, new["text"])
    moved = _moves(
        [
            ("Due", _due(old), _due(new)),
            ("Rhythm", rhythm_words(old["rhythm"], old["standing"]), rhythm_words(new["rhythm"], new["standing"])),
            ("Status", str(Status(old["status"]).label), str(Status(new["status"]).label)),
            ("Leads", lead_words(old["leads"]), lead_words(new["leads"])),
            ("Waiting on", old["waiting_on"], new["waiting_on"]),
        ]
    )
    reworded = _rewordings([("Next step", old["text"], new["text"]), ("Progress", old["progress"], new["progress"])])
    if not (moved or reworded):
        return None
    return ActionChange(new["reference"], _became(old, new, open_now), new["text"], moved, reworded)


def _became(old: Json, new: Json, open_now: bool) -> str:
    was_open = old["status"] in UNFINISHED
    if was_open and not open_now:
        return DONE if new["status"] == Status.DONE else DROPPED
    if open_now and not was_open:
        return REOPENED
    return CARRIED if new["carried_over"] > old["carried_over"] else CHANGED


def _day(iso: str | None) -> str:
    return plain_day(date.fromisoformat(iso)) if iso else ""


def _due(step: Json) -> str:
    start, end = (date.fromisoformat(day) if day else None for day in (step["due_start"], step["due_end"]))
    return due_words(start, end, step["due_phrase"])
