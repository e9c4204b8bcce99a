"""Word documents out: real styles, tables that read back as they were written, the same bytes for the same document."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import docx
import pytest
from docx.enum.section import WD_ORIENT
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from dueregard.documents.blocks import (
    TONES,
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
    plain,
)
from dueregard.documents.grids import Grid, SourceDocument
from dueregard.documents.limits import DEFAULT
from dueregard.documents.readers.characters import tidy
from dueregard.documents.readers.word import read_word
from dueregard.documents.writers import palette
from dueregard.documents.writers.word import write_word
from dueregard.documents.writers.word.markup import element, w
from dueregard.documents.writers.word.parts import MAIN
from dueregard.documents.writers.word.pictures import CannotBeDrawn, drawn
from dueregard.documents.writers.word.styles import StyleSheet, speak_british
from dueregard.documents.writers.word.tables import widths

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100" width="400" height="100">'
    '<rect width="300" height="40" fill="#22733f"/><text x="310" y="30" font-family="sans-serif">15</text></svg>'
)
RATINGS = Table(
    (Column("Rating", 3, row_heading=True), Column("Areas", 1, numeric=True)),
    ((Cell("Green", "green"), Cell("15")), (Cell("Red", "red"), Cell("2"))),
    "Areas by rating",
)
PLAN = Table(
    (Column("No.", 3), Column("Risk area", 10, row_heading=True), Column("Next step", 20), Column("RAG", 5)),
    (
        (Cell("Leadership"), None, None, None),
        (
            Cell("1", rowspan=2),
            Cell("Governance", rowspan=2),
            Cell("• Brief the Council"),
            Cell("Red", "red", rowspan=2),
        ),
        (None, None, Cell("Record its assurance"), None),
        (Cell("2"), Cell("Nothing is due here", colspan=2), None, Cell("Green", "green")),
    ),
    "Areas and next steps",
    frozenset({0}),
)
BLOCKS = (
    Facts((("Version", "3.1"), ("Approved", (Span("9 November 2026"), Span(" by the Council", "quiet"))))),
    Notice("Restricted passages are withheld.", "amber"),
    Heading(2, "Summary"),
    Paragraph("First line\nsecond line\n\nSecond paragraph."),
    Bullets(("One", (Span("Two "), Span("strongly", "strong")))),
    Heading(3, "Ratings"),
    Chart(SVG, 'Bars: 15 green, "2" red.', RATINGS),
    PageBreak(),
    Heading(2, "Plan"),
    PLAN,
    Heading(4, "What has changed"),
    Paragraph((Span("was five", "removed"), Span("is three", "added"), Span(" days"))),
)
WHOLE = Document(
    "Prevent plan",
    BLOCKS,
    date(2026, 11, 28),
    subtitle="Version 3.1",
    author="Harbour University & Co",
    subject="Prevent duty",
    footer="Version 3.1 · 9f86d081",
    contents=True,
)


def only(*blocks: object, **more: object) -> Document:
    return Document("T", blocks, date(2026, 11, 28), **more)  # type: ignore[arg-type]


def opened(document: Document) -> docx.document.Document:
    return docx.Document(io.BytesIO(write_word(document).content))


def read_back(document: Document) -> SourceDocument:
    return read_word(write_word(document).content, DEFAULT)


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


@pytest.fixture(scope="module")
def content() -> bytes:
    written = write_word(WHOLE)
    assert written.remarks == ()
    return written.content


@pytest.fixture(scope="module")
def body(content: bytes) -> etree._Element:
    found = part(content, "word/document.xml").find(w("body"))
    assert found is not None
    return found


# --- styles and structure ---------------------------------------------------------------------------------------------
def test_every_block_has_a_real_style() -> None:
    paragraphs = [(each.style.name, each.text) for each in opened(WHOLE).paragraphs]
    assert paragraphs[:2] == [("Title", "Prevent plan"), ("Subtitle", "Version 3.1")]
    assert [pair for pair in paragraphs if pair[1]][2:] == [
        ("Notice", "Restricted passages are withheld."),
        ("Heading 1", "Summary"),
        ("Normal", "First line\nsecond line"),
        ("Normal", "Second paragraph."),
        ("List Bullet", "One"),
        ("List Bullet", "Two strongly"),
        ("Heading 2", "Ratings"),
        ("Caption", "Areas by rating"),
        ("Heading 1", "Plan"),
        ("Caption", "Areas and next steps"),
        ("Heading 3", "What has changed"),
        ("Normal", "was fiveis three days"),
    ]
    assert [table.style.name for table in opened(WHOLE).tables] == ["Facts Table", "Plan Table", "Plan Table"]


def test_the_products_own_reader_finds_the_same_structure() -> None:
    back = read_back(WHOLE)
    assert back.title == "Prevent plan"
    headings = [(each.text, each.level) for each in back.paragraphs() if each.level]
    assert headings == [
        ("Prevent plan", 1), ("Summary", 1), ("Ratings", 2), ("Plan", 1), ("What has changed", 3),
    ]  # fmt: skip
    assert "- One" in [each.text for each in back.paragraphs()]
    facts, ratings, plan = back.grids()
    assert [[cell.text for cell in row if cell] for row in facts.rows] == [
        ["Version", "3.1"], ["Approved", "9 November 2026 by the Council"],
    ]  # fmt: skip
    assert [cell.fill for row in ratings.rows[1:] for cell in row if cell and cell.fill] == [
        palette.FILLS["green"], palette.FILLS["red"],
    ]  # fmt: skip
    assert [cell.header for cell in plan.rows[0] if cell] == [True] * 4


def test_merges_and_bands(body: etree._Element) -> None:
    (plan,) = [grid for grid in read_back(WHOLE).grids() if grid.width == 4]
    shape = [[(cell.text, cell.rowspan, cell.colspan) if cell else None for cell in row] for row in plan.rows[1:]]
    assert shape == [
        [("Leadership", 1, 4), None, None, None],
        [("1", 2, 1), ("Governance", 2, 1), ("• Brief the Council", 1, 1), ("Red", 2, 1)],
        [None, None, ("Record its assurance", 1, 1), None],
        [("2", 1, 1), ("Nothing is due here", 1, 2), None, ("Green", 1, 1)],
    ]
    table = opened(WHOLE).tables[2]
    assert table.cell(2, 3).text == table.cell(3, 3).text == "Red"
    band = body.findall(w("tbl"))[2].findall(w("tr"))[1]
    assert [each.get(w("val")) for each in band.iter(w("pStyle"))] == ["TableBand"]


def test_headers_are_repeated_and_widths_sum_to_the_text(body: etree._Element) -> None:
    facts, ratings, plan = body.findall(w("tbl"))
    for table, whole in ((facts, 14_570), (plan, 14_570), (ratings, 6_000)):
        columns = [int(each.get(w("w")) or 0) for each in table.iter(w("gridCol"))]
        assert sum(columns) == whole
        assert table.find(f"{w('tblPr')}/{w('tblLayout')}").get(w("type")) == "fixed"
        for row in table.findall(w("tr")):
            assert sum(int(each.get(w("w")) or 0) for each in row.iter(w("tcW"))) == whole
    repeated = [
        [row.find(f".//{w('tblHeader')}") is not None for row in table.findall(w("tr"))] for table in (facts, plan)
    ]
    assert repeated == [[False, False], [True, False, False, False, False]]
    assert [table.find(f".//{w('tblCaption')}") is not None for table in (facts, plan)] == [False, True]
    looks = [table.find(f".//{w('tblLook')}") for table in (facts, ratings, plan)]
    assert [(each.get(w("firstRow")), each.get(w("firstColumn"))) for each in looks] == [
        ("0", "1"),
        ("1", "1"),
        ("1", "0"),
    ]


def test_short_rows_stay_whole_and_long_ones_may_break() -> None:
    long = "word " * 400
    table = Table(
        (Column("A"), Column("B")),
        (
            (Cell("short"), Cell("short")),
            (Cell(long, rowspan=2), Cell("a")),
            (None, Cell("b")),
            (Cell("x", rowspan=2), Cell("a")),
            (None, Cell("b")),
        ),
        "C",
    )
    rows = part(write_word(only(table)).content, "word/document.xml").findall(f".//{w('tr')}")[1:]
    assert [row.find(f".//{w('cantSplit')}") is not None for row in rows] == [True, False, False, True, True]
    # A few rows under one cell are kept together: the row before the last asks for the next one.
    assert [row.find(f".//{w('keepNext')}") is not None for row in rows] == [False, False, False, True, False]


@pytest.mark.parametrize("shares", [[1], [1, 1, 1], [4, 13, 26, 22, 11, 10, 13, 7], [0, 5]])
def test_widths_are_shares_of_the_whole(shares: list[int]) -> None:
    found = widths(shares, 14_571)
    assert sum(found) == 14_571
    assert all(each > 0 for each in found)


def test_the_page_and_its_footer(content: bytes) -> None:
    section = docx.Document(io.BytesIO(content)).sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert section.footer.paragraphs[0].text.startswith("Version 3.1 · 9f86d081\tPage ")
    fields = [each.get(w("instr")) for each in part(content, "word/footer1.xml").iter(w("fldSimple"))]
    assert fields == [" PAGE ", " NUMPAGES "]
    upright = opened(replace(WHOLE, landscape=False)).sections[0]
    assert (round(upright.page_width.mm), round(upright.page_height.mm)) == (210, 297)


def test_contents_are_filled_in_and_word_asks_nothing(content: bytes, body: etree._Element) -> None:
    contents = body.find(w("sdt"))
    assert contents is not None
    links = {each.get(w("anchor")): "".join(each.itertext()) for each in contents.iter(w("hyperlink"))}
    assert list(links.values()) == ["Summary", "Ratings", "Plan", "What has changed"]
    assert set(links) == {each.get(w("name")) for each in body.iter(w("bookmarkStart"))}
    assert "TOC" in (next(contents.iter(w("instrText"))).text or "")
    kinds = [each.get(w("fldCharType")) for each in body.iter(w("fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    assert part(content, "word/settings.xml").find(w("updateFields")) is None
    assert not any(each.get(w("dirty")) for each in body.iter())
    for document in (only(Heading(2, "A")), only(Paragraph("A"), contents=True)):
        assert part(write_word(document).content, "word/document.xml").find(f".//{w('sdt')}") is None


def test_a_page_break_begins_the_next_block() -> None:
    def breaks(*blocks: object) -> list[str]:
        root = part(write_word(only(*blocks)).content, "word/document.xml")
        broken = [each for each in root.iter(w("p")) if each.find(f".//{w('pageBreakBefore')}") is not None]
        return ["".join(each.itertext()) for each in broken]

    assert breaks(Paragraph("a"), PageBreak(), Paragraph("b"), Paragraph("c")) == ["b"]
    assert breaks(Paragraph("a"), PageBreak(), RATINGS) == ["Areas by rating"]
    assert breaks(PageBreak(), Facts((("a", "b"),)), PageBreak()) == [""]


def test_tables_never_touch() -> None:
    """Word would make one table of two without a paragraph between them, and needs one at the end."""
    bare = replace(RATINGS, caption="")
    root = part(write_word(only(Facts((("a", "b"),)), bare, bare, Facts(()), RATINGS)).content, "word/document.xml")
    names = [str(each.tag).rpartition("}")[2] for each in root[0]]
    assert ("tbl", "tbl") not in list(pairwise(names))
    assert names[-2:] == ["p", "sectPr"]
    assert names.count("tbl") == 4


def test_rows_that_do_not_fit_together_are_refused() -> None:
    two = (Column("A"), Column("B"))
    for rows, bands in (
        (((Cell("a"),),), ()),
        (((Cell("a"), None),), ()),
        (((None, Cell("a")),), ()),
        (((Cell("a", rowspan=2), Cell("b")), (Cell("c"), Cell("d"))), ()),
        (((Cell("a"), Cell("b", rowspan=2)), (Cell("c", colspan=2), None)), ()),
        (((Cell("a"), Cell("b")),), (0,)),
        (((Cell("a", rowspan=2), Cell("b")), (Cell("c"), None)), (1,)),
    ):
        with pytest.raises(ValueError, match="Row"):
            write_word(only(Table(two, rows, "C", frozenset(bands))))


@pytest.mark.parametrize("number", [0, 64])
def test_word_has_a_limit_of_columns(number: int) -> None:
    with pytest.raises(ValueError, match="1 to 63 columns"):
        write_word(only(Table((Column("A"),) * number, (), "C")))
    assert len(opened(only(Table((Column("A"),) * 63, (), "C"))).tables[0].columns) == 63


# --- colour, marks, language, pictures, properties --------------------------------------------------------------------
def luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[place : place + 2], 16)) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_stands_out_from_every_fill() -> None:
    assert set(palette.FILLS) == set(palette.EDGES) == set(TONES)
    for fill in ("#ffffff", palette.SUNK, palette.ACCENT_WASH, *palette.FILLS.values()):
        for ink in (palette.INK, palette.INK_SOFT, palette.ADDED, palette.REMOVED, palette.ACCENT_STRONG):
            assert contrast(fill, ink) >= 4.5, (fill, ink)


def test_marks_are_told_by_more_than_colour(content: bytes) -> None:
    styles = docx.Document(io.BytesIO(content)).styles
    assert styles["Added Text"].font.underline
    assert styles["Removed Text"].font.strike
    assert styles["Strong"].font.bold
    assert all(styles[name].font.color.rgb for name in ("Added Text", "Removed Text", "Quiet Text"))
    runs = {run.text: run.style.name for each in docx.Document(io.BytesIO(content)).paragraphs for run in each.runs}
    assert (runs["was five"], runs["is three"], runs["strongly"]) == ("Removed Text", "Added Text", "Strong")


def test_text_on_a_fill_is_ink_whatever_the_style(body: etree._Element) -> None:
    red = [cell for cell in body.iter(w("tc")) if "".join(cell.itertext()) == "Red"]
    assert len(red) == 2
    for cell in red:
        assert cell.find(f".//{w('shd')}").get(w("fill")) == palette.FILLS["red"][1:].upper()
        assert cell.find(f".//{w('r')}//{w('color')}").get(w("val")) == palette.INK[1:]


def test_the_language_is_british_english(content: bytes) -> None:
    assert {each.get(w("val")) for each in part(content, "word/styles.xml").iter(w("lang"))} == {"en-GB"}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any(b"en-US" in archive.read(name) for name in archive.namelist())
    styles = element('<w:styles><w:docDefaults/><w:style><w:rPr><w:lang w:val="en-US"/></w:rPr></w:style></w:styles>')
    speak_british(styles)
    assert [each.get(w("val")) for each in styles.iter(w("lang"))] == ["en-GB", "en-GB"]


def test_text_from_right_to_left_is_set_so() -> None:
    root = part(
        write_word(only(Paragraph("שלום world"), Paragraph("world שלום"), Paragraph("123 «»"))).content,
        "word/document.xml",
    )
    assert [each.find(f".//{w('bidi')}") is not None for each in root.iter(w("p"))][1:] == [True, False, False]


def test_a_chart_is_a_picture_with_its_description(content: bytes, body: etree._Element) -> None:
    (shape,) = docx.Document(io.BytesIO(content)).inline_shapes
    assert shape.width > shape.height > 0
    (told,) = [each.get("descr") for each in body.iter() if str(each.tag).endswith("}docPr")]
    assert told == 'Bars: 15 green, "2" red.'
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        png = archive.read("word/media/chart1.png")
    assert png.startswith(b"\x89PNG")
    # The letters are drawn, which they would not be without a typeface.
    assert png != drawn(SVG.replace("15", "")).png


def test_a_drawing_that_cannot_be_drawn_leaves_its_table_and_a_remark() -> None:
    with pytest.raises(CannotBeDrawn):
        drawn("<svg")
    written = write_word(only(Chart("no drawing", "D", RATINGS)))
    assert written.remarks == ("The chart “Areas by rating” could not be drawn; its table is there.",)
    assert len(list(read_word(written.content, DEFAULT).grids())) == 1


def test_properties_and_bytes_are_the_same_every_time(content: bytes) -> None:
    assert write_word(WHOLE).content == content
    assert write_word(replace(WHOLE, dated=date(2026, 11, 29))).content != content
    properties = docx.Document(io.BytesIO(content)).core_properties
    assert (properties.title, properties.author, properties.subject, properties.language) == (
        "Prevent plan", "Harbour University & Co", "Prevent duty", "en-GB",
    )  # fmt: skip
    moment = datetime(2026, 11, 28, tzinfo=UTC)
    assert [each.replace(tzinfo=UTC) for each in (properties.created, properties.modified)] == [moment, moment]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        types = archive.read("[Content_Types].xml").decode()
        names = set(archive.namelist())
    assert MAIN in types
    for name in names - {"[Content_Types].xml"}:
        assert f'PartName="/{name}"' in types or name.endswith(".rels")


# Word refuses a file whose properties stand in another order than the standard's.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs bidi "
    "spacing ind contextualSpacing jc textDirection outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs strike color spacing sz szCs highlight u rtl lang",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption",
    "trPr": "cantSplit tblHeader",
    "sectPr": "headerReference footerReference pgSz pgMar paperSrc pgBorders pgNumType cols vAlign titlePg docGrid",
    "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr tcPr tblStylePr",
    "tblBorders": "top left bottom right insideH insideV",
    "pBdr": "top left bottom right",
    "settings": "zoom defaultTabStop compat themeFontLang decimalSymbol listSeparator",
    "styles": "docDefaults latentStyles style",
    "numbering": "abstractNum num",
}


def in_order(root: etree._Element) -> None:
    for each in root.iter():
        name = str(each.tag).rpartition("}")[2]
        if name in ORDER and each.tag == w(name):
            wanted = ORDER[name].split()
            places = [wanted.index(str(child.tag).rpartition("}")[2]) for child in each]
            assert places == sorted(places), etree.tostring(each)


def test_properties_stand_in_the_order_of_the_standard(content: bytes) -> None:
    for name in ("document", "styles", "numbering", "settings", "footer1"):
        in_order(part(content, f"word/{name}.xml"))


def test_every_style_that_is_used_is_defined(content: bytes) -> None:
    defined = {each.get(w("styleId")) for each in part(content, "word/styles.xml").iter(w("style"))}
    used = {
        each.get(w("val"))
        for name in ("document", "footer1", "styles")
        for each in part(content, f"word/{name}.xml").iter(
            w("pStyle"), w("rStyle"), w("tblStyle"), w("basedOn"), w("next")
        )
    }
    assert used <= defined


# --- text -------------------------------------------------------------------------------------------------------------
AWKWARD = [
    "", " ", "• a\n• b", "- item\n-item", "=cmd()|'/c calc'!A1", "+44 1234", "@SUM(A1)", "a | b / c \\ d", "\ttab\t\ttwo\t",
    "<w:t>&amp;</w:t> ]]> <!-- --> <?x?>", "{{title}} {{ version }} %s ${x} «MERGEFIELD»", "👩🏽‍🎓 🇬🇧 café", "שלום עולם, hello",
    "العربية 123",
    "one\r\ntwo\rthree\u2028four\u2029five\x0bsix\x85seven", "a\n\n\n\nb\n \n", "\n\nfirst", "x\xa0y \u3000", "1.\ttab",
    "a\x00b\x07c\x1bd\x7fe\x9ff\ufffeg\ud800h", "\u202ereversed\u202c \ufeff", "_x0041_", "a" * 5_000, "line\n" * 300, "e\u0301",
]  # fmt: skip
anything = st.sampled_from(AWKWARD) | st.text(st.characters(), max_size=60)
pieces = st.lists(st.builds(Span, anything, st.sampled_from(["", "added", "removed", "quiet", "strong"])), max_size=4)
texts = anything | pieces.map(tuple)
tones = st.sampled_from(["", *TONES])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width, height = draw(st.integers(1, 4)), draw(st.integers(0, 5))
    bands = draw(st.frozensets(st.integers(0, height - 1), max_size=2)) if height else frozenset()
    columns = tuple(
        draw(st.builds(Column, texts.map(plain), st.integers(1, 30), st.booleans(), st.booleans()))
        for _ in range(width)
    )
    covered: set[tuple[int, int]] = set()
    rows: list[tuple[Cell | None, ...]] = []
    for row in range(height):
        if row in bands:
            rows.append((Cell(draw(texts), draw(tones)), *[None] * (width - 1)))
            continue
        made: list[Cell | None] = []
        for column in range(width):
            if (row, column) in covered:
                made.append(None)
                continue
            across = draw(st.integers(1, width - column))
            while any((row, column + step) in covered for step in range(across)):
                across -= 1
            down = draw(st.integers(1, min([height, *(band for band in bands if band > row)]) - row))
            made.append(Cell(draw(texts), draw(tones), down, across))
            covered |= {(row + y, column + x) for y in range(down) for x in range(across)}
        rows.append(tuple(made))
    return Table(columns, rows, draw(anything), bands)


@settings(max_examples=120, deadline=None)
@given(tables())
def test_every_cell_reads_back_as_it_was(table: Table) -> None:
    content = write_word(only(table)).content
    in_order(part(content, "word/document.xml"))
    docx.Document(io.BytesIO(content))
    (grid,) = read_word(content, DEFAULT).grids()
    assert isinstance(grid, Grid)
    assert [cell.text if cell else None for cell in grid.rows[0]] == [tidy(column.heading) for column in table.columns]
    wanted = []
    for number, row in enumerate(table.rows):
        across = len(table.columns) if number in table.bands else 0
        wanted.append(
            [(tidy(plain(cell.text)), cell.rowspan, across or cell.colspan) if cell else None for cell in row]
        )
    assert [
        [(cell.text, cell.rowspan, cell.colspan) if cell else None for cell in row] for row in grid.rows[1:]
    ] == wanted


def test_a_hundred_thousand_characters_are_a_cell() -> None:
    text = "A sentence that goes on. " * 4_000
    (grid,) = read_back(only(Table((Column("A"),), ((Cell(text),),), "C"))).grids()
    cell = grid.rows[1][0]
    assert cell is not None
    assert cell.text == text.strip()


def test_what_word_cannot_hold_is_left_out_and_told() -> None:
    one = write_word(only(Paragraph("a\x00b")))
    assert one.remarks == ("1 control character was left out of the Word document, which cannot hold any.",)
    many = write_word(replace(only(Paragraph("a\x01b\x02")), title="T\x03", footer="f\ud800"))
    assert many.remarks[0].startswith("4 control characters were left out")
    assert [each.text for each in read_word(many.content, DEFAULT).paragraphs()] == ["T", "ab"]


@settings(max_examples=40, deadline=None)
@given(texts, anything)
def test_prose_headings_and_properties_take_any_text(text: object, line: str) -> None:
    document = Document(
        line,
        (Heading(2, line), Paragraph(text), Notice(text, "red"), Bullets((text,)), Facts(((line, text),))),  # type: ignore[arg-type]
        date(2026, 11, 28), subtitle=line, author=line, subject=line, footer=line, contents=True,
    )  # fmt: skip
    content = write_word(document).content
    in_order(part(content, "word/document.xml"))
    back = read_word(content, DEFAULT)
    wanted = [each for each in tidy(plain(text)).split("\n") if each]  # type: ignore[arg-type]
    found = [each for paragraph in back.paragraphs() for each in paragraph.text.split("\n")]
    assert [each for each in wanted if each not in found] == []


# --- styles that are there already ------------------------------------------------------------------------------------
def sheet(styles: str, numbering: str = "") -> tuple[StyleSheet, etree._Element, etree._Element]:
    roots = element(f"<w:styles>{styles}</w:styles>"), element(f"<w:numbering>{numbering}</w:numbering>")
    return StyleSheet(*roots), *roots


def test_styles_are_found_by_name_whatever_their_identity() -> None:
    styles, root, _ = sheet(
        '<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="Heading 1"/></w:style>'
        '<w:style w:type="character" w:styleId="Title"><w:name w:val="Title Char"/></w:style>'
    )
    assert (styles.id_of("Normal"), styles.id_of("heading 1")) == ("Standard", "berschrift1")
    assert "heading 1" not in styles.missing
    assert styles.id_of("Title") == "Title2", "the identity was taken by another style"
    title = next(each for each in root if each.get(w("styleId")) == "Title2")
    assert title.find(w("basedOn")).get(w("val")) == "Standard"


def test_a_list_bullet_without_a_list_gets_ours_and_one_with_keeps_its_own() -> None:
    bare = '<w:style w:type="paragraph" w:styleId="LB"><w:name w:val="List Bullet"/>{}</w:style>'
    lists = '<w:abstractNum w:abstractNumId="4"/><w:num w:numId="7"><w:abstractNumId w:val="4"/></w:num>'
    for inside in ("", "<w:rPr><w:b/></w:rPr>", "<w:pPr><w:keepNext/><w:jc w:val='left'/></w:pPr>"):
        _, root, numbering = sheet(bare.format(inside), lists)
        in_order(root)
        assert [each.get(w("val")) for each in root[0].iter(w("numId"))] == ["8"]
        assert [str(each.tag).rpartition("}")[2] for each in numbering] == ["abstractNum", "abstractNum", "num", "num"]
    own = (
        '<w:style w:type="paragraph" w:styleId="P"><w:name w:val="P"/>'
        '<w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
    )
    _, root, numbering = sheet(bare.format('<w:basedOn w:val="P"/>') + own, lists)
    assert [each.get(w("val")) for each in root.iter(w("numId"))] == ["7"]
    assert len(numbering) == 2
    gone = bare.format("<w:pPr><w:numPr><w:numId w:val='99'/></w:numPr></w:pPr>")
    assert [each.get(w("val")) for each in sheet(gone, lists)[1][0].iter(w("numId"))] == ["8"]
    circle = bare.format('<w:basedOn w:val="LB"/>')
    assert [each.get(w("val")) for each in sheet(circle)[1][0].iter(w("numId"))] == ["1"]


def test_a_few_facts_stay_on_one_page() -> None:
    def kept(*facts: tuple[str, str]) -> list[bool]:
        root = part(write_word(only(Facts(facts))).content, "word/document.xml")
        return [all(each.find(f".//{w('keepNext')}") is not None for each in row) for row in _rows(root)]

    def _rows(root: etree._Element) -> list[list[etree._Element]]:
        return [row.findall(f".//{w('p')}") for row in root.iter(w("tr"))]

    assert kept(("Last entry", "491"), ("Its hash", "5f88"), ("As recorded on", "28 November 2026")) == [
        True,
        True,
        False,
    ]
    assert (
        kept(("Last entry", "491"), ("Its hash", "5f88 " * 400), ("As recorded on", "28 November 2026")) == [False] * 3
    )
