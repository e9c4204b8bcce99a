"""Reading lists: columns, days, rows and their errors."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.training.rules.lists import (
    CompletionRow,
    RowError,
    StaffRow,
    What,
    columns_without_headings,
    completion_row,
    guessed_columns,
    has_headings,
    missing_columns,
    read_day,
    staff_row,
    turned,
)

TODAY = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2019-12-04", date(2019, 12, 4)),
        ("04/12/2019", date(2019, 12, 4)),
        ("4/12/19", date(2019, 12, 4)),
        ("4 December 2019", date(2019, 12, 4)),
        ("4th December, 2019", date(2019, 12, 4)),
        ("04-Dec-2019", date(2019, 12, 4)),
        ("04-Dec-19", date(2019, 12, 4)),
        ("4.12.2019", date(2019, 12, 4)),
        ("2019-12-04T09:30:00Z", date(2019, 12, 4)),
        ("04/12/2019 14:05", date(2019, 12, 4)),
        ("43803", date(2019, 12, 4)),
        ("12/25/2019", None),  # month first is never guessed
        ("31/02/2019", None),
        ("yes", None),
        ("", None),
    ],
)
def test_days_as_systems_and_people_write_them(written: str, day: date | None) -> None:
    assert read_day(written) == day


@given(st.text(max_size=40))
def test_no_text_breaks_reading_a_day(written: str) -> None:
    assert read_day(written) is None or isinstance(read_day(written), date)


@given(st.dates(min_value=date(1969, 1, 1), max_value=date(2068, 12, 31)))
def test_a_day_is_read_back(day: date) -> None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d-%b-%y"):
        assert read_day(day.strftime(form)) == day


def test_columns_are_known_by_their_headings() -> None:
    headings = [
        "Employee ID",
        "Surname",
        "Forename",
        "Work e-mail",
        "Org. unit",
        "Start date",
        "Leaver Date",
        "Cost centre",
    ]
    assert guessed_columns(What.STAFF, headings) == {
        "number": 0,
        "last_name": 1,
        "first_name": 2,
        "email": 3,
        "department": 4,
        "began_on": 5,
        "left_on": 6,
    }
    learner = ["Learner", "Course Title", "Completion Date", "Certificate number"]
    assert guessed_columns(What.COMPLETIONS, learner) == {"name": 0, "course": 1, "completed_on": 2, "evidence": 3}
    assert has_headings(What.COMPLETIONS, [learner])
    assert not has_headings(What.COMPLETIONS, [["Ada Byron", "4 December 2019"], ["Ben", "5 December 2019"]])
    assert not has_headings(What.COMPLETIONS, [["Name", "4 December 2019"]])
    assert has_headings(What.COMPLETIONS, [["Who is it", "When was it"], ["Ada", "4/12/2019"]])
    assert not has_headings(What.COMPLETIONS, [["Ada", "Awareness"], ["Ben", "Awareness"]])


def test_a_pasted_list_needs_no_headings() -> None:
    rows = [["Ada Byron", "4 December 2019"], ["Byron, Ben", "05/12/2019"]]
    assert columns_without_headings(What.COMPLETIONS, rows) == {"name": 0, "completed_on": 1}
    rows = [["E0001", "Ada Byron", "ada@example.org", "School of Arts"]]
    assert columns_without_headings(What.STAFF, rows) == {"number": 0, "name": 1, "email": 2, "department": 3}
    assert columns_without_headings(What.STAFF, [[], [""]]) == {}


def test_a_pasted_list_with_wrong_cells_is_still_understood() -> None:
    rows = [["Ada Byron", "4 December 2019"], ["Ben Byron", "32 December 2019"], ["Cy Byron", "5/12/2019"]]
    assert columns_without_headings(What.COMPLETIONS, rows) == {"name": 0, "completed_on": 1}
    rows = [["Ada Byron", "tomorrow"], ["Ben Byron", "4 December 2019"]]
    assert columns_without_headings(What.COMPLETIONS, rows) == {"name": 0, "course": 1}
    # Five digits are how Excel counts days, but without a heading they are a staff number.
    rows = [["43210", "4 December 2019"], ["43211", "5 December 2019"]]
    assert columns_without_headings(What.COMPLETIONS, rows) == {"number": 0, "completed_on": 1}


@pytest.mark.parametrize(
    ("what", "columns", "lacking"),
    [
        (What.STAFF, {"name": 0}, False),
        (What.STAFF, {"first_name": 0, "last_name": 1}, False),
        (What.STAFF, {"first_name": 0}, True),
        (What.COMPLETIONS, {"name": 0, "completed_on": 1}, False),
        (What.COMPLETIONS, {"number": 0, "completed_on": 1}, False),
        (What.COMPLETIONS, {"completed_on": 1}, True),
        (What.COMPLETIONS, {"name": 0}, True),
    ],
)
def test_what_the_columns_lack(what: str, columns: dict[str, int], lacking: bool) -> None:
    assert bool(missing_columns(what, columns)) is lacking


def test_a_row_of_staff() -> None:
    columns = {"last_name": 0, "first_name": 1, "email": 2, "began_on": 3, "left_on": 4}
    row = staff_row(["Byron", "Ada", "Ada@Example.org", "1/8/2020", ""], columns)
    assert row == StaffRow("Ada Byron", "", "ada@example.org", began_on=date(2020, 8, 1))
    assert (turned("Byron, Ada"), turned("Ada  Byron"), turned("Byron, Ada, Dr"), turned("Byron,")) == (
        "Ada Byron",
        "Ada Byron",
        "Byron, Ada, Dr",
        "Byron,",
    )


@pytest.mark.parametrize(
    "cells",
    [
        ["", "", ""],
        ["Byron", "Ada", "no address"],
        ["Byron", "Ada", "", "soon"],
        ["Byron", "Ada", "", "1/8/2020", "1/8/2019"],
        ["Byron", "Ada", "", "1/1/1900"],
    ],
)
def test_rows_of_staff_that_cannot_be_read(cells: list[str]) -> None:
    with pytest.raises(RowError, match=r"\w"):
        staff_row(cells, {"last_name": 0, "first_name": 1, "email": 2, "began_on": 3, "left_on": 4})
    with pytest.raises(RowError):
        staff_row(["9" * 41, "Ada"], {"number": 0, "name": 1})


def test_rows_of_completions() -> None:
    columns = {"name": 0, "completed_on": 1, "course": 2}
    assert completion_row(["Ada", "30/6/2026"], columns, TODAY) == CompletionRow(TODAY, "Ada")
    for cells in (["", "1/6/2026"], ["Ada", ""], ["Ada", "1/7/2026"], ["Ada", "soon"]):
        with pytest.raises(RowError, match=r"\w"):
            completion_row(cells, columns, TODAY)
