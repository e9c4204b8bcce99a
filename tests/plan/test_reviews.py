"""Reviews: the next day renews itself, cycles, referring up, withdrawing, changing a rule, and who may."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, NotPermitted, Refused
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.workflows.bodies import end_body
from dueregard.organisation.workflows.campuses import add_campus
from dueregard.plan import permissions
from dueregard.plan.models import Area, AreaRevision, Review, ReviewCycle, RiskEntry
from dueregard.plan.queries import cycles as cycle_queries
from dueregard.plan.queries import reviews as queries
from dueregard.plan.queries.history import history
from dueregard.plan.rules.cycles import USUAL, Rhythm, Rule, months_later
from dueregard.plan.workflows import areas, cycles, document, reviews
from tests import factories
from tests.sent import fields_of

TODAY = date(2026, 11, 20)
MOMENT = datetime(2026, 11, 20, 12, tzinfo=UTC)
BEFORE = timedelta(days=30)


@pytest.fixture(autouse=True)
def _on_a_day_in_november() -> Any:
    with clock.set_to(MOMENT):
        yield


def now(area: Any) -> AreaRevision:
    return AreaRevision.objects.get(as_recorded(None), area_id=getattr(area, "area_id", area.pk))


def rate(small: Any, rag: str) -> None:
    areas.rate_area(by=small.lead, area=small.group.area, rag=rag, reason="So it is.")


def review(small: Any, **more: Any) -> Review:
    values = {"reviewed_on": TODAY, "outcome": "no_change"} | more
    return reviews.record_review(by=small.lead, area=small.group.area, **values)


# --- an area ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("rag", "months"), [("red", 3), ("amber", 6), ("green", 12), ("unknown", 3)])
def test_a_review_sets_the_next_by_the_rule_of_the_rating(small: Any, rag: str, months: int) -> None:
    rate(small, rag)
    review(small)
    row = now(small.group)
    assert (row.review_on, row.review_by_rule, row.review_set) == (months_later(TODAY, months), True, "by rule")
    told = [change for change in history(small.lead, small.group.area) if change.reason == "Review"]
    assert ("Next review was set", "", "by rule") in told[0].fields


def test_another_day_is_set_by_hand_and_the_rules_own_day_is_not(small: Any) -> None:
    review(small, next_review_on=TODAY + timedelta(days=10))
    assert (now(small.group).review_on, now(small.group).review_by_rule) == (TODAY + timedelta(days=10), False)
    review(small, next_review_on=months_later(TODAY, 3))
    assert now(small.group).review_by_rule


def test_a_new_rating_moves_what_the_rule_had_set_and_nothing_else(small: Any) -> None:
    review(small, reviewed_on=TODAY - BEFORE)
    rate(small, "green")
    assert now(small.group).review_on == months_later(TODAY - BEFORE, 12)
    rate(small, "red")
    assert now(small.group).review_on == months_later(TODAY - BEFORE, 3)
    row = now(small.group)
    areas.edit_area(by=small.lead, area=row.area, revision=row.area.revision, review_on=date(2027, 1, 1))
    assert now(small.group).review_set == "by hand"
    assert "rule" not in Entry.objects.order_by("-number")[0].summary
    rate(small, "amber")
    assert now(small.group).review_on == date(2027, 1, 1)


def test_the_same_rating_again_moves_nothing(small: Any) -> None:
    rate(small, "red")
    review(small)
    day = now(small.group).review_on
    cycles.change_area_rule(by=small.lead, reference="area-red", revision=1, rule=Rule(Rhythm.YEARLY))
    moved = now(small.group).review_on
    assert day != moved
    rate(small, "red")
    assert now(small.group).review_on == moved


def test_a_review_entered_late_leaves_a_younger_one_in_its_right(small: Any) -> None:
    review(small)
    day = now(small.group).review_on
    review(small, reviewed_on=TODAY - BEFORE)
    assert now(small.group).review_on == day
    review(small, next_review_on=TODAY + timedelta(days=5))
    review(small, reviewed_on=TODAY - BEFORE, outcome="changed")
    assert (now(small.group).review_on, now(small.group).review_by_rule) == (TODAY + timedelta(days=5), False)


def test_a_day_that_was_set_by_hand_renews_itself_by_the_rule(small: Any) -> None:
    review(small, reviewed_on=TODAY - BEFORE, next_review_on=TODAY - timedelta(days=1))
    opened = (TODAY - timedelta(days=1),)
    review(small, opened=opened, next_review_on=opened[0] + timedelta(days=9))
    assert now(small.group).review_set == "by hand"
    shown = now(small.group).review_on
    review(small, opened=(shown,))
    assert (now(small.group).review_on, now(small.group).review_by_rule) == (months_later(TODAY, 3), True)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"reviewed_on": TODAY + timedelta(days=1)}, "taken place"),
        ({"outcome": "fine"}, "outcome"),
        ({"next_review_on": TODAY}, "after this one"),
        ({"outcome": "referred"}, "to which body"),
    ],
)
def test_what_is_refused_of_an_area(small: Any, more: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        review(small, **more)
    assert not Review.objects.exists()


def test_a_body_reviews_only_while_it_stands(small: Any) -> None:
    body = factories.make_body(began_on=TODAY - BEFORE)
    with pytest.raises(Refused, match="did not exist"):
        review(small, body=body, reviewed_on=TODAY - BEFORE - timedelta(days=1))
    end_body(by=small.lead, body=body, on=TODAY - timedelta(days=10))
    body.refresh_from_db()
    with pytest.raises(Refused, match="did not exist"):
        review(small, body=body)
    assert review(small, body=body, reviewed_on=TODAY - timedelta(days=10)).body == body


def test_withdrawing_a_review_of_an_area_computes_its_day_anew(small: Any) -> None:
    rate(small, "red")
    first = review(small, reviewed_on=TODAY - BEFORE)
    second = review(small)
    reviews.withdraw_review(by=small.lead, review=second, why="That was area 2.1.")
    assert now(small.group).review_on == months_later(TODAY - BEFORE, 3)
    reviews.withdraw_review(by=small.lead, review=first, why="So was that.")
    assert now(small.group).review_on == months_later(TODAY, 3)  # owed since it was rated
    first.refresh_from_db()
    assert (first.withdrawn_why, first.withdrawn_by_name) == ("So was that.", "Prue Lead")
    with pytest.raises(NotAllowedNow):
        reviews.withdraw_review(by=small.lead, review=first, why="Again.")
    with pytest.raises(Refused, match="why"):
        reviews.withdraw_review(by=small.lead, review=review(small), why=" ")


def test_withdrawing_leaves_a_day_that_a_person_set(small: Any) -> None:
    done = review(small, next_review_on=TODAY + timedelta(days=10))
    reviews.withdraw_review(by=small.lead, review=done, why="Wrong row.")
    assert now(small.group).review_on == TODAY + timedelta(days=10)


def test_an_area_never_rated_owes_its_review_since_it_was_added(small: Any) -> None:
    done = review(small)
    reviews.withdraw_review(by=small.lead, review=done, why="Wrong row.")
    added = cycle_queries.owed_since(small.group.area, None)
    assert now(small.group).review_on == months_later(added, 3)


# --- the plan and the risk register's entry ---------------------------------------------------------------------------
@pytest.fixture
def bodies(small: Any) -> dict[str, Any]:
    """Three bodies with their cycles of the plan, and of the risk register's entry."""
    found = {name: factories.make_body(name) for name in ("Steering", "Executive", "Council")}
    for reference, name in (
        ("plan-steering", "Steering"),
        ("plan-executive", "Executive"),
        ("plan-governing", "Council"),
        ("entry-termly", "Executive"),
        ("entry-yearly", "Council"),
    ):
        usual = next(each for each in USUAL if each.reference == reference)
        cycles.edit_cycle(by=small.lead, reference=reference, revision=1, rule=usual.rule, body=found[name])
    return found


def of_plan(small: Any, body: Any, **more: Any) -> Review:
    values = {"what": "plan", "reviewed_on": TODAY, "outcome": "adequate"} | more
    return reviews.record_plan_review(by=small.lead, body=body, **values)


def standing(reference: str) -> cycle_queries.Standing:
    return next(one for one in cycle_queries.standings(TODAY).all if one.cycle.reference == reference)


def entry(small: Any, **more: Any) -> RiskEntry:
    last = RiskEntry.objects.filter(as_recorded(None)).values_list("pk", flat=True).first()
    values = {"register_reference": "CRR 1", "title": "Prevent"} | more
    return document.set_risk_entry(by=small.lead, opened_at=last or 0, **values)


def test_a_cycle_that_names_no_body_asks_for_nothing(small: Any) -> None:
    found = cycle_queries.standings(TODAY).all
    assert [one.cycle.reference for one in found] == [each.reference for each in USUAL if each.what != "area"]
    assert not any(one.set_up or one.late or one.due for one in found)
    assert queries.late_plan_reviews(TODAY) == []


def test_the_plans_cycles_are_due_by_term_and_year(small: Any, bodies: dict[str, Any]) -> None:
    assert standing("plan-executive").due == date(2026, 12, 18)
    assert standing("plan-governing").due == date(2027, 7, 31)
    assert standing("plan-steering").due is None
    of_plan(small, bodies["Executive"])
    of_plan(small, bodies["Council"], reviewed_on=TODAY - BEFORE)
    of_plan(small, bodies["Steering"], next_on=date(2027, 1, 20))
    assert standing("plan-executive").due == date(2027, 4, 9)
    assert standing("plan-governing").due == date(2028, 7, 31)
    assert (standing("plan-steering").due, standing("plan-steering").last) == (date(2027, 1, 20), TODAY)
    with clock.set_to(MOMENT + timedelta(days=200)):
        late = queries.late_plan_reviews(clock.today())
    assert [(one.what, one.whose) for one in late] == [
        ("risk_entry", "Executive"),
        ("plan", "Steering"),
        ("plan", "Executive"),
    ]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"what": "area"}, "what was reviewed"),
        ({"reviewed_on": TODAY + timedelta(days=1)}, "taken place"),
        ({"outcome": ""}, "outcome"),
        ({"next_on": TODAY}, "after this one"),
    ],
)
def test_what_is_refused_of_the_plan(small: Any, bodies: dict[str, Any], more: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        of_plan(small, bodies["Council"], **more)
    assert not Review.objects.exists()


def test_one_body_reviews_the_plan_once_a_day(small: Any, bodies: dict[str, Any]) -> None:
    done = of_plan(small, bodies["Council"], plan_version="Risk assessment 3", plan_version_reference="ABC")
    assert (done.plan_version, done.plan_version_reference) == ("Risk assessment 3", "ABC")
    with pytest.raises(Refused, match="recorded already"):
        of_plan(small, bodies["Council"], outcome="changed")
    reviews.withdraw_review(by=small.lead, review=done, why="It was postponed.")
    assert of_plan(small, bodies["Council"]).pk


def test_a_referral_waits_until_the_body_above_has_reviewed(small: Any, bodies: dict[str, Any]) -> None:
    up = of_plan(small, bodies["Steering"], outcome="referred", reviewed_on=TODAY - BEFORE)
    assert up.referred_to == bodies["Executive"]
    of_plan(small, bodies["Council"])  # not the body that was asked
    of_plan(small, bodies["Executive"], reviewed_on=TODAY - BEFORE - BEFORE)  # before it was asked
    assert queries.waiting_above(small.lead) == [up]
    answer = of_plan(small, bodies["Executive"])
    assert queries.waiting_above(small.lead) == []
    reviews.withdraw_review(by=small.lead, review=answer, why="Not held.")
    assert queries.waiting_above(small.lead) == [up]
    reviews.withdraw_review(by=small.lead, review=up, why="Not referred.")
    assert queries.waiting_above(small.lead) == []


def test_the_top_of_the_ladder_refers_to_a_body_that_is_named(small: Any, bodies: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="to which body"):
        of_plan(small, bodies["Council"], outcome="referred")
    with pytest.raises(Refused, match="to itself"):
        of_plan(small, bodies["Council"], outcome="referred", referred_to=bodies["Council"])
    with pytest.raises(Refused, match="Only what is referred"):
        of_plan(small, bodies["Council"], referred_to=bodies["Executive"])
    up = of_plan(small, bodies["Council"], outcome="referred", referred_to=bodies["Executive"])
    assert queries.waiting_above(small.lead) == [up]


def test_a_referral_of_an_area_is_answered_at_that_area(small: Any, bodies: dict[str, Any]) -> None:
    up = review(small, outcome="referred", body=bodies["Executive"])
    assert up.referred_to == bodies["Council"]
    of_plan(small, bodies["Council"])
    reviews.record_review(
        by=small.lead, area=small.awareness.area, reviewed_on=TODAY, outcome="adequate", body=bodies["Council"]
    )
    assert queries.waiting_above(small.lead) == [up]
    review(small, body=bodies["Council"])
    assert queries.waiting_above(small.lead) == []


def test_an_old_referral_to_nobody_in_particular_is_answered_by_any_later_review(small: Any) -> None:
    body = factories.make_body()
    old = review(small, body=body)
    Review.objects.filter(pk=old.pk).update(outcome="referred")
    assert queries.waiting_above(small.lead) == [old]
    review(small)
    assert queries.waiting_above(small.lead) == []


def test_the_risk_registers_entry_follows_its_reviews(small: Any, bodies: dict[str, Any]) -> None:
    with pytest.raises(NotAllowedNow, match="entry first"):
        of_plan(small, bodies["Council"], what="risk_entry")
    with clock.set_to(MOMENT - BEFORE):
        entry(small, reviewed_on=date(2026, 5, 1), review_on=date(2026, 12, 1))
    first = of_plan(small, bodies["Executive"], what="risk_entry", reviewed_on=TODAY - BEFORE)
    row = RiskEntry.objects.get(as_recorded(None))
    # the executive by the end of the spring term, the governing body by the end of the year
    assert (row.reviewed_on, row.review_on, row.reason) == (TODAY - BEFORE, date(2027, 4, 9), "Review")
    of_plan(small, bodies["Council"], what="risk_entry", next_on=date(2027, 2, 1))
    row = RiskEntry.objects.get(as_recorded(None))
    assert (row.reviewed_on, row.review_on) == (TODAY, date(2027, 2, 1))
    reviews.withdraw_review(by=small.lead, review=Review.objects.latest("pk"), why="Not held.")
    assert RiskEntry.objects.get(as_recorded(None)).reviewed_on == TODAY - BEFORE
    reviews.withdraw_review(by=small.lead, review=first, why="Nor that.")
    assert RiskEntry.objects.get(as_recorded(None)).reviewed_on == date(2026, 5, 1)


def test_an_entry_without_cycles_keeps_its_own_day_and_is_late_by_it(small: Any) -> None:
    entry(small, reviewed_on=date(2026, 5, 1), review_on=date(2026, 11, 1))
    late = queries.late_plan_reviews(TODAY)
    assert [(one.what, one.whose, one.due) for one in late] == [("risk_entry", "", date(2026, 11, 1))]
    assert queries.reviews_page(small.lead).entry_late == date(2026, 11, 1)
    done = of_plan(small, factories.make_body(), what="risk_entry")
    row = RiskEntry.objects.get(as_recorded(None))
    assert (row.reviewed_on, row.review_on) == (TODAY, None)
    entry(small, reviewed_on=TODAY - timedelta(days=1))
    reviews.withdraw_review(by=small.lead, review=done, why="Not held.")
    assert RiskEntry.objects.get(as_recorded(None)).reviewed_on == TODAY - timedelta(days=1)


def test_a_withdrawn_review_of_an_entry_that_is_gone_changes_nothing_else(small: Any, bodies: dict[str, Any]) -> None:
    entry(small)
    done = of_plan(small, bodies["Council"], what="risk_entry")
    RiskEntry.objects.all().delete()
    assert reviews.withdraw_review(by=small.lead, review=done, why="Not held.").withdrawn_at == MOMENT


# --- cycles and rules -------------------------------------------------------------------------------------------------
def test_the_usual_cycles_are_written_down_with_the_first_change(small: Any) -> None:
    assert not ReviewCycle.objects.exists()
    body = factories.make_body("Council")
    row = cycles.edit_cycle(by=small.lead, reference="plan-governing", revision=1, rule=Rule(Rhythm.TERMLY), body=body)
    assert ReviewCycle.objects.count() == len(USUAL)
    assert (row.whose, row.words, row.revision) == ("Council", "each term", 2)
    entries = Entry.objects.filter(verb="plan.review_cycle_set").count()
    same = cycles.edit_cycle(by=small.lead, reference="plan-governing", revision=2, rule=Rule(Rhythm.TERMLY), body=body)
    assert same.revision == 2
    assert Entry.objects.filter(verb="plan.review_cycle_set").count() == entries == 1
    with pytest.raises(ChangedSince):
        cycles.edit_cycle(by=small.lead, reference="plan-governing", revision=1, rule=Rule(Rhythm.YEARLY), body=body)
    with pytest.raises(Refused, match="cycle of its own"):
        cycles.edit_cycle(by=small.lead, reference="plan-executive", revision=1, rule=Rule(Rhythm.YEARLY), body=body)
    ended = cycles.edit_cycle(
        by=small.lead, reference="plan-governing", revision=2, rule=Rule(Rhythm.TERMLY), body=body, in_use=False
    )
    assert not ended.in_use
    assert "plan-governing" not in [one.cycle.reference for one in cycle_queries.standings(TODAY).all]


def test_one_more_body_with_a_cycle(small: Any) -> None:
    body = factories.make_body("Students’ council")
    row = cycles.add_cycle(by=small.lead, what="plan", body=body, rule=Rule(Rhythm.MONTHS, months=4))
    assert [one.cycle.reference for one in cycle_queries.standings(TODAY).all][-1] == row.reference
    for more, words in (
        ({"what": "area"}, "what is reviewed"),
        ({"rule": Rule(Rhythm.MONTHS)}, "months"),
        ({}, "cycle of its own"),
    ):
        values: dict[str, Any] = {"what": "plan", "body": body, "rule": Rule(Rhythm.YEARLY)} | more
        with pytest.raises(Refused, match=words):
            cycles.add_cycle(by=small.lead, **values)


@pytest.mark.parametrize(
    ("reference", "rule", "words"),
    [
        ("area-red", Rule(Rhythm.YEARLY), "with its areas"),
        ("plan-executive", Rule(Rhythm.MONTHS, months=99), "from 1 to 60"),
        ("nothing", Rule(Rhythm.YEARLY), "no such cycle"),
    ],
)
def test_what_is_refused_of_a_cycle(small: Any, reference: str, rule: Rule, words: str) -> None:
    with pytest.raises(Refused, match=words):
        cycles.edit_cycle(by=small.lead, reference=reference, revision=1, rule=rule)


def test_a_changed_rule_moves_what_it_had_set_in_one_entry(small: Any) -> None:
    for one in (small.group, small.awareness, small.officers):
        areas.rate_area(by=small.lead, area=one.area, rag="amber", reason="So it is.")
    review(small)
    reviews.record_review(
        by=small.lead,
        area=small.awareness.area,
        reviewed_on=TODAY,
        outcome="no_change",
        next_review_on=date(2027, 2, 2),
    )
    rule = Rule(Rhythm.MONTHS, months=4)
    shown = cycle_queries.rule_moves("amber", rule, also_undated=False)
    assert ([move.number for move in shown.moves], shown.by_hand, shown.undated) == (["1.1"], 1, 1)
    before, revision = Entry.objects.count(), Area.objects.get(pk=small.group.area_id).revision
    done = cycles.change_area_rule(by=small.lead, reference="area-amber", revision=1, rule=rule, seen=shown.seen)
    assert len(done.moves) == 1
    assert Entry.objects.count() == before + 1
    assert now(small.group).review_on == months_later(TODAY, 4)
    assert Area.objects.get(pk=small.group.area_id).revision == revision + 1
    assert now(small.awareness).review_on == date(2027, 2, 2)
    assert now(small.officers).review_on is None
    assert "is now: every 4 months" in now(small.group).reason
    done = cycles.change_area_rule(by=small.lead, reference="area-amber", revision=2, rule=rule, also_undated=True)
    assert [move.number for move in done.moves] == ["2.3"]
    assert (now(small.officers).review_on, now(small.officers).review_set) == (months_later(TODAY, 4), "by rule")
    again = cycles.change_area_rule(by=small.lead, reference="area-amber", revision=3, rule=rule, also_undated=True)
    assert (again.moves, cycle_queries.cycle_of_reference("area-amber").revision) == ([], 3)  # type: ignore[union-attr]


def test_areas_never_rated_count_from_the_day_they_were_added(small: Any) -> None:
    moves = cycle_queries.rule_moves("unknown", Rule(Rhythm.MONTHS, months=3), also_undated=True).moves
    assert {move.after for move in moves} == {months_later(cycle_queries.owed_since(small.group.area, None), 3)}


def test_a_rule_is_not_changed_over_what_was_not_seen(small: Any) -> None:
    review(small)
    rule = Rule(Rhythm.MONTHS, months=1)
    shown = cycle_queries.rule_moves("unknown", rule, also_undated=False)
    review(small, reviewed_on=TODAY, next_review_on=TODAY + BEFORE)
    with pytest.raises(ChangedSince):
        cycles.change_area_rule(by=small.lead, reference="area-unknown", revision=1, rule=rule, seen=shown.seen)
    with pytest.raises(ChangedSince):
        cycles.change_area_rule(by=small.lead, reference="area-unknown", revision=9, rule=rule)
    with pytest.raises(Refused, match="rule of a rating"):
        cycles.change_area_rule(by=small.lead, reference="plan-executive", revision=1, rule=rule)
    with pytest.raises(Refused, match="months"):
        cycles.change_area_rule(by=small.lead, reference="area-unknown", revision=1, rule=Rule(Rhythm.MONTHS))


@pytest.mark.parametrize(
    "wrong",
    [
        {"rhythm": "weekly"},
        {"rhythm": "months"},
        {"rhythm": "months", "months": 0},
        {"rhythm": "months", "months": 61},
        {"rhythm": "termly", "months": 3},
        {"rhythm": "termly", "days": 3},
        {"rhythm": "meeting", "days": 0},
        {"rhythm": "termly", "what": "house"},
        {"rhythm": "termly", "what": "area"},
        {"rhythm": "termly", "rag": "red"},
        {"rhythm": "meeting", "what": "area", "rag": "red"},
    ],
)
def test_the_database_refuses_a_cycle_that_is_not_sound(db: None, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewCycle.objects.create(**({"what": "plan"} | wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "area"},
        {"outcome": "fine"},
        {"withdrawn_at": MOMENT},
        {"withdrawn_why": "Why?"},
    ],
)
def test_the_database_refuses_a_review_that_is_not_sound(db: None, wrong: dict[str, Any]) -> None:
    values = {"subject": "plan", "outcome": "adequate", "reviewed_on": TODAY, "recorded_at": MOMENT} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(**values)


# --- who --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [*Role.values, ""])
def test_who_may_record_a_review_of_the_plan(role: str, small: Any, bodies: dict[str, Any]) -> None:
    by = factories.make_account(*([role] if role else []))
    may = role in {Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.UNIVERSITY_SECRETARY}
    assert permissions.can_record_plan_review(by) is may
    edits = role in {Role.PREVENT_LEAD, Role.PREVENT_OFFICER}
    for allowed, what in (
        (
            may,
            lambda: reviews.record_plan_review(
                by=by, what="plan", body=bodies["Council"], reviewed_on=TODAY, outcome="adequate"
            ),
        ),
        (may, lambda: reviews.withdraw_review(by=by, review=of_plan(small, bodies["Executive"]), why="Not held.")),
        (edits, lambda: cycles.add_cycle(by=by, what="plan", body=factories.make_body(), rule=Rule(Rhythm.YEARLY))),
        (edits, lambda: cycles.edit_cycle(by=by, reference="entry-yearly", revision=2, rule=Rule(Rhythm.TERMLY))),
        (edits, lambda: cycles.change_area_rule(by=by, reference="area-red", revision=1, rule=Rule(Rhythm.TERMLY))),
    ):
        if allowed:
            what()
        else:
            with pytest.raises(NotPermitted):
                what()


def test_an_officer_of_one_campus_records_and_withdraws_what_is_theirs(small: Any, bodies: dict[str, Any]) -> None:
    north = add_campus(by=small.lead, name="North")
    theirs = areas.add_area(by=small.lead, section=small.training, title="North only", campus=north)
    other = areas.add_area(
        by=small.lead, section=small.training, title="South only", campus=add_campus(by=small.lead, name="South")
    )
    officer = factories.make_account(Role.PREVENT_OFFICER, scope=north)
    assert not permissions.can_record_plan_review(officer)
    done = reviews.record_review(by=officer, area=theirs.area, reviewed_on=TODAY, outcome="no_change")
    hidden = reviews.record_review(by=small.lead, area=other.area, reviewed_on=TODAY, outcome="no_change")
    whole = of_plan(small, bodies["Council"])
    listed = list(queries.reviews(officer, queries.ReviewFilters(), None))
    assert listed == [whole, done]
    assert queries.review_of_reference(officer, hidden.reference) is None
    reviews.withdraw_review(by=officer, review=done, why="Wrong row.")
    for not_theirs in (hidden, whole):
        with pytest.raises(NotPermitted):
            reviews.withdraw_review(by=officer, review=not_theirs, why="No.")
    assert list(queries.reviews(factories.make_account(Role.MEMBER_OF_STAFF), queries.ReviewFilters(), None)) == []


def test_todays_page_lists_what_of_the_plan_is_late(small: Any, bodies: dict[str, Any]) -> None:
    client = factories.signed_in(factories.make_account(Role.GOVERNOR))
    assert "The whole plan" not in client.get("/").content.decode()
    entry(small, review_on=TODAY + timedelta(days=1))
    with clock.set_to(MOMENT + timedelta(days=40)):
        text = client.get("/").content.decode()
    assert "The whole plan, by Executive" in text
    assert "The review was due by" in text
    assert "The corporate risk register’s entry, by Executive" in text
    assert "Nothing presses today" not in text


# --- pages ------------------------------------------------------------------------------------------------------------
def test_the_list_is_filtered_and_told(small: Any, bodies: dict[str, Any], django_assert_max_num_queries: Any) -> None:
    of_plan(small, bodies["Council"], minute="CNL 1", reviewed_on=date(2026, 6, 1))
    struck = of_plan(small, bodies["Executive"], minute="UEB 2")
    reviews.withdraw_review(by=small.lead, review=struck, why="It was postponed.")
    review(small, minute="PSG 3", reviewed_by="The chair")
    of_plan(small, bodies["Steering"], outcome="referred", minute="PSG 4")
    client, url = factories.signed_in(small.lead), reverse("plan:reviews")
    client.get(url)
    with django_assert_max_num_queries(20):
        text = client.get(url).content.decode()
    assert "Referred up and waiting" in text
    assert "PSG 3" in text
    assert "UEB 2" not in text

    def minutes(query: str) -> set[str]:
        return {row.minute for row in client.get(f"{url}?{query}").context["page"]}

    assert minutes("what=plan") == {"CNL 1", "PSG 4"}
    assert minutes("what=area") == {"PSG 3"}
    assert minutes(f"body={bodies['Council'].reference}") == {"CNL 1"}
    assert minutes("year=2025") == {"CNL 1"}
    assert minutes("year=2026&withdrawn=on") == {"UEB 2", "PSG 3", "PSG 4"}
    assert minutes("year=nonsense&what=house") == {"CNL 1", "PSG 3", "PSG 4"}
    assert "It was postponed." in client.get(f"{url}?withdrawn=on").content.decode()
    assert "No review matches" in client.get(f"{url}?what=risk_entry").content.decode()


def test_reviews_are_recorded_and_withdrawn_on_pages(small: Any, bodies: dict[str, Any]) -> None:
    client = factories.signed_in(small.lead)
    url = f"{reverse('plan:record_plan_review')}?what=plan&body={bodies['Council'].reference}&plan_version=Plan+2"
    page = client.get(url)
    assert page.context["form"].initial["plan_version"] == "Plan 2"
    sent = fields_of(page, outcome="adequate", reviewed_by="The chair", minute="CNL 1")
    assert client.post(url, sent).status_code == 302
    done = Review.objects.get()
    assert (done.subject, done.body, done.reviewed_by, done.plan_version) == (
        "plan",
        bodies["Council"],
        "The chair",
        "Plan 2",
    )
    assert "recorded already" in client.post(url, sent).content.decode()
    assert "Record the risk register" in client.post(url, sent | {"what": "risk_entry"}).content.decode()
    assert client.post(url, {"reviewed_on": "yesterday-ish"}).status_code == 200
    away = reverse("plan:withdraw_review", args=[done.reference])
    assert "CNL" not in client.get(away).content.decode()
    assert "Say why" in client.post(away, {"why": " "}).content.decode()
    assert client.post(away, {"why": "Postponed"}).status_code == 302
    assert "withdrawn already" in client.post(away, {"why": "Postponed"}).content.decode()
    assert client.get(reverse("plan:withdraw_review", args=["NOTHING"])).status_code == 404


def test_cycles_are_set_on_pages(small: Any) -> None:
    client, body = factories.signed_in(small.lead), factories.make_body("Council")
    url = reverse("plan:edit_cycle", args=["plan-governing"])
    opened = client.get(url)
    sent = fields_of(opened, body=body.reference, rhythm="months", months="4", days="9")
    assert client.post(url, sent).status_code == 302
    cycle = cycle_queries.cycle_of_reference("plan-governing")
    assert cycle is not None
    assert cycle.rule == Rule(Rhythm.MONTHS, months=4)
    late = client.post(url, sent | {"months": "5"})
    assert "Somebody has changed this" in late.content.decode()
    assert client.post(url, fields_of(late)).status_code == 302
    assert "Give the months" in client.post(url, fields_of(client.get(url), months="")).content.decode()
    taken = reverse("plan:edit_cycle", args=["plan-executive"])
    assert "cycle of its own" in client.post(taken, fields_of(client.get(taken), body=body.reference)).content.decode()
    assert client.get(reverse("plan:edit_cycle", args=["nothing"])).status_code == 404
    more = reverse("plan:add_cycle")
    sent = {"what": "plan", "body": body.reference, "rhythm": "yearly"}
    assert "cycle of its own" in client.post(more, sent).content.decode()
    assert client.post(more, sent | {"what": "risk_entry"}).status_code == 302
    assert client.post(more, {"what": "plan"}).status_code == 200


def test_a_rule_shows_what_it_moves_before_it_does(small: Any) -> None:
    review(small)
    client, url = factories.signed_in(small.lead), reverse("plan:edit_cycle", args=["area-unknown"])
    opened = client.get(url)
    assert "2 areas have none" in opened.content.decode()
    sent = fields_of(opened, rhythm="months", months="1", also_undated="on")
    shown = client.post(url, sent)
    assert "3 dates of next reviews move" in shown.content.decode()
    assert now(small.group).review_on == months_later(TODAY, 3)
    back = client.post(url, fields_of(shown) | {"back": "1"})
    assert "Show what it changes" in back.content.decode()
    review(small, next_review_on=TODAY + BEFORE + BEFORE)
    again = client.post(url, fields_of(shown) | {"confirmed": "1"})
    assert "Somebody has changed this" in again.content.decode()
    shown = client.post(url, fields_of(again))
    assert client.post(url, fields_of(shown) | {"confirmed": "1"}).status_code == 302
    assert now(small.awareness).review_by_rule
    assert "Give the months" in client.post(url, sent | {"months": ""}).content.decode()


def test_the_form_of_an_area_says_what_the_rule_does(small: Any) -> None:
    client = factories.signed_in(small.lead)
    url = reverse("plan:record_review", args=[small.group.area.reference])
    opened = client.get(url)
    assert "every 3 months. For a review of today: 20 February 2027." in opened.content.decode()
    assert client.post(url, fields_of(opened, outcome="no_change")).status_code == 302
    assert now(small.group).review_set == "by rule"
    page = client.get(reverse("plan:area", args=[small.group.area.reference])).content.decode()
    assert "Set by rule" in page
    assert "Withdraw" in page


# --- at the very same moment, on PostgreSQL ---------------------------------------------------------------------------
needs_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")


def _at_once(*works: Any) -> list[Any]:
    """What each work gave or raised, all begun together, each with a connection and the clock of its own."""
    barrier, out = Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Any) -> None:
        barrier.wait(timeout=10)
        try:
            with clock.set_to(MOMENT):
                out[place] = work()
        except Exception as error:
            out[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
    return out


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_the_first_change_of_two_writes_the_usual_cycles_once() -> None:
    lead = factories.make_account(Role.PREVENT_LEAD)
    _at_once(
        *(
            lambda reference=reference: cycles.edit_cycle(
                by=lead, reference=reference, revision=1, rule=Rule(Rhythm.MONTHS, months=2)
            )
            for reference in ("plan-executive", "entry-termly", "plan-governing")
        )
    )
    assert ReviewCycle.objects.count() == len(USUAL)
    assert ReviewCycle.objects.filter(months=2, rag="").count() == 3


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_record_the_same_review_of_the_plan_one_is_told() -> None:
    lead, body = factories.make_account(Role.PREVENT_LEAD), factories.make_body()

    def once() -> Review:
        return reviews.record_plan_review(by=lead, what="plan", body=body, reviewed_on=TODAY, outcome="adequate")

    told = _at_once(once, once)
    assert sorted(type(one).__name__ for one in told) == ["Refused", "Review"]


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_review_and_a_changed_rule_at_once_end_with_the_new_rule() -> None:
    lead = factories.make_account(Role.PREVENT_LEAD)
    section = areas.add_section(by=lead, number="1", title="Leadership")
    area = areas.add_area(by=lead, section=section, title="A group meets").area
    reviews.record_review(by=lead, area=area, reviewed_on=TODAY - BEFORE, outcome="no_change")
    rule = Rule(Rhythm.MONTHS, months=7)
    told = _at_once(
        lambda: reviews.record_review(by=lead, area=area, reviewed_on=TODAY, outcome="no_change"),
        lambda: cycles.change_area_rule(by=lead, reference="area-unknown", revision=1, rule=rule),
    )
    assert not [one for one in told if isinstance(one, Exception)]
    assert now(area).review_on == months_later(TODAY, 7)


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_withdraw_the_second_is_told() -> None:
    lead, body = factories.make_account(Role.PREVENT_LEAD), factories.make_body()
    done = reviews.record_plan_review(by=lead, what="plan", body=body, reviewed_on=TODAY, outcome="adequate")
    told = _at_once(*(lambda: reviews.withdraw_review(by=lead, review=done, why="Not held.") for _ in range(2)))
    assert sorted(type(one).__name__ for one in told) == ["NotAllowedNow", "Review"]


# --- moving an installation on ----------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_what_was_recorded_before_is_brought_along() -> None:
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate([("plan", "0004_speed")])
    try:
        old = executor.loader.project_state([("plan", "0004_speed")]).apps
        area = old.get_model("plan", "Area").objects.create(reference="AREA", number="1.1")
        for owner in (area, None):
            old.get_model("plan", "Review").objects.create(
                reference=f"R{bool(owner)}",
                area=owner,
                reviewed_on=TODAY,
                outcome="referred",
                recorded_at=MOMENT,
                recorded_by_name="Prue Lead",
            )
    finally:
        MigrationExecutor(connection).migrate(latest)
    assert dict(Review.objects.values_list("reference", "subject")) == {"RTrue": "area", "RFalse": "plan"}
