"""Values, trends, rows and files: what each viewer sees, and that every figure about cases keeps its rule everywhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Count

from dueregard.accounts.rules import Role
from dueregard.figures import permissions, queries, registry
from dueregard.figures.queries import catalogue, page
from dueregard.figures.registry import all_figures
from dueregard.figures.rules import chosen
from dueregard.figures.rules.definitions import Figure, Kind
from dueregard.figures.rules.spans import Span
from dueregard.figures.workflows.balances import record_balance
from dueregard.kernel import clock
from dueregard.kernel.require import NotAllowedNow, NotPermitted, Refused
from dueregard.organisation.rules.years import AcademicYear
from tests import factories
from tests.figures.made import CASES, completions, found, opening
from tests.training.records import THEN, sample_records

pytestmark = pytest.mark.django_db
BY = factories.COMMAND
YEAR = Span.of_year(AcademicYear(2018))


def _exact_and_other() -> tuple[Any, Any]:
    return factories.make_account(Role.PREVENT_LEAD), factories.make_account(Role.STEERING_MEMBER)


# --- counting ---------------------------------------------------------------------------------------------------------
def test_the_one_statement_counts_what_the_rows_are(django_assert_num_queries: Any) -> None:
    """Counting several spans together gives what the database layer counts for each."""
    sample_records()
    for figure in all_figures():
        spans = (
            [Span(THEN), Span(date(2020, 7, 31))] if figure.kind == Kind.STOCK else [YEAR, Span(THEN, date(2018, 8, 1))]
        )
        each = [
            figure.rows(span).order_by().aggregate(n=Count(figure.counted, distinct=figure.counted != "pk"))["n"]
            for span in spans
        ]
        assert queries.counts(figure, spans) == each, figure.key
    assert queries.counts(found("training.staff_attended"), []) == []
    with django_assert_num_queries(1):
        assert queries.counts(found("training.staff_attended"), [Span(THEN), Span(THEN)]) == [134, 134]


def test_a_condition_that_nothing_can_meet_counts_nought(made: dict[str, Figure]) -> None:
    from dataclasses import replace

    none = replace(made["small_stock"], rows=lambda span: made["small_stock"].rows(span).none())
    assert queries.counts(none, [Span(THEN)]) == [0]


def test_a_figure_is_asked_as_its_kind_wants(made: dict[str, Figure]) -> None:
    with pytest.raises(Refused, match="as at a date"):
        queries.recorded(made["small_stock"], YEAR)
    with pytest.raises(Refused, match="over a period"):
        queries.recorded(made["small_flow"], Span(THEN))


# --- opening balances -------------------------------------------------------------------------------------------------
def test_an_opening_balance_makes_the_first_years_drift_true(django_assert_num_queries: Any) -> None:
    figure = found("training.staff_attended")
    completions(THEN, *[THEN + timedelta(days=n) for n in range(1, 18)])
    balance = record_balance(by=BY, figure=figure, opening=opening(134, THEN), source="Attendance register")
    lead, _ = _exact_and_other()
    assert permissions.can_read_exact(lead)
    with django_assert_num_queries(1):
        value = queries.value_of(lead, figure, Span(THEN + timedelta(days=30)), balance)
    assert (value.exact, value.recorded, value.balance) == (151, 18, balance)
    before = queries.value_of(lead, figure, Span(THEN - timedelta(days=1)), balance)
    assert (before.exact, before.balance) == (0, None)
    assert queries.exact_value(figure, Span(THEN), balance) == (134, 1, True)


# --- who sees what ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [*Role.values, ""])
def test_permissions(role: str, made: dict[str, Figure]) -> None:
    viewer = factories.make_account(*filter(None, [role]))
    reads = role not in ("", Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF)
    exact = role in {
        Role.PREVENT_LEAD,
        Role.PREVENT_OFFICER,
        Role.UNIVERSITY_SECRETARY,
        Role.DATA_PROTECTION_OFFICER,
        Role.AUDITOR,
    }
    assert permissions.can_read_figures(viewer) == reads
    assert permissions.can_read_exact(viewer) == exact
    assert permissions.can_keep_balances(viewer) == (role in {Role.PREVENT_LEAD, Role.PREVENT_OFFICER})
    # whoever may see the rows can count them
    drills = exact or role == Role.TRAINING_ADMINISTRATOR
    assert permissions.can_see_exactly(viewer, made["small_flow"]) == drills
    assert permissions.can_see_exactly(viewer, made["cases"]) == exact
    assert permissions.can_see_exactly(viewer, found("training.staff_attended"))  # never small: about training
    assert permissions.can_drill(viewer, made["small_flow"]) == drills
    assert not permissions.can_drill(viewer, made["cases"])


def test_a_role_for_one_campus_sees_no_small_number_exactly() -> None:
    campus = factories.make_campus()
    for role in (Role.PREVENT_OFFICER, Role.PREVENT_LEAD):
        viewer = factories.make_account(role, scope=campus)
        if permissions.can_read_exact(viewer):  # a role that cannot be limited is for the whole
            assert role == Role.PREVENT_LEAD
        else:
            assert permissions.can_read_figures(viewer)
            assert not permissions.can_keep_balances(viewer)


def test_commands_and_the_schedule() -> None:
    from dueregard.kernel.principals import Schedule

    assert permissions.can_read_figures(BY)
    assert permissions.can_read_exact(BY)
    assert permissions.can_keep_balances(BY)
    assert permissions.can_read_figures(Schedule())
    assert not permissions.can_read_exact(Schedule())
    assert not permissions.can_keep_balances(Schedule())


@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (8, "10")])
def test_small_numbers_are_for_those_who_may(count: int, shown: str, made: dict[str, Figure]) -> None:
    completions(*[date(2019, 1, 7)] * count)
    lead, member = _exact_and_other()
    for name, span in (("small_flow", YEAR), ("small_stock", Span(THEN)), ("cases", YEAR)):
        assert queries.value_of(lead, made[name], span, None).shown == str(count)
        value = queries.value_of(member, made[name], span, None)
        assert (value.shown, value.exact, value.recorded) == (shown, None, None)
    assert queries.public_words(made["small_flow"], count) == shown


def _trend(viewer: Any, figure: Figure, last: date, name: str) -> list[str]:
    (trend,) = [trend for trend in page.trends(viewer, figure, last) if trend.name == name]
    return [point.value.shown for point in trend.points]


def test_no_month_follows_from_its_year(made: dict[str, Figure], settings: Any) -> None:
    settings.DUEREGARD_ROUND_TO = 1
    completions(*[date(2019, 1, 7)] * 3, *[date(2019, 3, 7)] * 9, *[date(2019, 5, 7)] * 20)
    lead, member = _exact_and_other()
    last = date(2019, 7, 31)
    exact = _trend(lead, made["small_flow"], last, "month")
    assert exact == ["0"] * 5 + ["3", "0", "9", "0", "20", "0", "0"]
    seen = _trend(member, made["small_flow"], last, "month")
    assert seen == ["0"] * 5 + ["fewer than 5", "0", "withheld", "0", "20", "0", "0"]
    assert _trend(member, made["small_flow"], last, "year") == ["0", "0", "0", "0", "32"]
    # the picture draws no more than that, and the file says no more
    (month, _) = page.trends(member, made["small_flow"], last)
    assert "Small or withheld" in month.svg
    said = [row[6] for row in page.trend_lines(member, made["small_flow"], chosen.on_day(last)) if row[2] == "month"]
    assert said == seen


def test_the_picture_is_the_same_for_all_that_is_shown_alike(made: dict[str, Figure]) -> None:
    """Who may not see exactly gets the same chart whatever the small numbers are."""
    _, member = _exact_and_other()
    completions(date(2019, 1, 7), *[date(2019, 3, 7)] * 8)
    first = page.trends(member, made["small_flow"], THEN)[0].svg
    completions(*[date(2019, 1, 7)] * 2, *[date(2019, 3, 7)] * 3)
    assert page.trends(member, made["small_flow"], THEN)[0].svg == first


# --- figures about cases ----------------------------------------------------------------------------------------------
OPEN_SPANS = [
    Span(THEN, date(2018, 8, 1)),  # part of a year
    Span(date(2019, 7, 31), date(2017, 8, 1)),  # two years
    Span(date(2019, 1, 31), date(2019, 1, 1)),  # a month
    Span(date(2019, 7, 31), date(2018, 8, 2)),  # a day too few
    Span.of_year(AcademicYear.containing(clock.today())),  # not over
    Span(date(2018, 12, 31), date(2018, 1, 1)),  # a calendar year
]


@pytest.mark.parametrize("span", OPEN_SPANS)
def test_no_function_gives_cases_for_anything_but_a_closed_year(span: Span, made: dict[str, Figure]) -> None:
    figure = made["cases"]
    for ask in (
        lambda: queries.value_of(BY, figure, span, None),
        lambda: queries.recorded(figure, span),
        lambda: queries.counts(figure, [YEAR, span]),
        lambda: queries.exact_value(figure, span, None),
        lambda: queries.exact_values(figure, [span], None),
        lambda: queries.allowed_span(figure, span),
        lambda: figure.rows(span),  # whoever goes past the queries
    ):
        with pytest.raises(NotAllowedNow, match="academic years that are over"):
            ask()
    assert queries.value_of(BY, figure, YEAR, None).exact == 0


def test_cases_have_no_date_no_months_and_no_rows(made: dict[str, Figure]) -> None:
    figure = made["cases"]
    completions(*[date(2019, 1, 7)] * 3, *[clock.today()] * 2)
    lead, member = _exact_and_other()
    with pytest.raises(Refused):
        queries.value_of(lead, figure, Span(THEN), None)
    for viewer, shown in ((lead, "3"), (member, "fewer than 5")):
        (trend,) = page.trends(viewer, figure, date(2019, 7, 31))
        assert trend.name == "year"
        assert [point.value.shown for point in trend.points] == ["0", "0", "0", "0", shown]
        assert {row[2] for row in page.trend_lines(viewer, figure, chosen.usual(clock.today()))} == {"year"}
        for what in (chosen.in_year(AcademicYear(2018)), chosen.on_day(THEN), chosen.usual(clock.today())):
            one = page.figure_page(viewer, figure, what, None)
            assert one.rows is None
            assert not one.may_drill
            assert [trend.name for trend in one.trends] == ["year"]
            assert (one.value is None) == (what.last != date(2019, 7, 31))
            with pytest.raises(NotPermitted):
                next(page.row_lines(viewer, figure, what))
        # nor in the catalogue
        for what, value in ((chosen.in_year(AcademicYear(2018)), shown), (chosen.on_day(THEN), None)):
            rooms = {room.slug: room for room in catalogue.catalogue(viewer, what)}
            (listed,) = [each for each in rooms["made"].figures if each.figure.cases]
            assert (listed.value.shown if listed.value else None) == value


def test_the_registry_knows_a_key_once(made: dict[str, Figure]) -> None:
    with pytest.raises(ValueError, match=r"made\.cases"):
        registry.register([CASES])
    assert registry.figure_of("made.cases") is not CASES  # its rows are behind a guard
    assert registry.figure_of("no.such") is None


def test_without_the_fixture_no_made_figure_is_known() -> None:
    assert registry.figure_of("made.cases") is None


# --- the catalogue ----------------------------------------------------------------------------------------------------
def test_the_catalogue_says_how_it_was_a_year_before(made: dict[str, Figure]) -> None:
    completions(*[date(2018, 1, 7)] * 2, *[date(2019, 1, 7)] * 9)
    lead, member = _exact_and_other()

    def hint(viewer: Any, key: str, what: chosen.Chosen) -> str:
        (one,) = [e for room in catalogue.catalogue(viewer, what) for e in room.figures if e.figure.key == key]
        return one.hint

    year = chosen.in_year(AcademicYear(2018))
    assert hint(lead, "made.small_flow", year) == "7 more"
    assert hint(member, "made.small_flow", year) == "fewer than 5 then"
    assert hint(lead, "made.small_flow", chosen.in_year(AcademicYear(2019))) == "9 fewer"
    assert hint(lead, "made.small_stock", chosen.on_day(date(2022, 1, 1))) == "The same"
    # a number from paper in one of the two alone makes no difference
    record_balance(by=BY, figure=made["small_stock"], opening=opening(50, THEN), source="Register")
    assert hint(lead, "made.small_stock", chosen.on_day(THEN)) == ""
    assert hint(lead, "made.small_stock", chosen.on_day(date(2022, 1, 1))) == "The same"


def test_the_catalogues_queries(django_assert_max_num_queries: Any) -> None:
    lead, _ = _exact_and_other()
    assert permissions.can_read_exact(lead)
    # One for each figure and one for the balances; three figures ask for the requirements of two days beforehand.
    with django_assert_max_num_queries(len(all_figures()) + 1 + 12):
        catalogue.catalogue(lead, chosen.usual(clock.today()))
