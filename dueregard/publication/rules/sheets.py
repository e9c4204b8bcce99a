"""A version as a spreadsheet and as CSV: one row for each next step, long texts continued in further columns. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from dueregard.documents.writers.separated import write_separated
from dueregard.documents.writers.spreadsheet import (
    CELL_LIMIT,
    Column,
    Filled,
    Sheet,
    TooLongForCell,
    write_workbook,
)
from dueregard.documents.writers.written import Written
from dueregard.kernel.require import Refused
from dueregard.plan.rules.cells import AreaRecord, LeadRecord, StepRecord, Table, table_of
from dueregard.publication.rules.frozen import Json
from dueregard.publication.rules.layout import Imprint


def records_of(content: Json) -> list[AreaRecord]:
    """A content as the register's own records, by which its sheet is laid out."""
    sections = {section["reference"]: section for section in content["sections"]}
    return [_area(place, area, sections[area["section"]]) for place, area in enumerate(content["areas"])]


def _area(place: int, area: Json, section: Json) -> AreaRecord:
    texts: dict[str, Any] = {
        name: "\n\n".join(area[name])
        for name in ("hazard", "requirement", "actions_taken", "evidence_text", "status_text")
    }
    same = (
        "title", "rag", "likelihood", "impact", "current_score", "residual_likelihood", "residual_impact", "rating_words",
        "rating_reason", "campus",
    )  # fmt: skip
    return AreaRecord(
        place,
        area["reference"],
        0,
        area["number"],
        area["section"],
        section["number"],
        section["title"],
        rated_on=_day(area["rated_on"]),
        review_on=_day(area["review_on"]),
        restricted=set(area["restricted"]),
        leads=[_lead(lead) for lead in area["leads"]],
        steps=[_step(step) for step in area["steps"]],
        **texts,
        **{name: area[name] for name in same},
    )


def _step(step: Json) -> StepRecord:
    values = {name: value for name, value in step.items() if name != "leads"}
    for name in ("due_start", "due_end", "first_due_on", "ask_again_on", "closed_on"):
        values[name] = _day(values[name])
    return StepRecord(revision=0, leads=[_lead(lead) for lead in step["leads"]], **values)


def _lead(lead: Json) -> LeadRecord:
    return LeadRecord(lead["reference"], lead["label"], lead["kind"])


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _table(content: Json) -> Table:
    try:
        return table_of(records_of(content))
    except (TooLongForCell, ValueError) as error:
        raise Refused(f"{error} Shorten it before it is published.") from error


def csv_bytes(content: Json) -> Written:
    """The version as CSV. Raises Refused where a text can be put into no cell."""
    table = _table(content)
    shown = [place for place, column in enumerate(table.columns) if not column.hidden]
    rows = [[row[place] for place in shown] for row in table.plain_rows()]
    return Written(write_separated([table.columns[place].heading for place in shown], rows), ())


def workbook_bytes(content: Json, imprint: Imprint) -> Written:
    """The version as an Excel workbook: the register, the context, the initials, and what version it is."""
    table = _table(content)
    shown = [place for place, column in enumerate(table.columns) if not column.hidden]
    rows = [[row[place] for place in shown] for row in table.rows]
    about: list[list[str | int | Filled | None]] = [
        ["Title", content["title"]],
        ["Version", content["number"]],
        ["Date", content["dated"]],
        ["SHA-256", imprint.hash],
    ]
    about += [["Note", paragraph] for paragraph in content["note"]]
    about += [["Approved", words] for words in imprint.approved]
    sheets = [
        Sheet("Register", tuple(table.columns[place] for place in shown), rows),
        Sheet("Version", (Column("What", 20), Column("It says", 90)), about, table=False),
    ]
    if content["context"]:
        passages = [[one["heading"], paragraph] for one in content["context"] for paragraph in one["paragraphs"]]
        sheets.append(Sheet("Context", (Column("Heading", 40), Column("Text", 110)), passages))
    if content["glossary"]:
        terms = [[t["letters"], t["meaning"], t["lead"]["label"] if t["lead"] else ""] for t in content["glossary"]]
        columns = (Column("Initials", 14, text_only=True), Column("Meaning", 60), Column("Stand for", 40))
        sheets.append(Sheet("Initials", columns, terms))
    try:
        return Written(write_workbook(sheets, title=content["title"], author=content["institution"]), ())
    except TooLongForCell as error:
        raise Refused(f"{error} A cell holds {CELL_LIMIT:,} characters: shorten it before it is published.") from error
