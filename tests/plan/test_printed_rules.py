"""What a published plan prints in set phrases, and how they read back: truth tables."""

from __future__ import annotations

from datetime import date

import pytest

from dueregard.plan.rules.printed import (
    When,
    area_marks,
    excerpt,
    is_marked,
    lead_lines,
    read_day,
    read_leads,
    read_number,
    read_rag,
    read_section,
    read_status,
    read_when,
    section_heading,
    span_words,
    table_kind,
    when_words,
)
from dueregard.plan.rules.printed_sheet import OF_AREA, OF_STEP, continued_from, is_plan_sheet

MAY = date(2027, 5, 1), date(2027, 5, 31)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (When(), ""),
        (When(MAY[1], MAY[1]), "31 May 2027"),
        (When(*MAY), "1 to 31 May 2027"),
        (When(date(2027, 4, 28), MAY[1]), "28 April to 31 May 2027"),
        (When(date(2026, 5, 1), date(2027, 5, 31)), "1 May 2026 to 31 May 2027"),
        (When(*MAY, "Summer term"), "Summer term (1 to 31 May 2027)"),
        (When(phrase="as soon as we can"), "as soon as we can"),
        (When(phrase="31 May 2027"), "31 May 2027 (as written)"),
        (When(phrase="soon (1 to 31 May 2027)"), "soon (1 to 31 May 2027) (as written)"),
        (When(phrase="31 to 1 May 2027"), "31 to 1 May 2027"),
        (When(phrase="1 May to 31 May 2027"), "1 May to 31 May 2027"),
        (When(phrase="30 February 2027"), "30 February 2027"),
        (When(phrase="Every year"), "Every year (as written)"),
        (When(phrase="x (as written)"), "x (as written) (as written)"),
        (When(rhythm="yearly", standing=True), "Every year"),
        (When(rhythm="yearly"), "Every year, until it is done"),
        (When(standing=True), "Standing"),
        (When(*MAY, "May", "termly", True), "May (1 to 31 May 2027)\nEvery term"),
        (When(phrase="soon", standing=True), "soon\nStanding"),
    ],
)
def test_when_something_is_due(when: When, words: str) -> None:
    assert when_words(when) == words
    assert read_when(words) == when


@pytest.mark.parametrize("phrase", ["31 May 2027", "1 to 31 May 2027"])
def test_words_that_are_nothing_but_the_day_are_not_said_twice(phrase: str) -> None:
    start = MAY[1] if phrase.startswith("31") else MAY[0]
    assert when_words(When(start, MAY[1], phrase)) == phrase
    assert read_when(phrase) == When(start, MAY[1])


def test_a_day_alone_stands_for_both_ends() -> None:
    assert when_words(When(None, MAY[1])) == "31 May 2027"
    assert span_words(*MAY) == "1 to 31 May 2027"
    assert read_day("1 Mai 2027") is None


@pytest.mark.parametrize(
    ("number", "title", "heading"),
    [
        ("1", "Leadership", "Section 1: Leadership"),
        ("1", "", "Section 1"),
        ("", "Leadership", "Leadership"),
        ("", "", "Without a section"),
        ("", "Section 2: Training", "Section: Section 2: Training"),
        ("", "Sections", "Section: Sections"),
        ("", "Without a section", "Section: Without a section"),
        ("IV", "Without a section", "Section IV: Without a section"),
    ],
)
def test_sections(number: str, title: str, heading: str) -> None:
    assert section_heading(number, title) == heading
    assert read_section(heading) == (number, title)


def test_areas_without_number_are_marked() -> None:
    marks = area_marks(["1.1", "", None, "2"])
    assert marks == ["1.1", "(1)", "(2)", "2"]
    assert [read_number(mark) for mark in marks] == ["1.1", None, None, "2"]
    assert read_number("") is None


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("", []),
        ("Registrar", ["Registrar"]),
        ("Registrar;\nHead of Estates", ["Registrar", "Head of Estates"]),
        ("who;;\nwhat;", ["who;", "what;"]),
    ],
)
def test_leads(text: str, labels: list[str]) -> None:
    assert lead_lines(labels) == text
    assert read_leads(text) == labels


def test_leads_that_somebody_typed_below_each_other_are_two() -> None:
    assert read_leads("Registrar\n\nHead of Estates") == ["Registrar", "Head of Estates"]


@pytest.mark.parametrize(
    ("words", "rag", "status"),
    [
        ("Red", "red", None),
        (" amber ", "amber", None),
        ("UNKNOWN", "unknown", None),
        ("In progress", None, "in_progress"),
        ("done", None, "done"),
        ("", None, None),
        ("pink", None, None),
    ],
)
def test_ratings_and_states(words: str, rag: str | None, status: str | None) -> None:
    assert (read_rag(words), read_status(words)) == (rag, status)


@pytest.mark.parametrize(
    ("keywords", "ours"),
    [
        ("Due Regard plan layout 1", True),
        ("a, Due Regard plan layout 1 ; b", True),
        ("Due Regard plan layout 10", False),
        ("", False),
    ],
)
def test_the_mark(keywords: str, ours: bool) -> None:
    assert is_marked(keywords) is ours


def test_an_excerpt_ends_after_a_whole_word() -> None:
    assert excerpt("two\nlines") == "two lines"
    assert excerpt("word " * 30) == "word " * 17 + "word …"
    assert excerpt("x" * 100) == "x" * 90 + " …"


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (("No.", "Risk area", "Action taken", "Next step", "By when", "Lead", "RAG"), "areas"),
        (("No.", "Risk area", "Lead", "RAG"), "areas"),
        (("No.", "Risk area", "Hazard"), "about_areas"),
        (("No.", "Action", "Status", "Closed on"), "closed"),
        (("Step", "Next step", "Progress"), "details"),
        (("No.", "Evidence", "Link"), "evidence"),
        (("Initials", "Meaning"), "initials"),
        (("No.", "Risk area", "Lead", "RAG", "RAG"), None),
        (("No.", "Risk area", "Lead", "RAG", "Owner"), None),
        (("Risk area", "No.", "Lead", "RAG"), None),
        (("No.", "Action"), None),
        ((), None),
    ],
)
def test_tables_by_their_headings(headings: tuple[str, ...], kind: str | None) -> None:
    assert table_kind(headings) == kind


NEEDED = [one.heading for one in (*OF_AREA, *OF_STEP) if one.needed]


def test_the_sheet_by_its_headings() -> None:
    assert is_plan_sheet([one.heading for one in (*OF_AREA, *OF_STEP)])
    assert is_plan_sheet(NEEDED)
    assert is_plan_sheet([*NEEDED, f"{NEEDED[-1]} (continued 2)"])
    assert continued_from("Next step (continued 12)") == "Next step"
    assert not is_plan_sheet([])
    assert not is_plan_sheet([*NEEDED, "Owner"])
    assert not is_plan_sheet([*NEEDED, NEEDED[0]])
    assert not is_plan_sheet(NEEDED[::-1])
    for one in NEEDED:
        assert not is_plan_sheet([heading for heading in NEEDED if heading != one])
