"""The next steps of an area: parting its cells into actions, and giving each row's lead, date and progress to its own."""

from __future__ import annotations

import re

from dueregard.documents.grids import Place
from dueregard.organisation.rules.phrases import LONGEST_PHRASE, find_when, read_when

from .areas import paragraphs_of
from .items import Entry, Item, Part
from .leads import read_leads
from .placeholders import is_placeholder
from .proposal import Due, RiskArea, Step, Where, noted, where
from .reader import Reader
from .steps import is_finding, part, read_step

# Characters of a row's progress that are copied to its actions, in all.
LARGEST_COPY = 200_000
# Beside a date, these say that it is not the day by which something is due.
_NOT_BY_THEN = re.compile(
    r"\b(?:held|was|since|not|or|after|from|revised|originally|previously|weeks?|mid|tbc|provisional\w*)\b|\?", re.I
)


def add_steps(item: Item, area: RiskArea, reader: Reader) -> None:
    """Read the steps of every entry of the item into the area, and pair leads with them where that is certain."""
    several = len([entry for entry in item.entries if entry.text("next_steps")]) > 1
    for entry in item.entries:
        steps = _steps_of(entry, item, area, reader)
        _give_rows_values(entry, steps, area, reader, own_leads=several)
        area.next_steps.extend(steps)
    if several:
        return
    if len(area.leads) == 1 or len(area.next_steps) == 1:
        for step in area.next_steps:
            step.leads = list(area.leads)
    elif len(area.leads) > 1 and len(area.next_steps) > 1:
        reader.flag(
            "pairing_unknown",
            f"{len(area.leads)} leads stand beside {len(area.next_steps)} actions: which of them leads each is not said.",
            (area.fields.get("leads") or {}).get("source") or area.source,
            number=area.number,
            field="leads",
        )


def _steps_of(entry: Entry, item: Item, area: RiskArea, reader: Reader) -> list[Step]:
    parts = entry.parts.get("next_steps", [])
    paragraphs = paragraphs_of(item, parts, reader.wraps) if parts else []
    if not paragraphs:
        return []
    first = next(piece for piece in parts if piece.text.strip())
    source = where(first.place)
    found = {"confidence": round(first.column.confidence, 2), "source": source, "as_found": entry.text("next_steps")}
    area.fields.setdefault("next_steps", found)
    paragraphs = [reader.mended(text, area.number, "next_steps", source) for text in paragraphs]
    unsure: list[str] = []
    if item.by_category:
        # A plan of actions has one action to a row, with one lead and one date.
        texts = ["\n".join(paragraphs)]
    else:
        texts, unsure = part(paragraphs)
    for text in unsure:
        reader.flag(
            "split_unclear",
            f"A new action was taken to begin at “{text[:60]}”, though no full stop parts it from the one before.",
            source,
            number=area.number,
            field="next_steps",
        )
    texts = [text for text in texts if not is_placeholder(text)]
    steps: list[Step] = []
    places = [(" ".join(piece.text.split()), piece.place) for piece in parts] if len(parts) > 1 else []
    for text in texts:
        if not item.by_category and is_finding(text):
            area.findings.append(text)
            reader.flag(
                "no_action",
                f"“{text[:120]}” judges how things are and asks for nothing; it is kept as a finding.",
                source,
                number=area.number,
                field="next_steps",
                as_found=text,
            )
            continue
        steps.append(_step(text, places, first, area, reader))
    number = entry.text("number")
    if item.by_category and number:
        for step in steps:
            step.fields["number"] = {"confidence": 0.9, "source": step.source, "as_found": number}
    return steps


def _step(text: str, places: list[tuple[str, Place]], first: Part, area: RiskArea, reader: Reader) -> Step:
    step, others = read_step(text, reader.terms, reader.numbers)
    start = text[:24]
    place = next((place for whole, place in places if start in whole), first.place)
    step.source = where(place)
    step.confidence = round(min(0.95, first.column.confidence), 2)
    step.fields["text"] = {"confidence": step.confidence, "source": step.source, "as_found": text}
    if step.due is not None:
        step.fields["due"] = {"confidence": 0.8, "source": step.source, "as_found": step.due.phrase}
    if others:
        reader.flag(
            "due_unclear",
            f"More than one date stands in this action; “{step.due.phrase if step.due else ''}” was taken, "
            f"not {', '.join(f'“{phrase}”' for phrase in others)}.",
            step.source,
            number=area.number,
            field="next_steps",
        )
    return step


def _give_rows_values(entry: Entry, steps: list[Step], area: RiskArea, reader: Reader, *, own_leads: bool) -> None:
    """Date, progress, status and, where an area has several rows, leads of the row to its steps."""
    progress, status, due = (entry.text(name) for name in ("progress", "status", "due"))
    if own_leads and entry.text("leads") and steps:
        leads = read_leads(entry.text("leads"), reader.glossary)
        if len(leads) > 1 and len(steps) > 1:
            reader.flag(
                "pairing_unknown",
                f"{len(leads)} leads stand beside {len(steps)} actions: which of them leads each is not said.",
                where(entry.parts["leads"][0].place),
                number=area.number,
                field="leads",
            )
        else:
            for step in steps:
                step.leads = list(leads)
    if due:
        status = _read_due(entry, due, steps, area, reader) or status
    # A report of pages beside many actions is the area's, not each one's.
    of_the_area = not steps or len(steps) * len(progress + (status or "")) > LARGEST_COPY
    for step in steps:
        if of_the_area:
            break
        if progress:
            step.progress = progress
            place = where(entry.parts["progress"][0].place)
            confidence = round(entry.parts["progress"][0].column.confidence, 2)
            step.fields["progress"] = {"confidence": confidence, "source": place, "as_found": progress}
        step.status = status or None
        if status and entry.text("status"):
            column = entry.parts["status"][0].column
            step.fields["status"] = {
                **noted(column.confidence, where(entry.parts["status"][0].place), status),
                "heading": " ".join(column.heading.split()),
            }
    if of_the_area:
        area.progress = "\n".join(text for text in (area.progress, progress) if text) or None
    area.status = area.status or status or None
    mark = entry.text("rag")
    if own_leads and mark and reader.scales["rag"].kind != "yes_no":
        for step in steps:
            step.status = step.status or mark
    for step in steps:
        if step.standing and step.rhythm is None:
            reader.flag(
                "rhythm_unknown",
                f"“{step.text[:80]}” stands, but how often is not said.",
                step.source,
                number=area.number,
                field="next_steps",
            )


def _read_due(entry: Entry, due: str, steps: list[Step], area: RiskArea, reader: Reader) -> str | None:
    """A cell of dates to the row's steps. Gives its text as a status where it is no date but the column can be both."""
    column = entry.parts["due"][0].column
    source = where(next(piece.place for piece in entry.parts["due"] if piece.text.strip()))
    lines = [line.strip() for line in due.split("\n") if line.strip()]
    if len(lines) == len(steps) > 1 and all(_reads(line, reader) for line in lines):
        for step, line in zip(steps, lines, strict=True):
            _set_dues([step], line, source, reader, area.number)
        return None
    phrase = " ".join(lines)
    if not steps:
        area.other[" ".join(column.heading.split()) or "Due"] = phrase
        return None
    if len(steps) > 1:
        reader.flag(
            "pairing_unknown",
            f"“{phrase[:80]}” stands beside {len(steps)} actions and was given to each.",
            source,
            number=area.number,
            field="due",
        )
    if _set_dues(steps, phrase, source, reader, area.number):
        return None
    if column.also == "status":
        return phrase
    reader.flag(
        "due_unclear",
        f"The date “{phrase[:80]}” could not be read.",
        source,
        number=area.number,
        field="due",
        as_found=phrase[:LONGEST_PHRASE],
    )
    if len(phrase) > LONGEST_PHRASE:
        area.other[" ".join(column.heading.split()) or "Due"] = phrase
        return None
    for step in steps:
        step.due_phrase = phrase
    return None


def _reads(phrase: str, reader: Reader) -> bool:
    when = read_when(phrase, terms=reader.terms)
    return when.dated or when.standing


def _set_dues(steps: list[Step], phrase: str, source: Where | None, reader: Reader, number: str | None = None) -> bool:
    """Give what a phrase says of time to each of the steps; False where it could not be read."""
    when = read_when(phrase, terms=reader.terms)
    confidence = 0.95
    start, end = when.start, when.end
    if start is None and not when.standing:
        found = find_when(phrase, terms=reader.terms)
        # One date among other words is likely the deadline, but a person should look.
        if len(found) == 1 and len(phrase) <= 120 and not _NOT_BY_THEN.search(phrase):
            start, end, confidence = found[0].start, found[0].end, 0.6
            reader.flag(
                "due_unclear",
                f"Of “{phrase[:80]}” the date “{found[0].phrase}” was taken, though more is said.",
                source,
                number=number,
                field="due",
                as_found=phrase[:LONGEST_PHRASE],
            )
    if start is None and not when.standing:
        return False
    for step in steps:
        if len(steps) > 1 and step.due is not None and start is not None:
            continue  # its own words say when; the row's date is for the others
        step.due = Due(start.isoformat(), end.isoformat(), phrase) if start is not None and end is not None else None
        step.due_phrase = phrase if step.due else None
        step.standing, step.rhythm = when.standing, when.rhythm
        step.rhythm_phrase = phrase if when.standing else None
        step.fields["due"] = {"confidence": confidence, "source": source, "as_found": phrase}
    return True
