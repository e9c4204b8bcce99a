"""The rules of opening balances, spans and definitions: truth tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.figures.rules import chosen
from dueregard.figures.rules.balances import EXAMPLE, Opening, Overlap, example_of, faults
from dueregard.figures.rules.definitions import Figure, Kind, Treatment
from dueregard.figures.rules.spans import Span, month_ends, months, years
from dueregard.organisation.rules.years import DEFAULT, AcademicYear
from tests.figures.made import CASES, SMALL_FLOW, SMALL_STOCK, opening

AT = date(2019, 7, 11)
SINCE = date(2018, 8, 1)
APART, WITHIN, UNTIL = Overlap.APART, Overlap.WITHIN, Overlap.UNTIL


@pytest.mark.parametrize(
    ("span", "apart", "within", "until"),
    [
        (Span(date(2019, 7, 10)), False, False, False),  # the paper does not speak of the day before
        (Span(AT), True, True, True),
        (Span(date(2019, 7, 12)), True, True, False),
        (Span(date(2030, 1, 1)), True, True, False),
        (Span(AT, SINCE), False, False, False),  # a period, and the balance is of a day
    ],
)
def test_a_balance_of_a_day_applies(span: Span, apart: bool, within: bool, until: bool) -> None:
    assert [opening(134, AT, rule).applies(span) for rule in (APART, WITHIN, UNTIL)] == [apart, within, until]


@pytest.mark.parametrize(
    ("first", "last", "applies", "until", "touches"),
    [
        (SINCE, AT, True, True, False),  # its own period
        (SINCE, date(2019, 7, 31), True, False, False),  # the whole year holds it
        (date(2017, 8, 1), AT, True, False, False),
        (date(2018, 8, 2), AT, False, False, True),  # a day too few
        (SINCE, date(2019, 7, 10), False, False, True),
        (date(2019, 1, 1), date(2019, 1, 31), False, False, True),  # a month within it
        (date(2017, 8, 1), date(2018, 7, 31), False, False, False),  # before it
        (date(2019, 7, 12), date(2019, 7, 31), False, False, False),  # after it
        (None, AT, False, False, False),  # a day, and the balance is of a period
    ],
)
def test_a_balance_of_a_period_applies(
    first: date | None, last: date, applies: bool, until: bool, touches: bool
) -> None:
    span = Span(last, first)
    for rule in (APART, WITHIN):
        assert opening(12, AT, rule, SINCE).applies(span) == applies
        assert opening(12, AT, rule, SINCE).touches(span) == touches
    assert opening(12, AT, UNTIL, SINCE).applies(span) == until


@pytest.mark.parametrize(
    ("overlap", "recorded", "then", "value"),
    [
        (APART, 117, 100, 151),  # 17 more than the records had then
        (APART, 100, 100, 134),
        (APART, 0, 0, 134),  # nothing recorded at all
        (APART, 90, 100, 124),  # what left the records leaves the figure
        (APART, 0, 200, 0),  # but never below nought
        (WITHIN, 117, 100, 134),
        (WITHIN, 151, 100, 151),  # the records have overtaken the paper
        (WITHIN, 0, 0, 134),
        (UNTIL, 100, 100, 134),  # its own day
    ],
)
def test_the_rule_for_overlap(overlap: Overlap, recorded: int, then: int, value: int) -> None:
    assert opening(134, AT, overlap).with_records(Span(AT), recorded, then) == value


@given(st.integers(0, 999), st.integers(0, 999), st.sampled_from(Overlap))
def test_on_its_own_day_a_balance_says_what_the_paper_says(value: int, recorded: int, overlap: Overlap) -> None:
    found = opening(value, AT, overlap).with_records(Span(AT), recorded, recorded)
    assert found == (max(value, recorded) if overlap == WITHIN else value)


def test_the_forms_example_is_computed_by_the_rule() -> None:
    assert EXAMPLE == (134, 100, 117)
    assert {overlap: example_of(overlap) for overlap in Overlap} == {APART: 151, WITHIN: 134, UNTIL: 117}


TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("given", "of_period", "cases", "wrong"),
    [
        (opening(134, AT), False, False, []),
        (opening(0, TODAY), False, False, []),
        (opening(-1, AT), False, False, ["value"]),
        (opening(1, date(2026, 11, 29)), False, False, ["at"]),
        (opening(1, AT, since=SINCE), False, False, ["since"]),
        (opening(1, AT), True, False, ["since"]),
        (opening(1, AT, since=SINCE), True, False, []),
        (opening(1, SINCE, since=AT), True, False, ["since"]),
        (opening(1, AT, since=SINCE), True, True, ["since"]),  # not a whole year
        (opening(1, date(2019, 7, 31), since=SINCE), True, True, []),
        (opening(1, date(2027, 7, 31), since=date(2026, 8, 1)), True, True, ["at", "since"]),  # not over
    ],
)
def test_what_is_wrong_with_a_balance(given: Opening, of_period: bool, cases: bool, wrong: list[str]) -> None:
    assert [name for name, _ in faults(given, TODAY, of_period=of_period, cases=cases)] == wrong


# --- spans ------------------------------------------------------------------------------------------------------------
def test_spans_in_words() -> None:
    assert Span(AT).words == "as at 11 July 2019"
    assert Span.of_year(AcademicYear(2018)).words == "in the academic year 2018/19"
    assert Span(AT, SINCE).words == "from 1 August 2018 to 11 July 2019"
    with pytest.raises(ValueError, match="ends before"):
        Span(SINCE, AT)


def test_months_and_years_end_with_the_day() -> None:
    assert [day.isoformat() for day in month_ends(date(2019, 3, 31), 3)] == ["2019-01-31", "2019-02-28", "2019-03-31"]
    assert [span.year for span in (Span(AT), Span(AT, SINCE), Span.of_year(AcademicYear(2018)))] == [
        None,
        None,
        AcademicYear(2018),
    ]
    assert months(AT, 2) == [Span(date(2019, 6, 30), date(2019, 6, 1)), Span(AT, date(2019, 7, 1))]
    assert years(AT, 2) == [Span.of_year(AcademicYear(2017)), Span(AT, SINCE)]


@pytest.mark.parametrize(
    ("day", "before"), [(date(2020, 2, 29), date(2019, 2, 28)), (AT, date(2018, 7, 11)), (date(2020, 7, 31), date(2019, 7, 31))]
)  # fmt: skip
def test_a_year_before(day: date, before: date) -> None:
    assert chosen.year_before(Span(day), TODAY) == Span(before)


def test_a_year_that_has_not_ended_is_compared_up_to_the_same_day() -> None:
    present = Span.of_year(AcademicYear(2026))
    assert chosen.year_before(present, TODAY) == Span(date(2025, 11, 28), date(2025, 8, 1))
    assert chosen.year_before(Span.of_year(AcademicYear(2018)), TODAY) == Span.of_year(AcademicYear(2017))
    coming = Span(date(2027, 3, 31), date(2027, 3, 1))
    assert chosen.year_before(coming, TODAY) == Span(date(2026, 3, 1), date(2026, 3, 1))


# --- what was chosen --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("what", "stock", "flow"),
    [
        (chosen.on_day(AT), Span(AT), Span(AT, SINCE)),
        (chosen.in_year(AcademicYear(2018)), Span(date(2019, 7, 31)), Span(date(2019, 7, 31), SINCE)),
        (chosen.in_year(AcademicYear(2026)), Span(TODAY), Span(date(2027, 7, 31), date(2026, 8, 1))),
        (chosen.in_period(SINCE, AT), Span(AT), Span(AT, SINCE)),
        (chosen.in_term(DEFAULT.term("autumn", AcademicYear(2018))), Span(date(2018, 12, 14)),
         Span(date(2018, 12, 14), date(2018, 9, 24))),
        (chosen.usual(TODAY), Span(TODAY), Span(date(2027, 7, 31), date(2026, 8, 1))),
    ],
)  # fmt: skip
def test_stock_as_at_the_last_day_flow_over_the_period(what: chosen.Chosen, stock: Span, flow: Span) -> None:
    assert (what.span(Kind.STOCK, TODAY), what.span(Kind.FLOW, TODAY)) == (stock, flow)
    assert what.span_of(SMALL_STOCK, TODAY) == stock
    assert what.span_of(SMALL_FLOW, TODAY) == flow
    closed = flow == Span.of_year(AcademicYear(2018))
    assert what.span_of(CASES, TODAY) == (flow if closed else None)


def test_trends_of_cases_are_closed_years() -> None:
    assert chosen.trend_by_month(CASES, TODAY) == []
    for last, newest in ((TODAY, 2025), (date(2026, 7, 31), 2025), (date(2026, 7, 30), 2024), (AT, 2017)):
        found = chosen.trend_by_year(CASES, last, TODAY)
        assert found == [Span.of_year(AcademicYear(year)) for year in range(newest - 4, newest + 1)]
        assert all(span.is_closed_year(TODAY) for span in found)


# --- definitions ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": Kind.STOCK},
        {"treatment": Treatment.OPEN},
        {"lines": lambda viewer, rows: []},
    ],
)
def test_a_figure_about_cases_is_a_flow_without_rows_under_the_rule(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="about cases"):
        replace(CASES, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong", [{"key": "Made.x"}, {"key": "made"}, {"key": "made.x y"}, {"label": ""}, {"definition": "No full stop"}]
)
def test_a_figure_without_key_label_or_definition_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"key|label"):
        replace(SMALL_FLOW, **wrong)


def test_units() -> None:
    figure: Figure = SMALL_FLOW
    assert [figure.counted_in(value) for value in (0, 1, 2)] == ["cases", "case", "cases"]
    assert figure.room == "made"
