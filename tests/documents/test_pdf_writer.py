"""PDF out: what a reader sees is what was written, tagged, the same each time, and no text is ever a command."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from dueregard.documents.blocks import (
    Attachment,
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Document,
    Facts,
    Heading,
    Notice,
    PageBreak,
    Paragraph,
    Span,
    Table,
)
from dueregard.documents.readers import read
from dueregard.documents.readers.pdf_attachments import attached
from dueregard.documents.writers.pdf import PdfNotMade, write_pdf
from dueregard.documents.writers.pdf_glyphs import shown

AWKWARD = [
    '#panic("x") #import "@preview/x:0.1.0": *',
    "$x^2$ and <label> and @ref",
    "= heading\n== another\n- item\n+ item\n/ term: x",
    "*b* _i_ `raw` \\ \\u{41} ~ -- --- ... // no comment /* none */",
    "\"quotes\" 'single' “curly” ‘these’",
    "=cmd()|'/c calc'!A1",
    "two\nlines\n\nand a paragraph\n\n\n\nmore",
    "office fi ffl café naïve ßœ Ωµ½™€£ Привет",
    "https://www.example.ac.uk/governance/prevent/policies/a-very-long-statement.pdf?version=3&download=true",
    "a\x00b\x1f\x7fc\ud800d\u202ee\ufeff",
    "soft\u00adhyphen joined\u200dhere zero\u200bwidth no\u00a0break\u2011hyphen",
    "x\u0323\u0301 e\u0301 ọ\u0301",
    "😀 👩🏽‍🎓 🇬🇧 مرحبا بك 日本語",
    "\ttab  and   blanks ",
]
INVISIBLE = [chr(code) for code in (0x34F, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10))]
INVISIBLE += [chr(code) for code in range(0xE0000, 0xE1000)]
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 60" width="300" height="60">'
    '<rect width="80" height="20" fill="#22733f"/><text x="90" y="15" font-family="system-ui">Green 😀</text></svg>'
)


def made(*blocks: Block, title: str = "A plan", **more: object) -> bytes:
    return write_pdf(Document(title, blocks, date(2026, 11, 12), **more)).content  # type: ignore[arg-type]


def one_column(texts: Sequence[str]) -> Table:
    return Table((Column("Text", 30), Column("End")), [(Cell(text), Cell("|")) for text in texts], "Texts")


def visible(content: bytes) -> str:
    """All text in reading order without blanks, less what is repeated or stands in the footer."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        found = "".join(char["text"] for page in pdf.pages for char in page.chars if char.get("tag") != "Artifact")
    return squeezed(found)


def squeezed(text: str) -> str:
    return "".join(text.split())


def catalog(content: bytes) -> dict[str, object]:
    return PDFDocument(PDFParser(io.BytesIO(content))).catalog


def pages(content: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [page.extract_text() for page in pdf.pages]


# What a reader sees


@settings(max_examples=4, deadline=None)
@given(
    st.lists(
        st.sampled_from(AWKWARD)
        | st.text(max_size=60)
        | st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=60),
        min_size=30,
        max_size=30,
    )
)
def test_what_is_read_is_what_was_written(texts: list[str]) -> None:
    blocks = [one_column(texts), *(Paragraph(text) for text in texts), Bullets(tuple(f"x{text}" for text in texts))]
    expected = "Aplan" + "TextsTextEnd" + "".join(f"{shown(text)}|" for text in texts)
    expected += "".join(shown(text) for text in texts) + "".join(f"•x{shown(text)}" for text in texts)
    assert visible(made(*blocks)) == squeezed(expected)


def test_no_text_is_ever_a_command() -> None:
    expected = "Aplan" + "TextsTextEnd" + "".join(f"{shown(text)}|" for text in AWKWARD)
    assert visible(made(one_column(AWKWARD))) == squeezed(expected)
    covered = [text for text in AWKWARD if shown(text) == text]
    assert len(covered) >= 8, "these are shown exactly as they stand"


def test_the_reader_of_plans_finds_the_cells(tmp_path: Path) -> None:
    columns = (Column("No.", 5), Column("Risk area", 20, row_heading=True), Column("Next step", 40), Column("RAG", 8))
    rows = [
        (Cell(str(number)), Cell(f"Area {number}"), Cell(text.strip()), Cell("Amber", tone="amber"))
        for number, text in enumerate(AWKWARD[:5] * 6, start=1)
    ]
    path = tmp_path / "a.pdf"
    path.write_bytes(made(Table(columns, rows, "Register")))
    grids = list(read(path, name="a.pdf").grids())
    assert len(grids) > 1
    found = [[cell.text if cell else "" for cell in row] for grid in grids for row in grid.rows]
    assert [squeezed("".join(row)) for row in found if row[0] != "No."] == [
        squeezed("".join(str(cell.text) for cell in row)) for row in rows
    ]


def test_what_the_typeface_lacks_is_replaced_in_sight_and_reported() -> None:
    document = Document("Plan 😀", [Paragraph("Bien sûr 😀 x\u0323\u0301 مرحبا بك")], date(2026, 1, 1))
    written = write_pdf(document)
    assert "Bien sûr [grinning face]" in pages(written.content)[0]
    assert "[7 Arabic letters]" in pages(written.content)[0]
    (remark,) = written.remarks
    assert remark.startswith("11 characters that the PDF’s typeface lacks were replaced")
    assert "😀 (U+1F600)" in remark
    assert "م (U+0645)" in remark
    assert write_pdf(Document("Plan", [Paragraph("naïve – “Ω”")], date(2026, 1, 1))).remarks == ()


@given(st.text())
def test_what_is_shown_is_shown_again_as_it_is(text: str) -> None:
    assert shown(shown(text)) == shown(text)


@given(st.characters(categories=("Lu", "Ll", "Nd", "Po", "So", "Sm", "Co", "Mn"), exclude_characters=INVISIBLE))
def test_nothing_that_has_a_shape_is_left_out(character: str) -> None:
    assert shown(f"a{character}") not in ("a", "")


def test_a_very_long_cell_goes_on_overleaf_and_stays_on_the_paper() -> None:
    columns = (Column("Risk area", 10, row_heading=True), Column("Action taken", 20), Column("Next step", 10))
    words, unbroken = "word " * 4_000, "y" * 3_000
    rows = [
        (Cell("Area", rowspan=2), Cell(words, rowspan=2), Cell("one")),
        (None, None, Cell("two")),
        (Cell("Next"), Cell("short"), Cell(unbroken)),
    ]
    content = made(Table(columns, rows, ""))
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) > 4
        chars = [char for page in pdf.pages for char in page.chars]
        assert sum(1 for char in chars if char["text"] == "y") == len(unbroken)
        assert max(char["x1"] for char in chars) < 842 - 40
        low = [char for page in pdf.pages for char in page.chars if char["bottom"] > 595 - 46]
    assert {char.get("tag") for char in low} == {"Artifact"}, "below the margin stands only the footer"
    assert visible(content).count("word") == 4_000


# The parts of a document


def test_headers_and_bands_stand_on_every_page_and_are_read_once() -> None:
    columns = (Column("No.", 5, numeric=True), Column("Risk area", 20, row_heading=True), Column("Next step", 40))
    band = (Cell("Section A: leading", colspan=3), None, None)
    rows = [band, *((Cell(str(number)), Cell("Area"), Cell("What comes next. " * 9)) for number in range(40))]
    content = made(Table(columns, rows, "The register", frozenset({0})), footer="Version 3.1, 4f2a 9c11")
    texts = pages(content)
    assert len(texts) > 2
    for number, text in enumerate(texts, start=1):
        assert "No. Risk area Next step" in text
        assert "Section A: leading" in text
        assert f"Page {number} of {len(texts)}" in text
        assert "Version 3.1, 4f2a 9c11" in text
    assert visible(content).count("SectionA:leading") == 1
    assert visible(content).count("Riskarea") == 1


def test_spans_bands_and_every_other_block_are_set() -> None:
    columns = (Column("A"), Column("B"), Column("C"))
    table = Table(
        columns,
        [
            (Cell("First band", colspan=3), None, None),
            (Cell("Second band", colspan=3), None, None),
            (Cell("down", rowspan=2), Cell("across", colspan=2), None),
            (None, Cell("x", tone="red"), Cell((Span("old", "removed"), Span(" new", "added"), Span(" q", "quiet")))),
            (Cell("Last band", colspan=3), None, None),
        ],
        "Spans",
        frozenset({0, 1, 4}),
    )
    content = made(
        Facts((("Version", "3.1"), ("Approved", ""))),
        Notice("Withheld", "amber"),
        Notice("Odd tone", "mauve"),
        Heading(4, "Deep", "deep"),
        Heading(2, "Twice", "deep"),
        Heading(2, " "),
        Bullets(()),
        Paragraph(""),
        PageBreak(),
        table,
        Table(columns, [], "Nothing yet"),
        Chart(
            SVG, "One bar", Table((Column("Term"), Column("Green", numeric=True)), [(Cell("a"), Cell("1"))], "By term")
        ),
        contents=True,
        landscape=False,
        subtitle="Public",
    )
    text = visible(content)
    for part in (
        "Public",
        "Contents",
        "Version3.1",
        "Withheld",
        "FirstbandSecondband",
        "across",
        "oldnewq",
        "Lastband",
    ):
        assert part in text
    for part in ("Nothingyet", "Green[grinningface]", "Byterm"):
        assert part in text
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        assert [round(pdf.pages[0].width), round(pdf.pages[0].height)] == [595, 842]
        assert len(pdf.pages) == 2


def test_a_few_facts_stay_on_one_page() -> None:
    above = Bullets(tuple("One line." for _ in range(47)))
    few = pages(made(above, Facts(tuple((f"Label {n}", f"Fact {n}") for n in range(8))), landscape=False))
    assert [page for page in few if "Fact 0" in page] == [page for page in few if "Fact 7" in page]
    many = pages(made(above, Facts(tuple((f"Label {n}", f"Fact {n}") for n in range(40))), landscape=False))
    assert [page for page in many if "Fact 0" in page] != [page for page in many if "Fact 39" in page]


def test_contents_link_and_bookmarks_lead_to_the_headings() -> None:
    content = made(Heading(2, "First part"), PageBreak(), Heading(2, "Second part"), Heading(3, "Below"), contents=True)
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages[0].annots) >= 3
    document = PDFDocument(PDFParser(io.BytesIO(content)))
    assert [(level, title) for level, title, *_ in document.get_outlines()] == [
        (1, "A plan"),
        (2, "First part"),
        (2, "Second part"),
        (3, "Below"),
    ]
    assert "Second part" in pages(content)[0]


def test_it_says_that_it_is_accessible_and_in_british_english() -> None:
    content = made(
        Chart(SVG, "One bar", one_column(["x"])), title="Plan “A”", author="A University", subject="The duty"
    )
    root = catalog(content)
    assert root["Lang"] in (b"en-GB", "en-GB")
    assert resolve1(root["MarkInfo"])["Marked"] is True
    assert resolve1(root["StructTreeRoot"])
    metadata = resolve1(root["Metadata"]).get_data().decode()
    assert "pdfuaid:part" in metadata
    assert "Plan “A”" in metadata
    assert "A University" in metadata
    assert "2026-11-12" in metadata
    assert resolve1(root["ViewerPreferences"])["DisplayDocTitle"] is True


def test_the_same_document_gives_the_same_bytes() -> None:
    blocks = (Heading(2, "H"), one_column(["a", "😀"]), Chart(SVG, "d", one_column(["x"])))
    files = (Attachment("plan.json", "application/json", b"{}", "Data"),)
    assert made(*blocks, attachments=files) == made(*blocks, attachments=files)
    assert made(*blocks) != made(*blocks, title="Another plan")


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (Document(" ", [], date(2026, 1, 1)), "A PDF needs a title: give the document one."),
        (Document("T", [Chart(SVG, "", one_column([]))], date(2026, 1, 1)), "A chart needs a description"),
        (Document("T", [Chart("<svg", "d", one_column([]))], date(2026, 1, 1)), "its drawing is broken"),
        (
            Document("T", [], date(2026, 1, 1), attachments=(Attachment("a", "nonsense", b"", ""),)),
            "the typesetter refused the document",
        ),
    ],
)
def test_a_document_that_cannot_be_set_is_refused_with_a_sentence(document: Document, sentence: str) -> None:
    with pytest.raises(PdfNotMade, match=sentence) as caught:
        write_pdf(document)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_cells_that_do_not_add_up_are_refused() -> None:
    columns = (Column("A"), Column("B"))
    with pytest.raises(ValueError, match="has 1 cells for 2 columns"):
        made(Table(columns, [(Cell("a"),)], "T"))
    with pytest.raises(ValueError, match="stands where another one spans"):
        made(Table(columns, [(Cell("a", colspan=2), Cell("b"))], "T"))


def test_nothing_is_left_on_the_disc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    made(Paragraph("x"))
    with pytest.raises(PdfNotMade):
        made(Chart("<svg", "d", one_column([])))
    assert list(tmp_path.iterdir()) == []


def test_a_drawing_fetches_and_reads_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">SECRET</text></svg>')
    svg = SVG.replace("<rect", f'<image href="{secret}" width="9" height="9"/><rect')
    try:
        content = made(Chart(svg, "d", one_column(["x"])))
    except PdfNotMade:
        return
    assert "SECRET" not in visible(content)


def test_a_drawing_takes_its_colours_along() -> None:
    styled = SVG.replace("#22733f", "var(--green, #22733f)").replace("<text", '<text fill="currentColor"')
    blocks = one_column(["x"])
    with pdfplumber.open(io.BytesIO(made(Chart(styled, "d", blocks)))) as pdf:
        drawn = [shape["non_stroking_color"] for shape in pdf.pages[0].rects if shape["height"] < 20]
    assert any(colour and [round(part * 255) for part in colour] == [0x22, 0x73, 0x3F] for colour in drawn)


def test_properties_hold_any_script_and_no_broken_text() -> None:
    content = made(Paragraph("x"), author="Université 😀 \ud800\x00", subject="مرحبا\nبك")
    assert "Université 😀" in resolve1(catalog(content)["Metadata"]).get_data().decode()


def test_files_travel_inside() -> None:
    data = '{"plan": "😀"}'.encode() * 500
    files = (
        Attachment("plan.json", "application/json", data, "The plan as data"),
        Attachment("empty.txt", "text/plain", b"", "Nothing"),
    )
    assert attached(made(Paragraph("x"), attachments=files)) == {"plan.json": data, "empty.txt": b""}
    assert attached(made(Paragraph("x"))) == {}
