"""The real plan in ../shared imports as its list of expectations says, word for word."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dueregard.documents.grids import SourceDocument
from dueregard.documents.readers import read
from dueregard.plan.importing import Proposal, propose

from .plans import area, flags, words_in, words_of, written

NAME = "000_e20af7a3bff26bcc.txt"


@pytest.fixture(scope="module")
def source(shared: Path) -> SourceDocument:
    return read(shared / "seeds" / NAME, name=NAME)


@pytest.fixture(scope="module")
def seed(source: SourceDocument) -> Proposal:
    return propose(source)


def test_the_document(seed: Proposal) -> None:
    assert seed.document.title == "Prevent Duty Action Plan"
    assert seed.document.kind == "both"
    assert (seed.document.updated, seed.document.updated_phrase) == ("2019-11-01", "November 2019")


def test_sections_keep_their_numbers_with_the_gap(seed: Proposal) -> None:
    assert [(section.number, section.title) for section in seed.sections] == [
        ("1", "Partnership and Leadership"),
        ("2", "Staff training and awareness"),
        ("3", "Welfare, pastoral care and chaplaincy support"),
        ("4", "Speakers, Events and Freedom of Expression"),
        ("5", "Research"),
        ("8", "Student Union and student awareness"),
    ]


@pytest.mark.parametrize(
    ("number", "leads", "steps"),
    [
        ("1.1", ["DHP", "JRWS"], 2),
        ("1.4", ["DHP"], 1),
        ("1.5", ["DHP", "JRWS", "KU"], 2),
        ("2.1", ["JRWS", "Corporate Communications", "KU", "DHP", "EG"], 6),
        ("2.2", ["Director of Student Services", "DHP", "JRWS", "EG"], 2),
        ("2.3", ["JRWS"], 6),
        ("3.3", ["Director of Student Services", "DHP", "CHDA"], 2),
        ("3.5", ["Director of Student Services"], 0),
        ("4.1", ["KL"], 2),
        ("4.3", ["KL"], 1),
        ("5.1", ["SK"], 1),
        ("8.1", ["KU"], 1),
        ("8.2", ["CHDA"], 1),
    ],
)
def test_leads_and_steps(seed: Proposal, number: str, leads: list[str], steps: int) -> None:
    one = area(seed, number)
    assert written(one) == leads
    assert len(one.next_steps) == steps
    assert one.section == number[0]
    assert one.rag == "unknown"


def test_thirteen_areas_in_the_order_of_the_table(seed: Proposal) -> None:
    numbers = [one.number for one in seed.risk_areas]
    assert numbers == ["1.1", "1.4", "1.5", "2.1", "2.2", "2.3", "3.3", "3.5", "4.1", "4.3", "5.1", "8.1", "8.2"]


DUES = {
    ("1.1", 1): ("2020-01-13", "2020-04-03", "Spring term 2020"),
    ("1.5", 0): ("2019-08-01", "2020-07-31", "2019/20"),
    ("2.3", 0): ("2019-12-04", "2019-12-04", "4th December 2019"),
    ("2.3", 1): ("2020-01-13", "2020-06-19", "Spring and Summer terms in 2020"),
}


def test_only_these_steps_have_a_due_date(seed: Proposal) -> None:
    found = {
        (one.number, at): (step.due.start, step.due.end, step.due.phrase)
        for one in seed.risk_areas
        for at, step in enumerate(one.next_steps)
        if step.due
    }
    assert found == DUES


def test_standing_steps(seed: Proposal) -> None:
    standing = {one.number: [step.standing for step in one.next_steps] for one in seed.risk_areas}
    assert standing == {
        "1.1": [True, False],
        "1.4": [True],
        "1.5": [False, False],
        "2.1": [True, False, False, False, False, False],
        "2.2": [True, True],
        "2.3": [False, False, True, True, True, True],
        "3.3": [True, True],
        "3.5": [],
        "4.1": [True, False],
        "4.3": [True],
        "5.1": [True],
        "8.1": [False],
        "8.2": [False],
    }
    yearly = area(seed, "4.1").next_steps[0]
    assert (yearly.rhythm, yearly.reported_to) == ("yearly", "Council")
    assert area(seed, "4.3").next_steps[0].rhythm == "as needed"
    assert area(seed, "1.4").next_steps[0].rhythm is None


def test_marks_of_the_steps(seed: Proposal) -> None:
    assert area(seed, "1.1").next_steps[1].text.endswith("*Counter Terrorism Local Profile")
    first, second = area(seed, "1.5").next_steps
    assert first.waiting_on == "Organising for Success project outcomes"
    assert second.text.startswith("Kent Union to invite")
    steps = area(seed, "2.1").next_steps
    assert steps[1].origin == "PSG meeting in October 2019"
    assert steps[4].carried_over
    assert "This can be put online" in steps[4].text
    assert [step.depends_on for step in steps] == [[], [], [], [], [], ["1.1"]]
    others = [step for one in seed.risk_areas for step in one.next_steps if step is not steps[4]]
    assert not any(step.carried_over for step in others)
    assert [step.waiting_on for one in seed.risk_areas for step in one.next_steps if step.waiting_on] == [
        first.waiting_on
    ]


def test_a_judgement_is_a_finding(seed: Proposal) -> None:
    one = area(seed, "3.5")
    assert one.findings == ["Existing arrangements are judged adequate and appropriate"]
    assert len(flags(seed, "no_action")) == 1


def test_wrapped_lines_are_paragraphs_and_sentences(seed: Proposal) -> None:
    one = area(seed, "2.3")
    assert one.title == (
        "Do individuals in relevant student-facing roles understand the factors that make people vulnerable to being "
        "drawn into terrorism and extremist ideas"
    )
    assert one.actions_taken[0] == (
        "47 staff have undergone safeguarding training and have qualified as Designated Safeguarding Officers."
    )
    assert one.actions_taken[1].startswith("45 DSOs have completed")
    assert "up until 11th July 2019." in one.actions_taken[2]
    assert (
        one.next_steps[0].text == "The next Prevent Safeguarding Awareness training date is set for 4th December 2019."
    )


def test_items_over_a_page_go_on(seed: Proposal) -> None:
    one = area(seed, "4.1")
    assert one.title == (
        "All providers should have clear and user-friendly arrangements in place for assessing the risks that external "
        "speakers might express extremist views and have structures for managing those risks"
    )
    assert "provides updates to EG and Prevent Lead and Officer" in one.actions_taken[0]
    assert "will be written with input from the steering group" in area(seed, "2.1").next_steps[4].text


def test_glossary(seed: Proposal) -> None:
    assert [(term.initials, term.kind, term.role is not None) for term in seed.glossary] == [
        ("DHP", "person", True),
        ("JRWS", "person", True),
        ("KL", "person", True),
        ("SK", "person", True),
        ("KU", "body", False),
        ("CHDA", "body", False),
        ("EG", "body", False),
    ]


def test_kinds_of_the_leads(seed: Proposal) -> None:
    kinds = {lead.written: lead.kind for one in seed.risk_areas for lead in one.leads}
    assert kinds == {
        "DHP": "person",
        "JRWS": "person",
        "KL": "person",
        "SK": "person",
        "KU": "body",
        "CHDA": "body",
        "EG": "body",
        "Director of Student Services": "post",
        "Corporate Communications": "body",
    }


def test_candidate_figures(seed: Proposal) -> None:
    found = [(figure.number, figure.value, figure.as_at) for figure in seed.candidate_figures]
    assert found == [("2.3", value, "2019-07-11") for value in (47, 45, 134)]


def test_undefined_abbreviations(seed: Proposal) -> None:
    found = {flag.as_found: flag.suggestion for flag in seed.flags if flag.kind == "undefined_abbreviation"}
    assert set(found) == {"PSG", "DSO", "KCC", "PoS", "CCP", "OfS", "BIS"}
    assert found["PSG"] == "Prevent Steering Group"


def test_repairs(seed: Proposal) -> None:
    repairs = {flag.as_found: flag.suggestion for flag in seed.flags if flag.kind == "repair_applied"}
    assert repairs == {"Communicati ons": "Communications", "until11th": "until 11th"}


def test_piled_up_leads_are_flagged(seed: Proposal) -> None:
    numbers = [flag.number for flag in seed.flags if flag.kind == "pairing_unknown"]
    assert numbers == ["1.1", "1.5", "2.1", "2.2", "3.3"]


def test_places(seed: Proposal) -> None:
    assert area(seed, "2.1").source == {"page": 2, "row": 15, "sheet": ""}
    assert area(seed, "2.1").fields["actions_taken"]["source"]["row"] == 15


def test_nothing_is_lost_and_the_json_goes_round(seed: Proposal, source: SourceDocument) -> None:
    data = seed.to_json()
    assert words_of(source) <= words_in(data)
    assert Proposal.from_json(data) == seed


def test_it_is_quick(source: SourceDocument) -> None:
    start = time.perf_counter()
    propose(source)
    # Measured at 0.05 s; the limit only catches a change of order.
    assert time.perf_counter() - start < 1.5
