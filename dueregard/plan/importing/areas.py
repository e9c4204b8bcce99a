"""Turning an item of the walk into a proposed risk area: its texts, ratings and leads, with a source for each."""

from __future__ import annotations

from collections.abc import Iterable

from dueregard.documents.grids import FLAGS
from dueregard.organisation.rules.phrases import read_when

from .items import Item, Part
from .leads import read_leads
from .proposal import Lead, RiskArea, noted, where
from .prose import belongs_to_the_one_before, is_list, joined, list_items, rejoin, runs_on
from .reader import Reader
from .rows import split_number
from .scores import read_ratings


def paragraphs_of(item: Item, parts: list[Part], wraps: bool) -> list[str]:
    """The paragraphs of a field's cells. Cells of physical lines are one wrapped text; others keep their line breaks."""
    lines: list[str] = []
    for part in parts:
        lines.extend(part.text.split("\n") if part.text.strip() else [""])
    if not any(line.strip() for line in lines):
        return []
    index = parts[0].column.index
    if item.wrapped and len([line for line in lines if line.strip()]) >= 3:
        return rejoin(lines, width=max(len(line.strip()) for line in lines))
    if item.wrapped:
        return [" ".join(_over_pages(lines))] if all(not is_list(line) for line in lines) else rejoin(lines)
    if wraps and len(lines) > 1:
        return rejoin(lines, width=max(item.widths.get(index, 0), max(len(line) for line in lines)))
    return rejoin(lines)


def _over_pages(lines: Iterable[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        text = " ".join(line.split())
        if text and found and found[-1].endswith(("-", "‐")):
            found[-1] = joined(found[-1], text)
        elif text:
            found.append(text)
    return found


def read_area(item: Item, reader: Reader) -> RiskArea:
    """The area's own fields; its steps are read by `actions.add_steps`."""
    area = RiskArea(number=item.number, source=where(item.place))
    if item.section is not None:
        section = reader.sections[item.section]
        area.section = section.number if section.number is not None else section.title
    number, title = (None, item.title) if item.by_category else _title(item, reader)
    if area.number is None:
        area.number = number
    area.title = reader.mended(title, area.number, "title", area.source) if title else None
    if item.by_category or item.title:
        area.fields["title"] = noted(0.85, area.source, item.title)
    elif title:
        part = (item.parts("title") or item.parts("requirement"))[0]
        area.fields["title"] = noted(part.column.confidence, where(part.place), item.text(part.column.field))
    if item.number and item.parts("number"):
        part = item.parts("number")[0]
        area.fields["number"] = noted(part.column.confidence, where(part.place), item.text("number"))
    hazard = _text(item, "hazard", reader, area)
    if item.title and not item.by_category and item.text("title"):
        # The table below a card begins with the risk's causes.
        area.title = item.title
        cause = _text(item, "title", reader, area)
        hazard = "\n".join(text for text in (cause, hazard) if text)
    area.hazard = hazard or None
    requirement = _text(item, "requirement", reader, area)
    area.requirement = requirement or None
    area.category = (item.title if item.by_category else _text(item, "category", reader, area)) or None
    if not area.title:
        area.title = area.requirement or area.hazard or area.category
        if area.title:
            area.fields["title"] = noted(0.6, area.source, area.title)
    area.actions_taken = [
        entry
        for paragraph in _paragraphs(item, "actions_taken", reader, area)
        for entry in (list_items(paragraph) if is_list(paragraph) else [paragraph])
    ]
    area.evidence = _text(item, "evidence", reader, area) or None
    area.leads = leads_of(item, reader, area)
    read_ratings(item, reader, area)
    _read_review(item, reader, area)
    for part in item.parts("other"):
        if part.text.strip():
            heading = " ".join(part.column.heading.split()) or f"Column {part.column.index + 1}"
            area.other[heading] = "\n".join(text for text in (area.other.get(heading, ""), part.text) if text)
    _flag_cells(item, reader, area)
    return area


def _title(item: Item, reader: Reader) -> tuple[str | None, str]:
    parts = item.parts("title") or item.parts("requirement")
    if item.title and item.parts("title"):
        return None, item.title
    paragraphs = paragraphs_of(item, parts, reader.wraps) if parts else [item.title]
    several = _risks_in(paragraphs)
    if len(several) > 1 and not item.wrapped:
        reader.flag(
            "split_unclear",
            f"{len(several)} lines of the cell may each be a risk of its own; “{several[1][:80]}” begins another. "
            "They were kept as one: split the row if they are two.",
            where(parts[0].place),
            number=item.number,
            field="title",
            as_found=item.text(parts[0].column.field)[:200],
        )
        paragraphs = [f"{text}." if text[-1].isalnum() else text for text in several[:-1]] + several[-1:]
    text = " ".join(paragraphs)
    number, rest = split_number(text) if item.number is None or text.startswith(item.number) else (None, text)
    if number is not None and (item.number is None or number == item.number):
        text = rest
    else:
        number = None
    return number, text


def _risks_in(paragraphs: list[str]) -> list[str]:
    """The paragraphs of a title's cell that can stand alone, what only adds to the one before joined to it."""
    found: list[str] = []
    for text in paragraphs:
        alone = text[:1].isupper() and len(text.split()) >= 4 and not belongs_to_the_one_before(text)
        if found and (not alone or found[-1].endswith(":") or len(found[-1].split()) < 4):
            found[-1] = f"{found[-1]} {text}"
        else:
            found.append(text)
    return found


def _paragraphs(item: Item, name: str, reader: Reader, area: RiskArea) -> list[str]:
    """A field's paragraphs, mended, its source noted."""
    parts = [part for part in item.parts(name) if part.text.strip() or item.wrapped]
    texts = paragraphs_of(item, parts, reader.wraps) if parts else []
    if not texts:
        return []
    source = where(next(part.place for part in parts if part.text.strip()))
    area.fields[name] = noted(parts[0].column.confidence, source, item.text(name))
    return [reader.mended(text, area.number, name, source) for text in texts]


def _text(item: Item, name: str, reader: Reader, area: RiskArea) -> str:
    return "\n".join(_paragraphs(item, name, reader, area))


def leads_of(item: Item, reader: Reader, area: RiskArea) -> list[Lead]:
    """The leads of all the item's rows, each as written kept once."""
    parts = [part for part in item.parts("leads") if part.text.strip()]
    text = _joined_leads([part.text for part in parts])
    if item.card_leads:
        text = f"{item.card_leads}\n{text}" if text else item.card_leads
    if not text:
        return []
    source = where(parts[0].place) if parts else area.source
    area.fields["leads"] = noted(parts[0].column.confidence if parts else 0.85, source, text)
    return read_leads(reader.mended(text, area.number, "leads", source), reader.glossary)


def _joined_leads(texts: list[str]) -> str:
    """Cells of leads in reading order; a name that was wrapped is put together again."""
    whole = ""
    for text in texts:
        for line in text.split("\n"):
            plain = " ".join(line.split())
            if not plain:
                continue
            if whole and (runs_on(whole.rsplit("\n", 1)[-1], plain) or whole.endswith(("/", ","))):
                whole = f"{whole} {plain}"
            else:
                whole = f"{whole}\n{plain}" if whole else plain
    return whole


def _read_review(item: Item, reader: Reader, area: RiskArea) -> None:
    text = item.text("review_on")
    if not text:
        return
    when = read_when(text, terms=reader.terms)
    area.review_phrase = text
    part = item.parts("review_on")[0]
    if when.end is not None:
        area.review_on = when.end.isoformat()
    area.fields["review_on"] = noted(0.9 if when.end else 0.3, where(part.place), text)
    if when.end is None and not when.standing:
        reader.flag(
            "due_unclear",
            f"The review date “{text[:80]}” could not be read.",
            where(part.place),
            number=area.number,
            field="review_on",
            as_found=text,
        )


def _flag_cells(item: Item, reader: Reader, area: RiskArea) -> None:
    """The reader's notes on cells, and what a template left in them."""
    for entry in item.entries:
        for name, parts in entry.parts.items():
            for part in parts:
                source = where(part.place)
                for note in part.cell.flags:
                    message = FLAGS.get(note, "The cells of this row ran together and could not be told apart.")
                    reader.flag(note, message, source, number=area.number, field=name, as_found=part.text[:200] or None)
                reader.flag_placeholders(part.text, source, area.number, name)
