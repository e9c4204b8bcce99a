"""A version as a spreadsheet and as CSV: one row for each next step, long texts continued in further columns. Pure.

The columns are those of plan.rules.printed_sheet, by which the importer reads them back; one that holds nothing is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dueregard.actions.rules import Rhythm, Status
from dueregard.documents.writers.palette import FILLS
from dueregard.documents.writers.separated import write_separated
from dueregard.documents.writers.spreadsheet import CELL_LIMIT, Column, Filled, Sheet, write_workbook
from dueregard.documents.writers.written import Written
from dueregard.kernel.require import Refused
from dueregard.plan.rules import printed, printed_sheet
from dueregard.plan.rules.cells import continued, parts_for_cells
from dueregard.plan.rules.passages import EVIDENCE_WORDS, PASSAGES
from dueregard.plan.rules.printed_sheet import OF_AREA, OF_STEP, SheetField
from dueregard.plan.rules.ratings import Rag
from dueregard.publication.rules.frozen import Json
from dueregard.publication.rules.layout import Imprint
from dueregard.publication.rules.printing import entry_facts
from dueregard.publication.rules.states import Kind

_TONES = {Rag.RED: "red", Rag.AMBER: "amber", Rag.GREEN: "green", Rag.UNKNOWN: "grey"}
Value = str | int | Filled | None


@dataclass(frozen=True, slots=True)
class _Laid:
    """Columns and rows, ready for any writer."""

    columns: tuple[Column, ...]
    rows: list[list[Value]]

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]


def _labels(leads: Iterable[Json]) -> str:
    return "\n".join(lead["label"] for lead in leads)


def _evidence(area: Json) -> str:
    lines = [printed.evidence_line(one["title"], one["url"]) for one in area["evidence"]]
    return "\n\n".join([*area["evidence_text"], *lines])


def _restricted(area: Json) -> list[str]:
    """Names of the restricted passages. Pieces of evidence stand among the words on evidence, and restrict them."""
    hidden = any(one["restricted"] for one in area["evidence"])
    return [*area["restricted"], *([EVIDENCE_WORDS] if hidden and EVIDENCE_WORDS not in area["restricted"] else [])]


# How a value of the content is written, where it is not written as it stands.
_AREA_WORDS: dict[str, Callable[[Json], str]] = {
    "rag": lambda area: str(Rag(area["rag"]).label),
    "evidence": _evidence,
    "leads": lambda area: _labels(area["leads"]),
    "restricted": lambda area: "\n".join(PASSAGES[name] for name in _restricted(area)),
}
_STEP_WORDS: dict[str, Callable[[Json], str]] = {
    "status": lambda step: str(Status(step["status"]).label),
    "rhythm": lambda step: str(Rhythm(step["rhythm"]).label) if step["rhythm"] else "",
    "standing": lambda step: printed_sheet.YES if step["standing"] else "",
    "step_leads": lambda step: _labels(step["leads"]),
    "depends_on": lambda step: "\n".join(step["depends_on"]),
    "carried_over": lambda step: str(step["carried_over"] or ""),
    "step_restricted": lambda step: printed_sheet.YES if step["restricted"] else "",
}


def _cells(thing: Json, fields: Iterable[SheetField], words: dict[str, Callable[[Json], str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in fields:
        value = words[one.name](thing) if one.name in words else thing[one.name]
        text = "\n\n".join(value) if isinstance(value, list) else "" if value is None else str(value)
        found[one.heading] = text
    return found


def _rows_of(content: Json) -> Iterable[tuple[dict[str, str], str]]:
    """Each row's texts by heading, and the rating of the area that begins there, or ""."""
    sections = {section["reference"]: section for section in content["sections"]}
    marks = printed.area_marks(area["number"] for area in content["areas"])
    for area, mark in zip(content["areas"], marks, strict=True):
        section = sections[area["section"]]
        named = {"number": mark, "section_number": section["number"], "section_title": section["title"]}
        own = _cells(area | named, OF_AREA, _AREA_WORDS)
        for place, step in enumerate(area["steps"] or [None]):
            of_step = _cells(step, OF_STEP, _STEP_WORDS) if step is not None else {}
            yield (own | of_step, area["rag"]) if place == 0 else (of_step, "")


def _laid(content: Json) -> _Laid:
    """The sheet of the plan. Raises Refused, naming the place, where a text is too long for a cell and cannot be parted."""
    made: list[tuple[dict[str, list[str]], str]] = []
    widest: dict[str, int] = {one.heading: 1 for one in (*OF_AREA, *OF_STEP) if one.needed}
    where = ""
    for texts, rag in _rows_of(content):
        where = f"risk area {texts[printed.NUMBER]}" if rag else where
        parted = {heading: _parted(text, heading, where) for heading, text in texts.items() if text}
        for heading, parts in parted.items():
            widest[heading] = max(widest.get(heading, 0), len(parts))
        made.append((parted, rag))
    columns: list[Column] = []
    places: list[tuple[SheetField, int]] = []
    for one in (*OF_AREA, *OF_STEP):
        for part in range(widest.get(one.heading, 0)):
            heading = one.heading if part == 0 else continued(one.heading, part + 1)
            columns.append(Column(heading, one.width, text_only=not one.number, choices=one.choices))
            places.append((one, part))
    return _Laid(tuple(columns), [[_value(row, rag, *place) for place in places] for row, rag in made])


def _value(row: dict[str, list[str]], rag: str, one: SheetField, part: int) -> Value:
    parts = row.get(one.heading, [])
    text = parts[part] if part < len(parts) else ""
    if one.name == "rag" and text:
        return Filled(text, FILLS[_TONES[Rag(rag)]])
    return int(text) if one.number and text else text


def _parted(text: str, heading: str, where: str) -> list[str]:
    try:
        return parts_for_cells(text)
    except ValueError:
        raise Refused(
            f"“{heading}” of {where} is too long for a spreadsheet, whose cells hold {CELL_LIMIT:,} characters, and has no "
            "place where it can be parted. Shorten it before it is published."
        ) from None


def csv_bytes(content: Json) -> Written:
    """The version as CSV. Raises Refused where a text can be put into no cell."""
    laid = _laid(content)
    rows = [[value.text if isinstance(value, Filled) else value for value in row] for row in laid.rows]
    return Written(write_separated(laid.headings, rows), ())


def workbook_bytes(content: Json, imprint: Imprint) -> Written:
    """The version as an Excel workbook: the plan, what version it is, the context and the initials. Raises Refused."""
    laid = _laid(content)
    sheets = [
        Sheet("Plan", laid.columns, laid.rows),
        _sheet("Version", (20, 90), _about(content, imprint), table=False),
    ]
    if content["context"]:
        passages = [
            (one["heading"], printed_sheet.YES if one["restricted"] else "", "\n\n".join(one["paragraphs"]))
            for one in content["context"]
        ]
        sheets.append(_sheet("Context", (40, 10, 110), [printed_sheet.CONTEXT_SHEET, *passages]))
    if content["glossary"]:
        terms = [(t["letters"], t["meaning"], t["lead"]["label"] if t["lead"] else "") for t in content["glossary"]]
        sheets.append(_sheet("Initials", (14, 60, 40), [printed_sheet.INITIALS_SHEET, *terms]))
    if content["risk_entry"]:
        facts = entry_facts(content["risk_entry"])
        if content["risk_entry"]["text"]:
            facts.append((printed_sheet.ENTRY_TEXT, content["risk_entry"]["text"]))
        sheets.append(_sheet("Risk register", (20, 90), [printed_sheet.ENTRY_SHEET, *facts]))
    keywords = printed.MARK
    content_of_book = write_workbook(sheets, title=content["title"], author=content["institution"], keywords=keywords)
    return Written(content_of_book, ())


def _about(content: Json, imprint: Imprint) -> list[tuple[str, ...]]:
    return [
        printed_sheet.VERSION_SHEET,
        ("Title", content["title"]),
        (printed.FACT_DOCUMENT, str(Kind(content["kind"]).label)),
        ("Version", content["number"]),
        (printed.FACT_DATE, content["dated"]),
        ("SHA-256", imprint.hash),
        *(("Note", paragraph) for paragraph in content["note"]),
        *(("Approved", words) for words in imprint.approved),
    ]


def _sheet(name: str, widths: Sequence[int], rows: Sequence[tuple[str, ...]], *, table: bool = True) -> Sheet:
    """A sheet of texts, its headings first; the last column is continued in further ones where it is too long."""
    headings, *others = rows
    parted = [(*row[:-1], *_parted(row[-1], headings[-1], f"the sheet “{name}”")) for row in others]
    wide = max(len(headings), *(len(row) for row in parted)) if parted else len(headings)
    more = [continued(headings[-1], number) for number in range(2, wide - len(headings) + 2)]
    columns = tuple(
        Column(heading, widths[min(place, len(widths) - 1)], text_only=True)
        for place, heading in enumerate([*headings, *more])
    )
    return Sheet(name, columns, [[*row, *[""] * (wide - len(row))] for row in parted], table=table)
