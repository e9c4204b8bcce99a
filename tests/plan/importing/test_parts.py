"""The importer's parts by themselves: leads, ratings, sentences, steps, repairs, initials, figures."""

from __future__ import annotations

import pytest

from dueregard.organisation.rules.years import DEFAULT
from dueregard.plan.importing.abbreviations import undefined
from dueregard.plan.importing.figures import candidate_figures
from dueregard.plan.importing.glossary import read_entry
from dueregard.plan.importing.leads import kind_of, split_leads
from dueregard.plan.importing.prose import list_items, rejoin, sentences
from dueregard.plan.importing.ratings import Scale, rag_of_colour, read_rag, read_score, scale_of
from dueregard.plan.importing.repairs import Words, mend
from dueregard.plan.importing.steps import is_finding, part, read_step


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("DHP/ JRWS", ["DHP", "JRWS"]),
        ("KU DHP", ["KU", "DHP"]),
        ("DSL & LA", ["DSL", "LA"]),
        ("DSL and Headteacher", ["DSL", "Headteacher"]),
        ("Director of Student Services/ DHP/JRWS/ EG", ["Director of Student Services", "DHP", "JRWS", "EG"]),
        (
            "Head of Risk /University Secretary/Head of Security",
            ["Head of Risk", "University Secretary", "Head of Security"],
        ),
        ("Head of Learning and Teaching", ["Head of Learning and Teaching"]),
        ("Director of Estates, Facilities and Security", ["Director of Estates, Facilities and Security"]),
        ("Head of Security and Head of IT", ["Head of Security", "Head of IT"]),
        ("Prevent Lead in conjunction with HR", ["Prevent Lead", "HR"]),
        ("Registrar, Prevent Lead", ["Registrar", "Prevent Lead"]),
        ("Registrar: Prevent Lead", ["Registrar", "Prevent Lead"]),
        ("Registrar\nPrevent Lead", ["Registrar", "Prevent Lead"]),
        ("Equality and Diversity Committee", ["Equality and Diversity Committee"]),
        ("Health & Safety Manager", ["Health & Safety Manager"]),
        ("Prevent Lead/Prevent Working Group", ["Prevent Lead", "Prevent Working Group"]),
        ("DHP/DHP", ["DHP"]),
        ("", []),
        (" / ", []),
    ],
)
def test_leads_are_parted(text: str, leads: list[str]) -> None:
    assert split_leads(text) == leads


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Director of Student Services", "post"),
        ("Secretary to Council", "post"),
        ("Prevent Lead", "post"),
        ("Corporate Communications", "body"),
        ("Prevent Steering Group", "body"),
        ("Example Students' Union", "body"),
        ("Ann Example", "person"),
        ("Dr Ann Example", "person"),
        ("XYZ", "unknown"),
        ("[Designated Safeguarding Lead]", "unknown"),
        ("", "unknown"),
    ],
)
def test_kinds(name: str, kind: str) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("colour", "rag"),
    [
        ("#ff0000", "red"),
        ("#c00000", "red"),
        ("#ffc7ce", "red"),
        ("#f4cccc", "red"),
        ("#ffc000", "amber"),
        ("#ffff00", "amber"),
        ("#ffeb9c", "amber"),
        ("#fff2cc", "amber"),
        ("#f8cbad", "amber"),
        ("#00b050", "green"),
        ("#92d050", "green"),
        ("#c6efce", "green"),
        ("#e2efda", "green"),
        ("#d9ead3", "green"),
        ("#ffffff", "unknown"),
        ("#f2f2f2", "unknown"),
        ("#d9d9d9", "unknown"),
        ("#000000", "unknown"),
        ("#4472c4", "unknown"),
        ("#7030a0", "unknown"),
        (None, "unknown"),
        ("red", "unknown"),
        ("#12", "unknown"),
    ],
)
def test_colours(colour: str | None, rag: str) -> None:
    assert rag_of_colour(colour) == rag


@pytest.mark.parametrize(
    ("values", "mark", "rag"),
    [
        (["R", "A", "G"], "A", "amber"),
        (["Red", "Green"], "GREEN", "green"),
        (["A", "B", "E"], "A", "unknown"),
        (["Y", "N"], "Y", "unknown"),
        (["High", "Low", "VERY LOW"], "High", "red"),
        (["12", "20"], "20", "unknown"),
        (["Red/Amber"], "Red/Amber", "unknown"),
        (["Green"], "", "unknown"),
        (["Amber - see note"], "Amber - see note", "amber"),
    ],
)
def test_scales(values: list[str], mark: str, rag: str) -> None:
    assert read_rag(mark, None, scale_of(values)).value == rag


def test_a_clash_of_scales_is_asked_about() -> None:
    for values in (["A", "B"], ["Y", "N"], ["High", "Low"], ["3", "4"]):
        assert read_rag(values[0], None, scale_of(values)).doubt


def test_the_word_wins_over_the_colour_with_a_doubt() -> None:
    rag = read_rag("Red", "#00b050", Scale("rag"))
    assert (rag.value, bool(rag.doubt)) == ("red", True)


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("4", 4),
        ("4 - Likely", 4),
        ("High (16)", 16),
        ("4 x 5 = 20", 20),
        ("3/5", 3),
        ("n/a", None),
        ("", None),
        ("4.5", None),
        ("1 or 2", None),
    ],
)
def test_scores(text: str, score: int | None) -> None:
    assert read_score(text) == score


def test_sentences_keep_brackets_and_abbreviations_whole() -> None:
    text = "Meet Dr. Smith (e.g. in May. Then June) at St. Ann's. 134 staff came. *A note. (A bracket.) Done"
    assert sentences(text) == [
        "Meet Dr. Smith (e.g. in May. Then June) at St. Ann's.",
        "134 staff came.",
        "*A note.",
        "(A bracket.)",
        "Done",
    ]


def test_an_unclosed_bracket_does_not_swallow_the_rest() -> None:
    assert sentences("One (two. Three. Four.") == ["One (two.", "Three.", "Four."]


def test_wrapped_lines() -> None:
    lines = [
        "The group meets once in each",
        "term and reports to Coun-",
        "cil. It has student-",
        "facing members.",
        "",
        "Next paragraph here.",
    ]
    assert rejoin(lines, width=29) == [
        "The group meets once in each term and reports to Coun-cil. It has student-facing members.",
        "Next paragraph here.",
    ]


def test_list_items() -> None:
    assert list_items("- One. - Two. -Three") == ["One.", "Two.", "Three"]
    assert list_items("Well-being - the plan") == ["Well-being - the plan"]
    assert list_items("First • second • third") == ["First", "second", "third"]


def test_steps_follow_the_rule_of_sentences() -> None:
    actions, unsure = part(
        ["Write a statement. This can be put online. Brief staff (see note). (By the lead.) *A note"]
    )
    assert actions == ["Write a statement. This can be put online.", "Brief staff (see note). (By the lead.) *A note"]
    assert unsure == []


def test_a_lost_full_stop_after_a_bracket() -> None:
    actions, unsure = part(["A lead is to be named (this waits for the review of posts) The Union to send a member."])
    assert actions == ["A lead is to be named (this waits for the review of posts)", "The Union to send a member."]
    assert unsure == ["The Union to send a member."]


def test_initials_in_brackets_do_not_part() -> None:
    assert len(part(["Reports of the Counter Terrorism Local Profile (CTLP) Board to be sent on."])[0]) == 1


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Train all staff by July 2023.", "2023-07-31"),
        ("As agreed in May 2022, publish the code.", None),
        ("Publish the code that was approved in May 2022.", None),
        ("Since June 2021 nothing has changed.", None),
        ("Finish by the end of 2025", "2025-12-31"),
        ("Staff trained in 2016 to be invited.", None),
    ],
)
def test_the_due_date_of_a_step(text: str, due: str | None) -> None:
    step, _ = read_step(text, DEFAULT, set())
    assert (step.due.end if step.due else None) == due


def test_what_a_step_hangs_on() -> None:
    step, _ = read_step("Publish, see actions 1.1 and 2.3, in room 4.1", DEFAULT, {"1.1", "2.3", "4.1"})
    assert step.depends_on == ["1.1", "2.3"]
    step, _ = read_step("See action 9.9", DEFAULT, {"1.1"})
    assert step.depends_on == []
    step, _ = read_step("Awaiting the outcome of the review", DEFAULT, set())
    assert step.waiting_on == "outcome of the review"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Arrangements are considered satisfactory", True),
        ("No further action required", True),
        ("None", True),
        ("Ensure that arrangements are adequate", False),
        ("Review whether this is appropriate", False),
        ("Further development of material", False),
    ],
)
def test_findings(text: str, finding: bool) -> None:
    assert is_finding(text) == finding


def test_certain_repairs_only() -> None:
    words = Words.of(["Communications of the school in training", "an information note"])
    text, repairs = mend(
        "Corporate Communicati ons until11th July, s chool, wid gets and infor-mation, student-facing, trai ning", words
    )
    assert (
        text == "Corporate Communications until 11th July, school, wid gets and information, student-facing, trai ning"
    )
    assert {repair.before for repair in repairs if repair.certain} == {
        "Communicati ons",
        "until11th",
        "s chool",
        "infor-mation",
    }


def test_an_unsure_break_is_left_and_pointed_at() -> None:
    text, repairs = mend("the orga nisation and the implementa tion", Words())
    assert text == "the orga nisation and the implementa tion"
    assert [(repair.before, repair.certain) for repair in repairs] == [("implementa tion", False)]


def test_ordinary_words_are_left_alone() -> None:
    text = "Staff are to be made aware as and when needed; a plan for all, in 3 terms (no. 4) is due to us."
    assert mend(text, Words.of([text] * 3)) == (text, [])


def test_initials_that_nobody_explains() -> None:
    texts = [
        "The Prevent Steering Group (PSG) meets OfS. NB see https://ABC.example/XYZ",
        "CTLP* is new. *Counter Terrorism Local Profile",
        "DSO's and PoS",
    ]
    assert undefined(texts, {"KU"}) == {"PSG": "Prevent Steering Group", "OfS": None, "DSO": None, "PoS": None}


def test_glossary_lines() -> None:
    person = read_entry("AB - Ann Example, Director of Things", None)
    assert person is not None
    assert (person.name, person.role, person.kind) == ("Ann Example", "Director of Things", "person")
    body = read_entry("XU – Example Student Union", None)
    assert body is not None
    assert (body.kind, body.role) == ("body", None)
    post = read_entry("DSL: Designated Safeguarding Lead", None)
    assert post is not None
    assert post.kind == "post"
    assert read_entry("A - an article", None) is None
    assert read_entry("Prevent - a duty", None) is None


def test_figures_are_counts_of_people_and_events() -> None:
    texts = [
        "In 2018 1,204 staff (85% of staff) came to 3 sessions; see Appendix 6 and the 2 July meeting. As at 1 May 2024."
    ]
    found = candidate_figures("1", texts, None, DEFAULT)
    assert [(figure.value, figure.as_at) for figure in found] == [
        (1204, "2024-05-01"),
        (85, "2024-05-01"),
        (3, "2024-05-01"),
    ]
