"""What a text gives away, as tables of sentences that must and must not be found; months; the figures' words."""

from __future__ import annotations

import time
from datetime import date

import pytest

from dueregard.health.rules import dates, months, wording
from dueregard.health.rules.figures import BY_SLUG, FIGURES, Group

FORWARD = [
    ("The next training is on 4 December 2019.", date(2019, 12, 4)),
    ("The next training is on Wednesday 4 December 2019", date(2019, 12, 4)),
    ("Training will take place on 4/12/2019.", date(2019, 12, 4)),
    ("The group will next meet in March 2020.", date(2020, 3, 31)),
    ("Refresher sessions will be held in the Spring term 2020.", date(2020, 4, 3)),
    ("A review is planned for May 2021.", date(2021, 5, 31)),
    ("The policy is due to be reviewed by the end of June 2018.", date(2018, 6, 30)),
    ("The policy will be reviewed before 1 October 2022.", date(2022, 9, 30)),
    ("Next review: September 2020", date(2020, 9, 30)),
    ("Next review date March 2021", date(2021, 3, 31)),
    ("The next meeting of the group, 12 May 2021, will agree it.", date(2021, 5, 12)),
    ("On 4 December 2019 the steering group will consider the assessment.", date(2019, 12, 4)),
    ("By the end of March 2020 all staff will have been trained.", date(2020, 3, 31)),
    ("Complete the audit by 31 July 2020.", date(2020, 7, 31)),
    ("To be completed by: December 2020", date(2020, 12, 31)),
    ("Deadline: 31 July 2020", date(2020, 7, 31)),
    ("All staff to complete the module by Easter term 2021.", date(2021, 6, 18)),
    ("The code was revised in 2019. It is scheduled for approval by Council on 3 July 2020.", date(2020, 7, 3)),
    ("The agreement expires on 31 August 2021.", date(2021, 8, 31)),
    ("The contract is valid until 31 August 2021.", date(2021, 8, 31)),
    ("Training launches in academic year 2019/20.", date(2020, 7, 31)),
    ("The new system is expected in Q2 2021.", date(2021, 6, 30)),
    ("A session shall be offered on 2020-02-14", date(2020, 2, 14)),
    ("The report is due by 1 December 2020", date(2020, 12, 1)),
    ("Staff should be trained by August 2021", date(2021, 8, 31)),
    ("A new lead is to be put in place for 2019/20 following a departure.", date(2020, 7, 31)),
    ("Posters are shown (the next review is due in May 2021).", date(2021, 5, 31)),
]
NOT_FORWARD = [
    "The last training was on 4 December 2019.",
    "Training was held on 4 December 2019.",
    "Approved by Council on 4 December 2019.",
    "The policy was reviewed in March 2020 and is in place.",
    "The review was due in March 2020.",
    "The session had been planned for May 2021.",
    "It was agreed on 3 May 2019 that posters are shown.",
    "Staff will follow the procedure agreed on 3 May 2019.",
    "Since March 2020 all new staff will complete the module.",
    "From 1 September 2019 all new staff will complete the module.",
    "The duty came into force on 18 September 2015.",
    "The guidance (March 2015) will be followed.",
    "Staff will read the guidance of 12 March 2015.",
    "Staff will use the March 2015 guidance.",
    "Version 3, 4 December 2019",
    "Last reviewed: 4 December 2019",
    "Date of approval 4 December 2019",
    "Minutes of the meeting on 4 December 2019",
    "The steering group met on 4 December 2019 and will meet again.",
    "By March 2020 all staff had been trained.",
    "Of 2,300 staff, 1,900 completed it by July 2020.",
    "All staff trained by July 2020.",
    "The group will meet each term.",
    "The Education (Prevent) Act 2015 will apply.",
    "The plan for 2019/20 sets out what is done.",
    "The 2019/20 return will be kept for six years.",
    "Ms Will Smith, 4 December 2019",
    "The chair will sign what the group approved in May 2021.",
    "Reviewed in May 2021, next in a year.",
    "Training is given each year; 412 people attended in 2019/20.",
    "The contract ran until 31 August 2021.",
    "Published on 1 May 2020. The next is not planned.",
    "See the report to Council on 1 May 2020.",
    "Links will be provided from the web pages (action from the group’s meeting in October 2019).",
    "The policy can be found here: https://example.org/policy.pdf In January 2019, the school asked for one of its own.",
    "The officer will keep the list, which names every person who has a key to a room on either campus and what for, in a "
    "drawer of the desk that the office bought in May 2019.",
    "Guidance will follow (March 2020).",
    "",
]


@pytest.mark.parametrize(("sentence", "on"), FORWARD)
def test_a_sentence_that_looks_forward_gives_its_last_day(sentence: str, on: date) -> None:
    found = dates.looks_forward(sentence)
    assert [spoken.on for spoken in found] == [on]
    (spoken,) = found
    assert spoken.phrase.lower() in sentence[spoken.at : spoken.to].lower()


@pytest.mark.parametrize("sentence", NOT_FORWARD)
def test_a_sentence_that_tells_of_the_past_or_names_a_document_does_not(sentence: str) -> None:
    assert dates.looks_forward(sentence) == []


def test_each_sentence_of_a_passage_stands_for_itself() -> None:
    text = "Training was held on 4 December 2019.\n\n• The next is on 3 March 2020.\n• It will be on 5 May 2020; then rest."
    assert [text[s.at : s.to] for s in dates.looks_forward(text)] == [
        "• The next is on 3 March 2020.",
        "• It will be on 5 May 2020",
    ]


TEMPLATE = [
    ("Click here to enter text.", ["Click here to enter text"]),
    ("The [Designated Safeguarding Lead] answers.", ["[Designated Safeguarding Lead]"]),
    ("Choose an item and [insert name] it", ["Choose an item", "[insert name]"]),
    ("[Redacted] was told", []),
    ("See [Appendix A] and [OfS] and [UK]", []),
    ("A sentence without any.", []),
]


@pytest.mark.parametrize(("text", "pieces"), TEMPLATE)
def test_template_wording_is_found_by_its_place(text: str, pieces: list[str]) -> None:
    assert [text[at:to] for at, to in wording.template_wording(text)] == pieces


INITIALS = [
    ("The DSL tells the OfS under the CTSA.", {"DSL", "OfS", "CTSA"}),
    ("JS to ask KU’s officer.", {"JS", "KU"}),
    ("The Prevent Steering Group (PSG) meets. PSG agrees.", set()),
    ("PSG (Prevent Steering Group) meets.", set()),
    ("OfS: Office for Students", set()),
    ("The chair (PSG) decides.", {"PSG"}),
    ("PSG (a group of the plan) decides.", {"PSG"}),
    ("UK HE providers and BAME staff use IT and HR.", set()),
    ("RISK ASSESSMENT AND PSG PLAN", set()),
    ("ACTION is taken. The action of the PSG.", {"PSG"}),
    ("https://example.org/ABC/DEF and ask ABC@example.org", set()),
    ("[ABC] is template", set()),
    ("World War II, part XIV, and 3AM.", set()),
    ("A.B. and AB/CD are not taken", set()),
    ("CONTESTS", set()),
    ("", set()),
]


@pytest.mark.parametrize(("text", "letters"), INITIALS)
def test_initials_that_a_text_does_not_spell_out(text: str, letters: set[str]) -> None:
    found = wording.initials(text)
    assert set(found) == letters
    assert all(text[at:to] == each for each, (at, to) in found.items())


def test_a_body_is_named_in_full_and_not_within_a_longer_name() -> None:
    names = {"Prevent Group": 1, "Prevent Group Northfield": 2, "Council": 3, "JCC": 4}
    pattern = wording.body_pattern(names)
    text = "Prevent Group Northfield, the Prevent Group, Council, the Prevent Groups and the JCC; Prevent Group."
    assert wording.bodies_named(text, pattern, names, [1, 4]) == {1: (30, 43), 4: (81, 84)}
    assert wording.bodies_named(text, pattern, names, [3]) == {}
    assert wording.bodies_named("Council", wording.body_pattern({"Council": 3}), {"Council": 3}, [3]) == {}


@pytest.mark.parametrize(
    ("day", "count", "before"),
    [
        (date(2026, 11, 28), 12, date(2025, 11, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
    ],
)
def test_a_day_some_months_before(day: date, count: int, before: date) -> None:
    assert months.months_before(day, count) == before


def test_the_ends_of_two_years_of_months_and_the_day_itself() -> None:
    ends = months.month_ends(date(2026, 11, 28))
    assert len(ends) == 24
    assert ends[-3:] == [date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 28)]
    assert ends[0] == date(2024, 12, 31)


def test_each_figure_has_words_for_one_and_many_and_an_address_of_its_own() -> None:
    assert len(BY_SLUG) == len(FIGURES)
    assert BY_SLUG["overdue"].words(1) == "overdue next step"
    assert BY_SLUG["overdue"].words(0) == "overdue next steps"
    assert all(bool(figure.finds) == (figure.group == Group.TEXTS) for figure in FIGURES)


@pytest.mark.parametrize(
    "text",
    [
        "will " * 8_000,
        "will be held on 4 December 2019 and " * 600,
        "ABC DEF GHI " * 3_000,
        "(" * 20_000,
        "[" * 20_000,
        "P-" * 20_000,
        "P of for and the to in " * 3_000,
        "a\n" * 20_000,
        "\ud7ff\u200b\x00🙂 " * 4_000,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_takes_long_and_none_is_an_error(text: str) -> None:
    begun = time.process_time()
    for spoken in dates.looks_forward(text):
        assert 0 <= spoken.at < spoken.to <= len(text)
    for at, to in [*wording.initials(text).values(), *wording.template_wording(text)]:
        assert 0 <= at < to <= len(text)
    assert time.process_time() - begun < 5
