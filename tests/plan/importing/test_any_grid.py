"""Any grid at all: no exception but NoPlanFound, no number and no text lost, and no pattern that backtracks for ever."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueregard.documents.grids import Block, Cell, Grid, Paragraph, Place, SourceDocument
from dueregard.plan.importing import NoPlanFound, Proposal, propose

from .plans import document, grid, line, words_in, words_of

HEADINGS = [
    "No",
    "Risk",
    "Risk Area",
    "Action taken",
    "Next steps",
    "Lead",
    "RAG",
    "Due date",
    "Category",
    "Progress",
    "Score",
    "Likelihood",
    "",
]
TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            "1",
            "1.1",
            "2",
            "A",
            "Red",
            "DHP/ JRWS",
            "Registrar",
            "Speakers",
            "Ongoing",
            "1 May 2025",
            "Brief staff. This is new.",
            "*A note",
            "continues the row above",
            "- One\n- Two",
            "Section 1: Training",
            "National risks",
            "Page 2 of 3",
            "None",
            "Click here to enter text.",
            "Director of Estates and",
            "5",
            "20",
            "KU - Example Union",
        ]
    ),
    st.text(max_size=40),
)
CELLS = st.one_of(
    st.none(),
    st.builds(
        Cell,
        TEXTS,
        st.builds(Place, st.integers(1, 3), st.integers(1, 50)),
        st.sampled_from([None, "#ff0000", "#e2efda", "#ffffff"]),
        st.integers(1, 3),
        st.integers(1, 3),
        st.booleans(),
    ),
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    width = draw(st.integers(1, 6))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8))
    if draw(st.booleans()):
        heads = draw(st.lists(st.sampled_from(HEADINGS), min_size=width, max_size=width))
        rows.insert(draw(st.integers(0, len(rows))), [Cell(text) for text in heads])
    return Grid(rows, Place(1, 1), draw(st.sampled_from(["cells", "tabs", "pipes", "slashes", "columns", "sheet"])))


BLOCKS: st.SearchStrategy[Block] = st.one_of(
    grids(), st.builds(Paragraph, TEXTS, st.just(Place(1, 1)), st.integers(0, 2))
)
DOCUMENTS = st.builds(SourceDocument, st.sampled_from(["docx", "pdf", "text", "xlsx"]), st.lists(BLOCKS, max_size=5))


@pytest.mark.fuzz
@given(
    DOCUMENTS,
    st.dictionaries(
        st.sampled_from(["0", "1", "x"]),
        st.dictionaries(
            st.sampled_from(["0", "2", "9", "y"]),
            st.sampled_from(["title", "next_steps", "leads", "due", "bad"]),
            max_size=3,
        ),
        max_size=2,
    ),
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_exception_and_nothing_lost(source: SourceDocument, mapping: dict[str, dict[str, str]]) -> None:
    try:
        proposal = propose(source, mapping=mapping)
    except NoPlanFound:
        return
    data = proposal.to_json()
    assert words_of(source) <= words_in(data)
    assert Proposal.from_json(data) == proposal
    for one in proposal.risk_areas:
        assert one.rag in ("red", "amber", "green", "unknown")
        assert 0 <= one.confidence <= 1
        assert all(step.due is None or step.due.start <= step.due.end for step in one.next_steps)


@pytest.mark.fuzz
@given(st.lists(st.integers(1, 60), min_size=2, max_size=12, unique=True), st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_every_number_is_kept(numbers: list[int], section: int) -> None:
    written = [f"{section}.{number}" for number in sorted(numbers)]
    rows = [[number, f"Risk of {number}", "Controls are here.", "Brief the staff.", "Registrar"] for number in written]
    plan = propose(document(grid(["Ref", "Risk", "Controls", "Actions", "Lead"], *rows)))
    assert [one.number for one in plan.risk_areas] == written


@pytest.mark.fuzz
@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "A ",
        "Ab ",
        "a-",
        "* Ab ",
        "1.1, ",
        "Head of ",
        "and ",
        "X of the ",
        "[A ",
        "- A ",
        "A (B) ",
        "carried ",
        "see action 1.1 and ",
        "once ",
        "12 staff ",
        "A/",
        "Due to ",
        "report to ",
        "action from ",
    ],
)
def test_long_repetitions_are_quick(unit: str) -> None:
    text = unit * (8_000 // len(unit))
    plan = document(
        line(text),
        grid(
            ["No", "Risk", "Controls", "Next steps", "Lead", "Due date", "RAG", "Review date"],
            ["1", "Speakers", text, text, text, text, text, text],
            [text],
        ),
    )
    start = time.perf_counter()
    propose(plan)
    assert time.perf_counter() - start < 4
