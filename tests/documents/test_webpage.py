"""Web pages: spans, colours wherever they are set, and nothing that is not shown."""

from __future__ import annotations

import pytest

from dueregard.documents.limits import Limits
from dueregard.documents.readers.colours import from_css, from_hex, tinted
from dueregard.documents.readers.webpage import read_webpage
from tests.documents.conftest import cell_at, texts


def page(body: str):
    return read_webpage(f"<html><body>{body}</body></html>".encode(), Limits())


def test_text_around_the_table_and_nothing_hidden(document):
    plan = document("plan.html")
    assert [(p.text, p.level) for p in plan.paragraphs()] == [
        ("Harbour duty plan", 1),
        ("Agreed in March 2026", 0),
        ("1. first", 0),
        ("2. second", 0),
        ("End & thanks", 0),
    ]
    assert plan.title == "Harbour duty plan"


def test_spans_headers_and_lists_in_cells(document):
    (grid,) = document("plan.html").grids()
    assert texts(grid)[0] == ["Plan for the year", *[None] * 5]
    assert cell_at(grid, 1, 0).header
    assert cell_at(grid, 3, 4).rowspan == 2
    assert grid.rows[4][4] is None
    assert cell_at(grid, 4, 5).text == "Amber"
    assert cell_at(grid, 3, 2).text == "- One\n- Two\nmore"


def test_colours_by_style_class_attribute_and_inner_span(document):
    (grid,) = document("plan.html").grids()
    assert [cell_at(grid, row, 5).fill for row in (3, 4, 6, 7)] == ["#c6efce", "#ffeb9c", "#ffc7ce", "#ffeb9c"]


def test_a_table_in_a_cell_becomes_its_text():
    (grid,) = page("<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></tr></table>").grids()
    assert texts(grid) == [["a\nb c", "d"]]


def test_a_table_that_only_places_another_is_no_table():
    inner = "<table>" + "".join(f"<tr><td>{number}</td><td>x</td></tr>" for number in (1, 2, 3)) + "</table>"
    document = page(f"<table><tr><td>Menu</td><td><h2>Plan</h2>{inner}</td></tr></table>")
    assert [(p.text, p.level) for p in document.paragraphs()] == [("Menu", 0), ("Plan", 2)]
    (grid,) = document.grids()
    assert texts(grid) == [["1", "x"], ["2", "x"], ["3", "x"]]


def test_broken_markup_and_absurd_spans():
    (grid,) = page("<table><tr><td rowspan=99999 colspan=-3>a<td colspan=abc>b<tr><td>c</table>").grids()
    assert texts(grid) == [["a", "b"], [None, "c"]]
    assert cell_at(grid, 0, 0).rowspan == 2


def test_entities_of_its_own_are_refused(refusal):
    bomb = b'<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><html><body>&b;</body></html>'
    assert "entities" in refusal(bomb, "plan.html")


@pytest.mark.parametrize(
    ("value", "colour"),
    [
        ("#F00", "#ff0000"), ("rgb(255, 0, 0)", "#ff0000"), ("rgb(100% 0% 0% / 50%)", "#ff8080"),
        ("hsl(120, 100%, 50%)", "#00ff00"),
        ("LightGreen !important", "#90ee90"), ("url(x.png) no-repeat gold", "#ffd700"), ("transparent", None), ("none", None),
        ("rgba(255,0,0,0)", None), ("var(--x)", None), ("rgb(1,2)", None), ("#ff00007f", "#ff8080"), ("", None),
    ],
)  # fmt: skip
def test_css_colours(value, colour):
    assert from_css(value) == colour


def test_plain_hex_and_tints():
    assert from_hex("FFC7CE") == "#ffc7ce"
    assert from_hex("auto") is None
    assert tinted("#000000", 0.5) == "#808080"
    assert tinted("#ffffff", -0.5) == "#808080"
