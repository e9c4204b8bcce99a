"""What each writer writes for the internal audience, the importer reads back: a property over generated plans."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from pdfminer.pdftypes import resolve1

from dueregard.documents.blocks import Document, Facts, Heading, Notice, Paragraph, Table, plain
from dueregard.documents.writers.pdf import write_pdf
from dueregard.documents.writers.pdf_glyphs import shown
from dueregard.kernel.require import Refused
from dueregard.kernel.words import clean_line, clean_text
from dueregard.organisation.models import Campus
from dueregard.plan.importing import propose_file
from dueregard.plan.models import PlanImport, RiskEntry
from dueregard.plan.rules.passages import paragraphs
from dueregard.plan.rules.published import context_of
from dueregard.plan.workflows import imports
from dueregard.plan.workflows.document import set_risk_entry
from dueregard.plan.workflows.imports.committing import commit_file
from dueregard.publication.exporting import Source, write_file
from dueregard.publication.queries.living import living_content
from dueregard.publication.rules.audiences import as_seen
from dueregard.publication.rules.layout import Imprint, document_of
from dueregard.publication.rules.states import Audience, Format
from tests import factories
from tests.publication.conftest import Room
from tests.publication.generated import (
    AWKWARD,
    DATA,
    EDITED,
    LONG,
    PEOPLE,
    TABLES,
    WITHOUT_BLANK,
    expected,
    imported,
    plans,
    published,
    round_trip,
    told,
    written,
)
from tests.publication.test_rules import area, content, lead, step

ROOT = Path(__file__).parents[2]


# --- the property -----------------------------------------------------------------------------------------------------
AWKWARD_PLAN = content(
    *(
        area(
            f"A{place}", f"1.{place}", one, section="S1", actions_taken=paragraphs(one), hazard=paragraphs(one),
            evidence_text=paragraphs(one), rag="amber", leads=[lead(clean_line(one) or "Nobody", "person")],
            steps=[
                step("T1", one, due_phrase=clean_line(one)[:200], progress=one, waiting_on=clean_line(one)),
                step("T2", one, status="done", closed_on="2026-01-01", standing=True),
            ],
        )
        for place, one in enumerate(clean_text(text).strip() for text in AWKWARD)
    ),
    context=[
        {"reference": "C1", "kind": "local", "heading": "Risk areas and actions", "paragraphs": ["No."], "restricted": True},
    ],
)  # fmt: skip


def _examples(format: str) -> int:
    return 6 if format == Format.PDF else 30


@pytest.mark.parametrize("format", [*TABLES, Format.JSON, Format.PDF])
def test_a_plan_comes_back(format: str) -> None:
    @settings(max_examples=_examples(format), deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(plans())
    def holds(whole: dict[str, Any]) -> None:
        round_trip(whole, format)

    holds()


@pytest.mark.parametrize("format", [*TABLES, *DATA])
def test_every_awkward_text_comes_back_from_every_place(format: str) -> None:
    round_trip(AWKWARD_PLAN, format)


@pytest.mark.parametrize("kind", ["both", "risk_assessment", "action_plan"])
@pytest.mark.parametrize("format", [*TABLES, *DATA])
def test_a_text_longer_than_a_cell_or_a_page_comes_back_whole(format: str, kind: str) -> None:
    steps_ = [step("T1", WITHOUT_BLANK, progress=LONG, leads=[lead("Head of Estates")]), step("T2", "Short")]
    whole = content(
        area("A1", "1.1", "Long", actions_taken=[LONG, LONG], steps=[] if kind == "risk_assessment" else steps_),
        kind=kind,
        context=[{"reference": "C1", "kind": "local", "heading": "Local", "paragraphs": [LONG], "restricted": False}],
    )
    if kind == "action_plan":
        whole["areas"][0]["actions_taken"] = []
    round_trip(whole, format)


@pytest.mark.parametrize("format", [Format.EXCEL, Format.CSV])
def test_a_text_that_no_cell_holds_is_refused_and_never_cut(format: str) -> None:
    nowhere_to_part = "x " * 40_000 + "x"
    whole = content(area("A1", "", "Long", steps=[step("T1", "Short"), step("T2", nowhere_to_part)]))
    with pytest.raises(Refused) as refused:
        written(whole, format)
    assert str(refused.value) == (
        "“Next step” of risk area (1) is too long for a spreadsheet, whose cells hold 32,767 characters, and has no place "
        "where it can be parted. Shorten it before it is published."
    )
    round_trip(whole, Format.WORD)


def test_long_context_and_meanings_are_continued_in_further_columns() -> None:
    passage = {
        "reference": "C1",
        "kind": "local",
        "heading": "Local",
        "paragraphs": [WITHOUT_BLANK],
        "restricted": False,
    }
    other = passage | {"paragraphs": ["Short."]}
    round_trip(content(area("A1", "1", "A"), context=[passage, other]), Format.EXCEL)


# --- leads, restrictions, what is not for the register ----------------------------------------------------------------
@pytest.mark.parametrize("format", DATA)
def test_data_carries_the_kinds_of_leads(format: str) -> None:
    found = round_trip(PEOPLE, format)
    assert [(one["name"], one["kind"]) for one in found["risk_areas"][0]["leads"]] == [
        ("Prue", "person"), ("The Court", "body"), (None, "unknown"), ("Head of Estates", "post"),
    ]  # fmt: skip
    assert [(one["initials"], one["kind"]) for one in found["glossary"]] == [("KU", "body")]


@pytest.mark.parametrize("format", [Format.WORD, Format.HTML, Format.EXCEL])
def test_tables_tell_kinds_by_name_and_glossary(format: str) -> None:
    found = round_trip(PEOPLE, format)
    assert [one["kind"] for one in found["risk_areas"][0]["leads"]] == ["unknown", "person", "unknown", "post"]
    lead_of_step = found["risk_areas"][0]["next_steps"][0]["leads"][0]
    assert (lead_of_step["name"], lead_of_step["kind"]) == ("Kent Union", "body")


@pytest.mark.parametrize("format", [*TABLES, *DATA])
def test_what_was_restricted_is_told(format: str) -> None:
    flags = [one["message"] for one in round_trip(PEOPLE, format)["flags"] if "restricted" in one["message"]]
    assert flags == [
        "Passages are restricted in 1.1, one without number: they come into the register as restricted as they were."
    ]


def test_the_public_edition_reads_back_as_the_public_saw_it() -> None:
    seen = as_seen(PEOPLE, Audience.PUBLIC).content
    for format in (*TABLES, *DATA):
        assert told(imported(written(PEOPLE, format, Audience.PUBLIC), format), format) == expected(seen, format)
    assert seen["areas"][0]["hazard"] == ["[Withheld]"]


# --- edited files -----------------------------------------------------------------------------------------------------
def test_an_edited_word_file_is_read_as_it_is_now() -> None:
    import docx

    document = docx.Document(io.BytesIO(written(EDITED, Format.WORD)))
    table = next(
        one for one in document.tables if one.cell(0, 1).text == "Risk area" and one.cell(0, 2).text == "Action taken"
    )
    columns = {cell.text: place for place, cell in enumerate(table.rows[0].cells)}
    table.cell(1, columns["Action taken"]).text = "New words; not parted / at all."
    table.cell(1, columns["RAG"]).text = "amber"
    table.cell(1, columns["By when"]).text = "31 July 2027"
    # A row that repeats no area is a step more, and moves the one that waits on somebody; one with a title is an area.
    first = table.add_row().cells
    first[columns["Next step"]].text, first[columns["By whom"]].text = "Fourth", "Registrar;\nHead of Estates"
    second = table.add_row().cells
    second[columns["Risk area"]].text, second[columns["RAG"]].text = "Three", "pink"
    saved = io.BytesIO()
    document.save(saved)
    found = imported(saved.getvalue(), Format.WORD)
    one, two, three = found["risk_areas"]
    assert (one["number"], one["actions_taken"], one["rag"]) == ("1.1", ["New words; not parted / at all."], "amber")
    assert [step_["text"] for step_ in one["next_steps"]] == ["First", "Second"]
    assert one["next_steps"][0]["due"] == {"start": "2027-07-31", "end": "2027-07-31", "phrase": ""}
    assert one["next_steps"][1]["waiting_on"] == "the landlord"
    assert [step_["text"] for step_ in two["next_steps"]] == ["Third", "Fourth"]
    assert [who["written"] for who in two["next_steps"][1]["leads"]] == ["Registrar", "Head of Estates"]
    assert (three["number"], three["title"], three["rag"]) == (None, "Three", "unknown")
    assert "“pink” is none of Red, Amber, Green and Unknown." in [flag["message"] for flag in found["flags"]]


def test_a_file_on_an_institution_s_own_template_comes_back() -> None:
    import docx

    template = docx.Document()
    template.sections[0].header.paragraphs[0].text = "{{title}} {{version}}"
    template.styles["Heading 1"].font.name = "Georgia"
    saved = io.BytesIO()
    template.save(saved)
    source = Source(None, AWKWARD_PLAN, Imprint("ab" * 32), template=saved.getvalue())  # type: ignore[arg-type]
    data = write_file(source, Audience.INTERNAL, Format.WORD).content
    assert told(imported(data, Format.WORD), Format.WORD) == expected(AWKWARD_PLAN, Format.WORD)
    header = docx.Document(io.BytesIO(data)).sections[0].header.paragraphs[0].text
    assert header == "The plan 1"


def test_details_follow_a_step_that_was_moved() -> None:
    import docx

    document = docx.Document(io.BytesIO(written(EDITED, Format.WORD)))
    table = next(one for one in document.tables if one.cell(0, 2).text == "Action taken")
    place = [cell.text for cell in table.rows[0].cells].index("Next step")
    table.cell(1, place).text, table.cell(2, place).text = "Second", "First"
    saved = io.BytesIO()
    document.save(saved)
    steps_ = imported(saved.getvalue(), Format.WORD)["risk_areas"][0]["next_steps"]
    assert [(one["text"], one["waiting_on"]) for one in steps_] == [("Second", "the landlord"), ("First", None)]


def test_what_the_annexes_say_of_an_area_that_was_taken_out_is_left_out_and_told() -> None:
    import docx

    document = docx.Document(io.BytesIO(written(EDITED, Format.WORD)))
    table = next(one for one in document.tables if one.cell(0, 2).text == "Action taken")
    for row in list(table.rows)[1:3]:
        table._tbl.remove(row._tr)
    document.add_table(1, 3).cell(0, 0).text = "Mine"
    saved = io.BytesIO()
    document.save(saved)
    found = imported(saved.getvalue(), Format.WORD)
    assert [one["number"] for one in found["risk_areas"]] == ["1.2"]
    assert [(one["reason"], one["text"].split(" | ")[0]) for one in found["left_out"]] == [
        ("It is about a risk area that is not there.", "1.1/2"),
        ("A table that is not ours.", "Mine"),
    ]


def test_an_edited_workbook_is_read_as_it_is_now() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(written(EDITED, Format.EXCEL)))
    sheet = book["Plan"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["Action taken"]).value = "New words; not parted."
    sheet.cell(2, columns["Due by"]).value = "31 July 2027"
    sheet.cell(3, columns["Due by"]).value = "when it suits"
    sheet.cell(3, columns["Status"]).value = "nearly"
    row = sheet.max_row + 1
    sheet.cell(row, columns["Next step"]).value = "Fourth"
    sheet.cell(row + 1, columns["Risk area"]).value = "Three"
    book.create_sheet("Mine").append(["My own notes", "here"])
    book.properties.keywords = None  # some programs drop them
    saved = io.BytesIO()
    book.save(saved)
    found = imported(saved.getvalue(), Format.EXCEL)
    one, two, three = found["risk_areas"]
    assert one["actions_taken"] == ["New words; not parted."]
    first, second = one["next_steps"]
    assert first["due"]["end"] == "2027-07-31"
    assert (second["due"], second["due_phrase"], second["status"]) == (None, "when it suits", "nearly")
    assert [step_["text"] for step_ in two["next_steps"]] == ["Third", "Fourth"]
    assert [step_["status"] for step_ in two["next_steps"]] == ["Open", "Open"]
    assert (three["number"], three["title"]) == (None, "Three")
    assert [one["text"] for one in found["left_out"]] == ["My own notes | here"]


# --- documents of others ----------------------------------------------------------------------------------------------
def test_without_the_mark_a_document_is_read_as_anybody_s() -> None:
    import docx

    document = docx.Document(io.BytesIO(written(EDITED, Format.WORD)))
    document.core_properties.keywords = ""
    saved = io.BytesIO()
    document.save(saved)
    assert imported(saved.getvalue(), Format.WORD)["layout"]
    page = written(EDITED, Format.HTML).replace(b'<meta name="keywords"', b'<meta name="other"')
    assert imported(page, Format.HTML)["layout"]
    assert imported(written(EDITED, Format.HTML), Format.HTML)["layout"] == []


@pytest.mark.parametrize(
    ("keywords", "ours"),
    [
        ("Due Regard plan layout 1", True),
        ("Prevent, Due Regard plan layout 1;2026", True),
        ("Due Regard plan layout 10", False),
        ("A Due Regard plan layout 1", False),
        ("", False),
    ],
)
def test_the_mark_stands_among_other_keywords(keywords: str, ours: bool) -> None:
    page = written(EDITED, Format.HTML).replace(b"Due Regard plan layout 1", keywords.encode())
    assert bool(imported(page, Format.HTML)["layout"]) is not ours


def test_a_sheet_that_lacks_one_of_our_headings_is_anybody_s() -> None:
    sheet = written(EDITED, Format.CSV)
    assert imported(sheet, Format.CSV)["layout"] == []
    assert imported(sheet.replace(b"Leads of the step", b"Who"), Format.CSV)["layout"]


def test_a_marked_document_without_our_tables_is_anybody_s() -> None:
    page = written(EDITED, Format.HTML).replace(b'"col">RAG', b'"col">Rating')
    assert imported(page, Format.HTML)["layout"]


def test_columns_that_the_user_has_mapped_are_read_as_mapped() -> None:
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        Path(file.name).write_bytes(written(EDITED, Format.CSV))
        asked = {"path": file.name, "name": "plan.csv", "mapping": {"0": {"3": "title"}}}
        assert propose_file(asked)["proposal"]["layout"]


# --- what is seen of the PDF ------------------------------------------------------------------------------------------
def _visible(document: Document) -> Iterator[str]:
    yield document.title
    yield document.subtitle
    for block in document.blocks:
        match block:
            case Heading() | Paragraph() | Notice():
                yield plain(block.text)
            case Facts():
                for label, says in block.rows:
                    yield label
                    yield plain(says)
            case Table():
                yield from (column.heading for column in block.columns)
                yield from (plain(cell.text) for row in block.rows for cell in row if cell is not None)


def _without_blanks(text: str) -> str:
    return "".join(text.split())


def _seen_in(pdf: bytes) -> str:
    """The PDF's text in the order in which it is read out, without what only repeats (headers, footers)."""
    with pdfplumber.open(io.BytesIO(pdf)) as book:
        marked: dict[tuple[int, int], list[str]] = {}
        for page in book.pages:
            for character in page.chars:
                if character["tag"] != "Artifact":
                    marked.setdefault((page.page_obj.pageid, character["mcid"]), []).append(character["text"])
        found: list[str] = []

        def walk(kid: Any, page: int) -> None:
            element = resolve1(kid)
            if isinstance(element, int):
                found.extend(marked.pop((page, element), ()))
            elif isinstance(element, list):
                for one in element:
                    walk(one, page)
            elif isinstance(element, dict):
                page = element["Pg"].objid if "Pg" in element else page
                walk(element.get("MCID", element.get("K")), page)

        walk(resolve1(book.doc.catalog["StructTreeRoot"])["K"], 0)
    assert not marked, "text that no structure holds"
    return "".join(found)


LEFT_TO_RIGHT = content(
    *(
        area(f"A{place}", f"1.{place}", one, section="S1", actions_taken=[one], hazard=[one], leads=[lead(one)],
             steps=[step("T1", one, progress=one), step("T2", one, status="done", closed_on="2026-01-01")])
        for place, one in enumerate(clean_line(text) for text in AWKWARD)
    ),
    area("LONG", "2", "Over a page", actions_taken=[LONG[:20_000]], steps=[step("T1", LONG[:9_000]), step("T2", "Next")]),
)  # fmt: skip


def _see(whole: dict[str, Any]) -> None:
    document = replace(document_of(whole, Audience.INTERNAL, Imprint("ab" * 32)), contents=False)
    # What the typeface lacks, such as letters that run right to left, is told in words (pdf_glyphs.shown).
    wanted = "".join(_without_blanks(shown(text)) for text in _visible(document))
    assert _without_blanks(_seen_in(write_pdf(document).content)) == wanted


def test_what_is_seen_of_the_pdf_is_what_was_written() -> None:
    _see(LEFT_TO_RIGHT)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(plans())
def test_so_it_is_of_any_plan(whole: dict[str, Any]) -> None:
    _see(whole)


# --- into the register ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("format", [*TABLES, *DATA])
def test_a_published_plan_can_be_taken_into_a_register(room: Room, tmp_path: Path, format: str) -> None:
    file = tmp_path / f"plan.{format}"
    file.write_bytes(written(EDITED, format))
    commit_file(by=room.lead, path=file, taken="without_number")
    found = [one for one in living_content("both")["areas"] if one["title"] in ("One", "Two")]
    assert [one["actions_taken"] for one in found] == [["Old words."], []]
    assert [[one["text"] for one in area_["steps"]] for area_ in found] == [["First", "Second"], ["Third"]]
    assert found[0]["steps"][1]["waiting_on"] == "the landlord"
    assert found[0]["leads"][0]["kind"] == "post"


# What has a day or a word of its own in the register, and nothing else would tell.
KEPT = content(
    area(
        "A1", "7.1", "Rooms are let", rag="amber", rating_reason="Two bookings went wrong.", rated_on="2026-03-02",
        campus="north site", restricted=["hazard"], hazard=["Secret."], status_text=["In hand."],
        evidence=[{"reference": "E1", "title": "Minutes", "url": "", "restricted": True}],
        steps=[
            step("T1", "Ask", due_start="2027-01-31", due_end="2027-01-31", carried_over=3, first_due_on="2024-01-31",
                 waiting_on="the landlord", ask_again_on="2026-12-24", restricted=True),
            step("T2", "Write", status="done", closed_on="2026-02-03"),
        ],
    ),
    area("A2", "7.2", "Guests speak", campus="South site", status_text=["Begun."]),
    context=[{"reference": "C1", "kind": "local", "heading": "Local", "paragraphs": ["P."], "restricted": True},
             {"reference": "C2", "kind": "local", "heading": "More", "paragraphs": ["Q."], "restricted": False}],
    risk_entry={
        "register_reference": "CR-7", "title": "Prevent", "text": "What may happen.\n\nAnd then.", "likelihood": 2, "impact": 4,
        "rag": "amber", "owner": lead("Registrar"), "reviewed_on": "2026-05-06", "review_on": "2027-05-06",
    },
)  # fmt: skip


@pytest.mark.parametrize("format", [*TABLES, *DATA])
def test_days_reasons_and_restrictions_come_into_the_register(room: Room, tmp_path: Path, format: str) -> None:
    Campus.objects.create(name="North Site")
    RiskEntry.objects.all().delete()
    before = living_content("both")["context"]
    file = tmp_path / f"plan.{format}"
    file.write_bytes(written(KEPT, format))
    brought = commit_file(by=room.lead, path=file)
    now = living_content("both")
    one, two = (found for found in now["areas"] if found["number"] in ("7.1", "7.2"))
    assert (one["rating_reason"], one["rated_on"], one["campus"]) == (
        "Two bookings went wrong.",
        "2026-03-02",
        "North Site",
    )
    assert (two["campus"], two["status_text"]) == ("", ["Begun.", "Campus: South site"])  # nobody knows that one
    assert one["restricted"] == ["evidence_text", "hazard"]
    asked, done = one["steps"]
    assert (asked["carried_over"], asked["first_due_on"], asked["ask_again_on"]) == (3, "2024-01-31", "2026-12-24")
    assert (asked["restricted"], done["restricted"], done["closed_on"]) == (True, False, "2026-02-03")
    passages = [(found["heading"], found["restricted"]) for found in now["context"] if found not in before]
    entry = now["risk_entry"]
    if format == Format.CSV:
        assert (passages, entry) == ([], None)
    else:
        assert passages == [("Local", True), ("More", False)]
        assert entry | {"owner": entry["owner"]["label"]} == KEPT["risk_entry"] | {"owner": "Registrar"}
    imports.undo_import(by=room.lead, brought=brought)
    assert living_content("both")["risk_entry"] is None


def test_an_entry_that_stands_in_the_register_stays_and_so_does_one_that_was_changed_since(
    room: Room, tmp_path: Path
) -> None:
    RiskEntry.objects.all().delete()
    file = tmp_path / "plan.json"
    file.write_bytes(written(KEPT, Format.JSON))
    brought = commit_file(by=room.lead, path=file)
    entry = RiskEntry.objects.get()
    set_risk_entry(by=room.lead, opened_at=entry.pk, register_reference="CR-7", title="Prevent duty")
    imports.undo_import(by=room.lead, brought=brought)
    commit_file(by=room.lead, path=file)
    assert [one.title for one in RiskEntry.objects.filter(recorded_to__isnull=True)] == ["Prevent duty"]


# --- the guide's table ------------------------------------------------------------------------------------------------
RICH = content(
    area(
        "A1", "1.1", "One", hazard=["H"], requirement=["R"], actions_taken=["T"], evidence_text=["E"], status_text=["S"],
        rag="amber", likelihood=2, impact=3, current_score=5, residual_likelihood=1, residual_impact=2, rating_words="W",
        review_on="2027-01-01", leads=[lead("Nobody known", "person")], rating_reason="R", rated_on="2026-01-01", campus="C",
        restricted=["hazard", "status_text"], evidence=[{"reference": "E1", "title": "M", "url": "", "restricted": True}],
        steps=[
            step("T1", "First", progress="P", due_start="2026-01-01", due_end="2026-02-01", due_phrase="soon", rhythm="yearly",
                 standing=True, leads=[lead("Nobody known", "person")], carried_over=2, first_due_on="2025-01-01",
                 waiting_on="W", ask_again_on="2026-05-01", restricted=True, depends_on=["1.2"], source="S"),
            step("T2", "Closed", status="done", closed_on="2026-01-01", source="S", first_due_on="2025-01-01"),
        ],
    ),
    context=[{"reference": "C1", "kind": "local", "heading": "Where we are", "paragraphs": ["P"], "restricted": True}],
    risk_entry=KEPT["risk_entry"] | {"owner": lead("Nobody known", "person")},
    glossary=[{"reference": "G1", "letters": "KU", "meaning": "Kent Union", "lead": lead("Kent Union", "body")}],
)  # fmt: skip


def _part(found: dict[str, Any], row: str) -> Any:
    """What of a proposal a row of the guide's table speaks of."""
    about, first = found["document"], found["risk_areas"][0]

    def of(thing: dict[str, Any], *names: str) -> Any:
        return [thing[name] for name in names]

    steps_ = first["next_steps"]
    parts: dict[str, Any] = {
        "Title, kind and date of the document": of(about, "title", "kind", "updated"),
        "Context": about["context"],
        "Sections": [(one["number"], one["title"]) for one in found["sections"]],
        "Number and title of a risk area": of(first, "number", "title"),
        "Hazard, what is required, actions taken": of(first, "hazard", "requirement", "actions_taken"),
        "Evidence and status, in words": of(first, "evidence", "status"),
        "RAG, likelihood, impact, scores, rating in words, next review": of(first, "rag", "ratings", "rag_words", "review_on"),
        "Leads, by name": [[who["written"] for who in one["leads"]] for one in (first, *steps_)],
        "Leads: person, post or body": [[who["kind"] for who in one["leads"]] for one in (first, *steps_)],
        "Next steps: text, status, date, rhythm, progress": [
            of(one, "text", "status", "due", "rhythm", "standing", "progress") for one in steps_
        ],
        "Next steps: waiting on, depends on, carried over, source": [
            of(one, "waiting_on", "depends_on", "carried_over", "origin") for one in steps_
        ],
        "Reason and day of a rating, campus": published(first, "rating_reason", "rated_on", "campus"),
        "Next steps: first date, day to ask again, how often carried over": [
            published(one, "first_due_on", "ask_again_on", "carried_over") for one in steps_
        ],
        "Next steps: the day one was closed": [published(one, "closed_on") for one in steps_],
        "What is restricted of risk areas, next steps and evidence": [
            sorted(published(first, "restricted")["restricted"] or []), *(published(one, "restricted") for one in steps_)
        ],
        "What is restricted of the context": [known.get("restricted") for _, known in context_of(about)],
        "Kind of context: national or local": [known.get("kind") for _, known in context_of(about)],
        "Corporate risk register’s entry": {
            name: value for name, value in (published(about, "risk_entry")["risk_entry"] or {}).items() if name != "owner"
        },
        "Initials": [(one["initials"], one["name"]) for one in found["glossary"]],
    }  # fmt: skip
    return parts[row]


def test_the_guide_s_table_tells_what_each_format_carries() -> None:
    text = (ROOT / "docs/guide/publishing-formats.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("| \n").split("|")] for line in text.splitlines() if line.startswith("|")
    ]
    columns = {
        "JSON, PDF": Format.JSON,
        "Excel": Format.EXCEL,
        "CSV": Format.CSV,
        "Word": Format.WORD,
        "Web page": Format.HTML,
    }
    assert rows[0] == ["What", *columns]
    found = {name: imported(written(RICH, format), format) for name, format in columns.items()}
    exact_ = found["JSON, PDF"]
    for what, *said in rows[2:]:
        for name, carried in zip(columns, said, strict=True):
            assert (carried == "yes") == (_part(found[name], what) == _part(exact_, what)), (what, name)
    assert len(rows) == 21


@pytest.mark.parametrize("format", [Format.JSON, Format.PDF, Format.WORD, Format.CSV])
def test_the_review_page_shows_what_was_read_beside_its_source(room: Room, format: str) -> None:
    whole = content(
        area("A1", "7.1", "Rooms are let", rag="red", actions_taken=["<b>Told</b> | not parted"], leads=[lead("Head of Estates")],
             steps=[step("T1", "Write / ask", due_phrase="soon")]),
    )  # fmt: skip
    stream = io.BytesIO(written(whole, format))
    brought = imports.bring_document(by=room.lead, stream=stream, name=f"plan.{format}")
    imports.read_document({"reference": brought.reference, "revision": brought.revision})
    client = factories.signed_in(room.lead)
    assert client.get(reverse("plan:map_columns", args=[brought.reference])).status_code == 200
    page = client.get(reverse("plan:import", args=[brought.reference])).content.decode()
    assert "Rooms are let" in page
    key = PlanImport.objects.get(pk=brought.pk).proposal["risk_areas"][0]["key"]
    one = client.get(reverse("plan:correct_proposal", args=[brought.reference, key])).content.decode()
    assert one.count("&lt;b&gt;Told&lt;/b&gt; | not parted") >= 2  # in the source and in the proposal
