"""Coverage: the numbers, where people stand, who may see what, and that the rule and the database agree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.accounts.rules import Role
from dueregard.kernel import clock
from dueregard.kernel.principals import Command
from dueregard.kernel.require import NotPermitted
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.training.models import AlsoMeets, GroupMember, Requirement, RoleGroup
from dueregard.training.queries import coverage, coverage_people, records
from dueregard.training.queries.coverage import Narrowed
from dueregard.training.rules.coverage import Counts, bounds_on
from dueregard.training.rules.due import Rule, Standing
from dueregard.training.rules.kinds import GroupKind
from tests import factories
from tests.training.records import complete, make_course, make_staff

DAY = date(2026, 6, 30)
LONG_AGO = date(2015, 8, 1)

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2030, 12, 31))
RULES = st.builds(Rule, st.one_of(st.none(), st.integers(1, 60)), st.integers(0, 200))


@given(RULES, DAYS, st.one_of(st.none(), DAYS), DAYS)
def test_the_bounds_say_what_the_rule_says(rule: Rule, day: date, last: date | None, needed_from: date) -> None:
    if needed_from > day or (last is not None and last > day):
        return
    bounds = bounds_on(rule, day)
    assert bounds.standing(last, needed_from <= bounds.needed_before) == rule.standing(needed_from, last, day)


def test_counts_add_up() -> None:
    counts = Counts()
    for standing in Standing:
        counts.add(standing)
    assert (counts.needed, counts.having, counts.cells) == (4, 2, (2, 1, 1))


@pytest.fixture
def small(db: None) -> dict[str, Any]:
    """A requirement for everybody, with somebody standing in each way, in two departments."""
    arts = factories.make_body("School of Arts", BodyKind.DEPARTMENT)
    science = factories.make_body("School of Science", BodyKind.DEPARTMENT)
    course, refresher = make_course("Awareness"), make_course("Awareness refresher")
    group = RoleGroup.objects.create(name="All staff", kind=GroupKind.EVERYBODY)
    need = Requirement.objects.create(group=group, course=course, validity_months=24, grace_days=30, from_on=LONG_AGO)
    AlsoMeets.objects.create(requirement=need, course=refresher)
    people = {
        "covered": make_staff("Ada Covered", arts, began_on=LONG_AGO),
        "due_soon": make_staff("Ben Soon", arts, began_on=LONG_AGO),
        "due": make_staff("Cat New", arts, began_on=DAY - timedelta(days=30)),
        "run_out": make_staff("Dan Runout", science, began_on=LONG_AGO),
        "overdue": make_staff("Eve Late", science, began_on=DAY - timedelta(days=31)),
        "left": make_staff("Fay Left", science, began_on=LONG_AGO, left_on=DAY - timedelta(days=1)),
    }
    complete(people["covered"], refresher, date(2026, 1, 10))
    complete(people["due_soon"], course, date(2024, 7, 20))
    complete(people["run_out"], course, date(2024, 6, 10))  # counted until 9 June; the time allowed runs until 9 July
    complete(people["left"], course, date(2026, 1, 1))
    return {"need": need, "arts": arts, "science": science, "course": course} | people


def standing_of(small: dict[str, Any], day: date = DAY) -> dict[str, Standing]:
    page = coverage_people.people(Command(), small["need"], day, Narrowed(), "", None)
    return {one.name.split()[0]: one.standing for one in page}


def test_everybody_stands_where_the_records_say(small: dict[str, Any]) -> None:
    assert standing_of(small) == {
        "Ada": Standing.COVERED,
        "Ben": Standing.DUE_SOON,
        "Cat": Standing.DUE,
        "Dan": Standing.DUE,
        "Eve": Standing.OVERDUE,
    }
    assert coverage.counts_of(small["need"], DAY) == Counts(5, 1, 1, 2, 1)
    for standing in Standing:
        page = coverage_people.people(Command(), small["need"], DAY, Narrowed(), standing, None)
        assert {one.standing for one in page} == {standing}
    later = DAY + timedelta(days=40)
    assert coverage.counts_of(small["need"], later) == Counts(5, 1, 0, 1, 3)
    assert coverage.counts_of(small["need"], LONG_AGO - timedelta(days=1)) == Counts()


def test_the_spread_and_the_counts_agree(small: dict[str, Any]) -> None:
    found = coverage.spread(Command(), small["need"], DAY, Narrowed())
    assert found.whole.counts == coverage.counts_of(small["need"], DAY)
    by_name = {line.label: line.counts for line in found.departments}
    assert by_name == {"School of Arts": Counts(3, 1, 1, 1, 0), "School of Science": Counts(2, 0, 0, 1, 1)}
    for name, body in (("School of Arts", small["arts"]), ("School of Science", small["science"])):
        narrowed = Narrowed(department=body.reference)
        assert coverage.counts_of(small["need"], DAY, narrowed.condition(DAY)) == by_name[name]
        part = coverage.spread(Command(), small["need"], DAY, narrowed)
        assert (part.whole.counts, [line.label for line in part.departments]) == (by_name[name], [name])
    assert found.campuses == []


def test_a_requirement_for_good_and_one_without_members(small: dict[str, Any]) -> None:
    listed = RoleGroup.objects.create(name="A list", kind=GroupKind.LISTED)
    need = Requirement.objects.create(group=listed, course=small["course"], from_on=LONG_AGO)
    assert coverage.counts_of(need, DAY) == Counts()
    GroupMember.objects.create(group=listed, staff=small["run_out"])
    GroupMember.objects.create(group=listed, staff=small["due"], from_on=DAY)
    assert coverage.counts_of(need, DAY) == Counts(2, 1, 0, 1, 0)
    months = coverage.trend(Command(), need, DAY, Narrowed())
    assert len(months) == 12
    assert months[-1].day == DAY
    assert [month.counts.needed for month in months if month.counts] == [1] * 11 + [2]


def test_who_may_not_see_exactly_sees_the_rules_words(small: dict[str, Any]) -> None:
    governor = factories.make_account(Role.GOVERNOR)
    line = coverage.coverage(governor, DAY, Narrowed())[0].line
    assert (line.counts, line.share) == (None, None)
    assert line.needed == "5"
    assert "fewer than 5" in (line.having, line.due, line.overdue)
    assert {each.counts for each in coverage.spread(governor, small["need"], DAY, Narrowed()).departments} == {None}
    assert not list(coverage_people.people(governor, small["need"], DAY, Narrowed(), "", None))


def test_a_head_of_department_sees_their_own_people(small: dict[str, Any], client: Any) -> None:
    head = factories.make_account(Role.HEAD_OF_DEPARTMENT, scope=small["science"])
    own = Narrowed(department=small["science"].reference)
    page = coverage_people.people(head, small["need"], DAY, Narrowed(), "", None)
    assert {one.name for one in page} == {"Dan Runout", "Eve Late"}
    assert coverage.coverage(head, DAY, own)[0].line.counts == Counts(2, 0, 0, 1, 1)
    with pytest.raises(NotPermitted):
        coverage.coverage(head, DAY, Narrowed(department=small["arts"].reference))
    client.force_login(head)
    at = f"?at={DAY.isoformat()}"
    shown = client.get(f"/training/{at}").content.decode()
    assert "School of Science" in shown
    address = f"/training/coverage/{small['need'].reference}/people"
    everybody = client.get(f"{address}{at}&department=").content.decode()
    assert "Eve Late" in everybody
    assert "Ada Covered" not in everybody
    listed = client.get(f"{address}{at}&format=csv").content.decode()
    assert "Eve Late" in listed
    assert "Ada" not in listed
    assert "Overdue" in listed


def test_pages_bound_their_queries(small: dict[str, Any], client: Any, django_assert_max_num_queries: Any) -> None:
    client.force_login(factories.make_account(Role.TRAINING_ADMINISTRATOR))
    reference = small["need"].reference
    for address, most in (
        ("/training/", 13),  # four for each requirement
        (f"/training/coverage/{reference}", 39),  # two for each of twelve months
        (f"/training/coverage/{reference}/people?standing=overdue", 15),
        ("/training/my-record", 9),
    ):
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_what_cannot_be_understood_is_left_out_and_said(small: dict[str, Any], client: Any) -> None:
    client.force_login(factories.make_account(Role.PREVENT_LEAD))
    shown = client.get("/training/?at=31+Nonsense&department=NOPE").content.decode()
    assert "write a day like" in shown
    assert "Awareness" in shown
    assert client.get("/training/coverage/NOPE").status_code == 404


def test_ones_own_record_says_the_same(small: dict[str, Any], client: Any) -> None:
    assert [need.standing for need in records.needs_of(small["overdue"], DAY)] == [Standing.OVERDUE]
    assert [need.due_on for need in records.needs_of(small["due"], DAY)] == [DAY]
    assert records.needs_of(small["left"], DAY) == []
    account = factories.make_account()
    client.force_login(account)
    assert "not in the list of staff" in client.get("/training/my-record").content.decode()
    assert client.get("/training/my-record/wrong").status_code == 404
    small["covered"].person = account.person
    small["covered"].save()
    shown = client.get("/training/my-record").content.decode()
    assert "Awareness refresher" in shown
    assert "All staff" in shown
    assert clock.today()
