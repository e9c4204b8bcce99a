"""The pages and files of figures: what they say to whom, what bad input does, and how much they ask of the database."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.figures.rules.definitions import Figure
from dueregard.figures.rules.spans import day_in_words
from dueregard.figures.workflows.balances import record_balance, withdraw_balance
from dueregard.kernel import clock
from dueregard.training.models import Course
from tests.factories import COMMAND, make_account, signed_in
from tests.figures.asking import ATTENDED, rows, text, url
from tests.figures.made import completions, found, opening
from tests.training.records import THEN, complete, make_course, make_staff, sample_records

pytestmark = pytest.mark.django_db


# --- the catalogue ----------------------------------------------------------------------------------------------------
def test_the_catalogue_as_at_a_day(lead: Any) -> None:
    sample_records()
    said = text(lead.get(url("figures", query="?at=2019-07-11")))
    assert "As at 11 July 2019" in said
    for label, value in (
        ("Officers with the safeguarding qualification", 47),
        ("Officers, former ones included, with Prevent training", 45),
        ("Staff who have attended Prevent training", 134),
    ):
        assert re.search(rf"{label} [^0-9]*\. {value} as at 11 July 2019", said), label
    assert "from 1 August 2018 to 11 July 2019" in said
    assert "Different members of staff who had completed at least one course" in said


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "As at today, and over the academic year"),
        ("?year=2018", "Academic year 2018/19"),
        ("?year=2018/19", "Academic year 2018/19"),
        ("?term=2018-autumn", "Autumn term 2018/19"),
        ("?term=2018-michaelmas", "Autumn term 2018/19"),
        ("?from=2018-08-01&to=2019-07-11", "From 1 August 2018 to 11 July 2019"),
        ("?at=11/7/2019", "As at 11 July 2019"),
        ("?at=11%20July%202019", "As at 11 July 2019"),
        ("?at=2019-07-11&year=2001", "As at 11 July 2019"),
        ("?from=2019-07-11", f"From 11 July 2019 to {day_in_words(clock.today())}"),
    ],
)
def test_days_and_periods_in_the_address(lead: Any, query: str, words: str) -> None:
    for page in (url("figures", query=query), url("figure", ATTENDED, query)):
        assert words in text(lead.get(page))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?at=31-02-2019", "As at: write a day like 11 July 2019."),
        ("?at=0001-01-01", "As at: write a day like 11 July 2019."),
        ("?at=1950-01-01", "As at: give a day between 1990 and 2100."),
        ("?year=1", "Give the year in which the academic year begins"),
        ("?year=99999999999999999999", "Give the year in which the academic year begins"),
        ("?year=²", "Give the year in which the academic year begins"),
        ("?term=2018", "Term: write it like 2018-autumn."),
        ("?term=x-autumn", "Give the year in which the academic year begins"),
        ("?term=2018-carnival", "Term: write it like 2018-autumn."),
        ("?from=2019-07-11&to=2018-08-01", "To: the period ends before it begins."),
        ("?to=2018-08-01", "To: give the first day of the period as well."),
        ("?from=never", "From: write a day like 1 August 2018."),
        ("?from=1950-01-01&to=1951-01-01", "between 1990 and 2100"),
        ("?at=2019-07-11&year=2018", "More than one day or period was asked for"),
        ("?page=-9&at=x", "As at: write a day like 11 July 2019."),
    ],
)
def test_bad_dates_get_a_sentence(lead: Any, query: str, sentence: str) -> None:
    for name, key in (("figures", ""), ("figure", ATTENDED)):
        answer = lead.get(url(name, key, query))
        assert answer.status_code == 200
        assert sentence in text(answer)
    for name, key in (("figures_file", ""), ("trend_file", ATTENDED), ("rows_file", ATTENDED)):
        assert lead.get(url(name, key, query)).status_code == 200


def test_what_is_not_there_is_404(lead: Any) -> None:
    for name in ("figure", "trend_file", "rows_file", "record_balance", "withdraw_balance"):
        assert lead.get(url(name, "training.nothing")).status_code == 404
    assert lead.get(url("withdraw_balance", ATTENDED)).status_code == 404  # it has none
    assert lead.post(url("figures")).status_code == 405


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF])
def test_who_does_not_read_figures_sees_neither_page_nor_way(role: str) -> None:
    client = signed_in(make_account(role))
    assert client.get(url("figures")).status_code == 403
    assert "/figures/" not in client.get("/").content.decode()


def test_the_way_there(member: Any) -> None:
    assert f'href="{url("figures")}"' in member.get("/").content.decode()


# --- a figure's page --------------------------------------------------------------------------------------------------
def test_a_figures_page(lead: Any) -> None:
    sample_records()
    page = lead.get(url("figure", ATTENDED, "?at=2019-07-11"))
    said = text(page)
    assert "134 members of staff" in said
    assert f"As at 11 July 2019, as known on {day_in_words(clock.today())} ." in said
    assert "Somebody who attended twice counts once." in said
    assert ATTENDED in said
    assert page.content.decode().count("<svg") == 2
    for month in ("August 2018", "July 2019"):
        assert month in said
    assert "2018/19 to 11 July 2019" in said
    assert "Showing 1 to 50 of 134 rows" in said
    # as at the end of the academic years before
    table = re.findall(
        r"(20\d\d/\d\d)(?: to 11 July 2019)?\s+(\d+)",
        re.sub(r"<[^>]+>", " ", page.content.decode().split("</svg>")[-1]),
    )
    assert table[:5] == [("2014/15", "0"), ("2015/16", "0"), ("2016/17", "45"), ("2017/18", "45"), ("2018/19", "134")]


def test_rows_are_paged_and_for_those_who_may(lead: Any, member: Any) -> None:
    sample_records()
    second = text(lead.get(url("figure", ATTENDED, "?at=2019-07-11&page=2")))
    assert "Showing 51 to 100 of 134 rows" in second
    assert "Showing 101 to 134" in text(lead.get(url("figure", ATTENDED, "?at=2019-07-11&page=99")))
    for client, status in ((lead, 200), (member, 403)):
        assert client.get(url("rows_file", ATTENDED)).status_code == status
    said = text(member.get(url("figure", ATTENDED, "?at=2019-07-11")))
    assert "134 members of staff" in said  # a figure of training is open
    assert "The rows behind it" not in said


def test_a_rows_link_and_count(lead: Any, made: dict[str, Figure]) -> None:
    course, staff = make_course(), make_staff("Robin Row")
    complete(staff, course, date(2019, 1, 7))
    page = lead.get(url("figure", "made.small_flow", "?year=2018"))
    assert '<a href="/training/staff">Robin Row</a>' in page.content.decode()
    # two completions of one person, counted by people
    complete(staff, make_course(), date(2019, 1, 8))
    said = text(lead.get(url("figure", "training.staff_attended_in_period", "?year=2018")))
    assert "2 rows, of which 1 are different as the figure counts them." in said


def test_small_numbers_on_page_and_file(member: Any, lead: Any, made: dict[str, Figure]) -> None:
    completions(*[date(2019, 1, 7)] * 3)
    for page in (url("figures", query="?year=2018"), url("figure", "made.small_flow", "?year=2018")):
        assert "fewer than 5" in text(member.get(page))
        assert "fewer than 5" not in text(lead.get(page))
    for name, key in (("figures_file", ""), ("trend_file", "made.small_flow")):
        found_rows = rows(member.get(url(name, key, "?year=2018")))
        values = {row["Value"] for row in found_rows if row["Key"].startswith("made.")}
        assert "fewer than 5" in values
        assert "3" not in values
    # neither the exact number nor the rows stand anywhere in the page
    whole = member.get(url("figure", "made.small_flow", "?year=2018")).content.decode()
    assert "Staff " not in whole.split("<main")[1].split("What it is")[0]
    assert "different as the figure counts them" not in whole


# --- figures about cases ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "query", ["", "?at=2019-07-31", "?at=2019-07-11", "?term=2018-autumn", "?from=2018-08-02&to=2019-07-31"]
)
def test_cases_are_given_for_closed_years_only(lead: Any, made: dict[str, Figure], query: str) -> None:
    completions(*[date(2019, 1, 7)] * 3, clock.today())
    if query == "?at=2019-07-31":  # over its academic year, which is over
        assert "3 cases" in text(lead.get(url("figure", "made.cases", query)))
        return
    said = text(lead.get(url("figure", "made.cases", query)))
    assert "Not given for this day or period" in said
    assert "By month" not in said
    (row,) = [row for row in rows(lead.get(url("figures_file", query=query))) if row["Key"] == "made.cases"]
    assert row["Value"] == ""
    assert lead.get(url("rows_file", "made.cases", query)).status_code == 403
    assert {row["By"] for row in rows(lead.get(url("trend_file", "made.cases", query)))} == {"year"}


def test_cases_in_a_closed_year(lead: Any, member: Any, made: dict[str, Figure]) -> None:
    completions(*[date(2019, 1, 7)] * 3)
    for client, shown in ((lead, "3"), (member, "fewer than 5")):
        said = text(client.get(url("figure", "made.cases", "?year=2018")))
        assert f"{shown} cases in the academic year 2018/19" in said.replace("cases In", "cases in")
        assert "The rows behind it" not in said
        assert [row["Value"] for row in rows(client.get(url("trend_file", "made.cases", "?year=2018")))][-1] == shown


# --- files ------------------------------------------------------------------------------------------------------------
def test_every_file_carries_the_definition(lead: Any) -> None:
    sample_records()
    figure = found(ATTENDED)
    for name, key in (("trend_file", ATTENDED), ("rows_file", ATTENDED), ("figures_file", "")):
        answer = lead.get(url(name, key, "?at=2019-07-11"))
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert "attachment" in answer["Content-Disposition"]
        mine = [row for row in rows(answer) if row["Key"] == ATTENDED]
        assert mine
        assert {row["Definition"] for row in mine} == {figure.definition}
    assert len(rows(lead.get(url("rows_file", ATTENDED, "?at=2019-07-11")))) == 134
    trend = rows(lead.get(url("trend_file", ATTENDED, "?at=2019-07-11")))
    assert [row["By"] for row in trend] == ["month"] * 12 + ["year"] * 5
    assert trend[-1]["Value"] == "134"


def test_no_cell_of_a_file_is_a_formula(lead: Any) -> None:
    complete(make_staff('=HYPERLINK("http://x")'), Course.objects.create(title="+1", subject="prevent"), THEN)
    figure = found(ATTENDED)
    record_balance(by=COMMAND, figure=figure, opening=opening(3, THEN), source="@SUM(A1)")
    for name, key in (("rows_file", "training.staff_attended_in_period"), ("rows_file", ATTENDED),
                      ("trend_file", ATTENDED), ("figures_file", "")):  # fmt: skip
        for row in csv.reader(io.StringIO(lead.get(url(name, key, "?at=2019-07-11")).content.decode("utf-8-sig"))):
            assert not [cell for cell in row if cell[:1] in "=+-@" and cell]


def test_rows_are_read_in_portions(lead: Any, monkeypatch: pytest.MonkeyPatch, made: dict[str, Figure]) -> None:
    monkeypatch.setattr("dueregard.figures.queries.page.CHUNK", 2)
    completions(*[date(2019, 1, 7)] * 5)
    assert len({row["Row"] for row in rows(lead.get(url("rows_file", "made.small_flow", "?year=2018")))}) == 5


# --- how much they ask ------------------------------------------------------------------------------------------------
def test_the_pages_queries(lead: Any, django_assert_max_num_queries: Any) -> None:
    sample_records()
    balance = record_balance(by=COMMAND, figure=found(ATTENDED), opening=opening(134, THEN), source="Register")
    lead.get(url("figures"))
    with django_assert_max_num_queries(40):
        lead.get(url("figures", query="?at=2019-07-11"))
    with django_assert_max_num_queries(9):
        lead.get(url("figure", ATTENDED, "?at=2019-07-11"))
    with django_assert_max_num_queries(9):
        lead.get(url("figure", "training.completions_induction", "?year=2018"))
    withdraw_balance(by=COMMAND, balance=balance, reason="No.")
    with django_assert_max_num_queries(9):
        lead.get(url("figure", ATTENDED, "?at=2019-07-11"))
