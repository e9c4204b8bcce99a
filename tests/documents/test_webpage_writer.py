"""Web pages out: every word escaped, every cell found again by the reader, and nothing in it that a page may not hold."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from dueregard.documents.blocks import (
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
    Row,
    Span,
    Table,
)
from dueregard.documents.grids import Grid
from dueregard.documents.readers import read
from dueregard.documents.readers.characters import tidy
from dueregard.documents.writers.webpage import Link, as_fragment, write_webpage

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</td></tr></table><h1>out</h1>",
    "</style><script>alert(1)</script>",
    "&lt;b&gt; &amp; &#x41; &nbsp;",
    "<!-- comment --> <![CDATA[x]]> <?php ?>",
    "{{ settings.SECRET_KEY }} {% load x %} {0} {}",
    "javascript:alert(1)",
    "=cmd()|'/c calc'!A1",
    "two\nlines\n\nand a paragraph\n\n\nmore",
    "- a bullet\n• another\n1. a number",
    "a | b / c; d",
    "👩🏽‍🎓 café مرحبا 日本語",
    "a\x00b\x1f\ud800c",
]
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" onload="evil()">'
    '<title>Words</title><style>@import "evil"</style><script>evil()</script><foreignObject><p>evil</p></foreignObject>'
    '<image x:href="http://evil.example/x.png"/><a href="javascript:evil()"><text>evil</text></a>'
    '<rect width="9" height="9" style="fill:red" onclick="evil()" fill="url(http://evil.example/#x)"/>'
    '<g fill="url(#own)"><text x="1">Green</text></g></svg>'
)


def page(*blocks: object, **more: object) -> Document:
    return Document("A plan", blocks, date(2026, 11, 12), **more)  # type: ignore[arg-type]


def grid_of(table: Table, folder: Path) -> Grid:
    path = folder / "a.html"
    path.write_bytes(write_webpage(page(Paragraph("Before"), table)).content)
    (grid,) = read(path, name="a.html").grids()
    return grid


def texts_of(grid: Grid) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row] for row in grid.rows]


def told(text: str) -> str:
    """What HTML carries of a text: runs of blanks are one, and so are blank lines."""
    lines = [" ".join(line.split()) for line in tidy(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


# Round trip


@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.sampled_from(HOSTILE) | st.text(max_size=40), min_size=1, max_size=12))
def test_every_cell_is_read_back_as_it_was_written(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    columns = (Column("No.", 5), Column("Risk area", 20, row_heading=True), Column("Text", 50))
    rows = [(Cell(str(number)), Cell(text), Cell((Span(text),))) for number, text in enumerate(texts)]
    grid = grid_of(Table(columns, rows, "The register"), tmp_path_factory.mktemp("w"))
    expected = [["No.", "Risk area", "Text"], *([str(n), told(text), told(text)] for n, text in enumerate(texts))]
    assert texts_of(grid) == expected


@pytest.mark.parametrize("text", ["one line", "two\nlines", "a paragraph\n\nand another", *HOSTILE[:8]])
def test_a_text_without_runs_of_blanks_comes_back_exactly(text: str, tmp_path: Path) -> None:
    grid = grid_of(Table((Column("A"), Column("B")), [(Cell("x"), Cell(text))], ""), tmp_path)
    assert texts_of(grid)[1] == ["x", tidy(text)]


def test_spans_bands_and_tones_are_read_back(tmp_path: Path) -> None:
    rows: list[Row] = [
        (Cell("Section A", colspan=3), None, None),
        (Cell("1", rowspan=2), Cell("across", colspan=2), None),
        (None, Cell("next"), Cell("Amber", tone="amber")),
    ]
    columns = (Column("No."), Column("Step"), Column("RAG"))
    grid = grid_of(Table(columns, rows, "T", frozenset({0})), tmp_path)
    assert texts_of(grid) == [
        ["No.", "Step", "RAG"],
        ["Section A", None, None],
        ["1", "across", None],
        [None, "next", "Amber"],
    ]
    one, across = grid.rows[2][0], grid.rows[2][1]
    assert one is not None
    assert across is not None
    assert (one.rowspan, across.colspan) == (2, 2)
    assert [bool(row[0] and row[0].header) for row in grid.rows] == [True, False, False, False]


def test_prose_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    document = page(
        Heading(2, "Part <one>"),
        Paragraph("First\nline\n\nSecond"),
        Bullets(("x & y",)),
        Notice("Withheld"),
        author="U",
    )
    path.write_bytes(write_webpage(document).content)
    source = read(path, name="a.html")
    assert source.title == "A plan"
    assert [getattr(block, "text", None) for block in source.blocks] == [
        "A plan",
        "Part <one>",
        "First\nline",
        "Second",
        "- x & y",
        "Withheld",
    ]


# What stands in the page


@given(st.sampled_from(HOSTILE) | st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_becomes_markup(text: str) -> None:
    def elements(word: str) -> list[str]:
        table = Table((Column(word), Column("B")), [(Cell(word), Cell((Span(word, "added"),)))], "Caption")
        blocks = (Heading(2, f"H {word}"), Notice(f"N {word}"), Bullets((f"B {word}",)), Facts(((word, word),)), table)
        document = page(*blocks, subtitle=f"S {word}", author=f"A {word}", footer=f"F {word}", contents=True)
        content = write_webpage(document, links=[Link(word, "/x.pdf")]).content.decode()
        return [
            str(element.tag) for element in html.fromstring(content).iter() if element.tag not in ("br", "ins", "p")
        ]

    assert elements(text) == elements("word")


def test_the_fragment_has_neither_style_nor_script_nor_drawings_of_others() -> None:
    table = Table((Column("A"),), [(Cell("x"),)], "By term")
    fragment = as_fragment(page(Chart(SVG, 'One "bar" <b>', table)))
    assert not re.search(r"style|script|evil|onload|onclick|http://(?!www\.w3\.org)|<image|<a ", fragment)
    assert 'role="img"' in fragment
    assert 'aria-label="One &quot;bar&quot; &lt;b&gt;"' in fragment
    assert "Green</text>" in fragment
    with pytest.raises(ValueError, match="broken"):
        as_fragment(page(Chart("<svg", "d", table)))
    with pytest.raises(ValueError, match="no SVG"):
        as_fragment(page(Chart("<p/>", "d", table)))


def test_tables_say_what_heads_what() -> None:
    columns = (Column("No.", numeric=True), Column("Risk area", row_heading=True), Column("RAG"))
    rows: list[Row] = [
        (Cell("Section A", colspan=3), None, None),
        (Cell("1", rowspan=2), Cell("Area", rowspan=2), Cell("Red", tone="red")),
        (None, None, Cell("Odd", tone="mauve")),
        (Cell("Section B", colspan=3), None, None),
        (Cell("2"), Cell("Other"), Cell("")),
    ]
    root = html.fragment_fromstring(as_fragment(page(Table(columns, rows, "The register", frozenset({0, 3})))))
    assert root.findtext(".//caption") == "The register"
    assert [cell.get("scope") for cell in root.iterfind(".//thead//th")] == ["col", "col", "col"]
    bodies = root.findall(".//tbody")
    assert [len(body) for body in bodies] == [3, 2]
    band = bodies[0].find(".//th")
    assert band is not None
    assert (band.get("scope"), band.get("colspan")) == ("rowgroup", "3")
    heading = bodies[0].find(".//th[@scope='row']")
    assert heading is not None
    assert (heading.get("rowspan"), heading.get("data-label")) == ("2", "Risk area")
    assert [cell.get("class") for cell in root.iterfind(".//td[@data-label='RAG']")] == [
        "tone tone-red",
        "brief",
        "brief",
    ]
    assert bodies[0][2].get("class") == "goes-on"
    plain = html.fragment_fromstring(as_fragment(page(Table(columns, rows[4:], "Wide", cards=False))))
    assert plain.find(".//*[@data-label]") is None
    scrolled = plain.find("div[@role='region']")
    assert scrolled is not None
    assert (scrolled.get("tabindex"), scrolled.get("aria-label")) == ("0", "Wide")


def test_differences_are_told_by_elements() -> None:
    text = (Span("kept "), Span("old", "removed"), Span("new", "added"), Span("by", "quiet"), Span("!", "strong"))
    assert (
        "kept <del>old</del><ins>new</ins><span class=\"quiet\">by</span><strong>!</strong>"
    ) in as_fragment(page(Paragraph(text)))  # fmt: skip


def test_contents_lead_to_headings_whose_names_are_their_own() -> None:
    headings = (
        Heading(2, "One", "one"),
        Heading(4, "Deep", "one"),
        Heading(2, "No anchor"),
        Heading(3, "Bad", 'x" onclick="'),
        Heading(2, "  "),
        PageBreak(),
    )
    root = html.fragment_fromstring(as_fragment(page(*headings, contents=True)))
    targets = [element.get("id") for element in root.iterfind(".//*[@id]")]
    assert len(set(targets)) == len(targets) == 5
    assert [link.get("href") for link in root.iterfind(".//nav//a")] == ["#one", "#part-2", "#part-3", "#part-4"]
    assert set(targets) >= {"one", "part-2", "part-3", "part-4"}
    assert [str(element.tag) for element in root if element.get("id")] == ["h2", "h3", "h2", "h3"]
    assert root.find("nav[@aria-labelledby='document-contents']") is not None
    assert "<nav" not in as_fragment(page(*headings))
    assert "<nav" not in as_fragment(page(contents=True))


def test_cells_say_what_a_narrow_page_needs_to_know_of_them() -> None:
    columns = (Column("Evidence"), Column("Since"), Column("Link"), Column("What the steering group has said of it"))
    rows: list[Row] = [
        (
            Cell("A page that says how to ask for a room"),
            Cell("May 2026"),
            Cell("https://example.org/a"),
            Cell("Good."),
        ),
        (Cell("A form"), Cell((Span("2025", "removed"), Span("2026", "added"))), Cell(""), Cell("")),
    ]
    root = html.fragment_fromstring(as_fragment(page(Table(columns, rows, "Evidence"))))
    # A long sentence, a change and a long label take the card's whole width; a long word may break.
    classes = [cell.get("class") for cell in root.iterfind(".//td")]
    assert classes == [None, None, "brief long", None, None, None, "brief", None]
    whole = as_fragment(page(Table(columns, rows, "Evidence", cards=False)))
    assert "brief" not in whole
    assert "document-across" in whole
    assert "document-across" not in as_fragment(page(landscape=False))


def test_a_file_stands_alone() -> None:
    document = page(Paragraph("x"), subtitle="Public", author="A University", footer="Version 3.1", subject="The duty")
    content = write_webpage(document, links=[Link("PDF", "https://example.ac.uk/plan.pdf?v=1")]).content.decode()
    assert content.startswith('<!doctype html>\n<html lang="en-GB">')
    assert '<meta name="description" content="The duty">' in content
    assert "--accent:" in content
    assert ".document .as-cards" in content
    assert not re.search(r"<link|<script|src=|@import|url\(", content)
    assert [str(element.tag) for element in html.fromstring(content).find("body")] == ["header", "main", "footer"]
    assert write_webpage(document).content == write_webpage(document).content


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "mailto:x@y", "a b", ""]
)
def test_links_lead_to_pages_only(address: str) -> None:
    with pytest.raises(ValueError, match="may not link"):
        write_webpage(page(), links=[Link("x", address)])


def test_rows_that_are_too_short_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        as_fragment(page(Table((Column("A"), Column("B")), [(Cell("a"),)], "T")))
