"""The yearly roll-forward as it is written and shown, and the page of what a year has changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.actions.models import ActionRevision
from dueregard.actions.rules import Due, Status
from dueregard.actions.workflows import NewAction
from dueregard.audit.models import Detail, Entry
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, NotPermitted, Refused
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.workflows.campuses import add_campus
from dueregard.plan.models import PlanDocument, RolledAction, RollForward
from dueregard.plan.queries.rolling import changes_between, roll_preview, year_choices
from dueregard.plan.workflows import areas, steps
from dueregard.plan.workflows.rolling import roll_forward
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_november() -> Any:
    with clock.set_to(NOW):
        yield


def said(action_id: int) -> ActionRevision:
    return ActionRevision.objects.get(as_recorded(None), action_id=action_id)


@pytest.fixture
def year(small: Any) -> Any:
    """The small register with one step of each fate."""
    by = small.lead

    def new(text: str, **values: Any) -> ActionRevision:
        return steps.add_step(by=by, area=small.group.area, new=NewAction(text, **values))

    small.yearly = new(
        "Review the policy", standing=True, rhythm="yearly", due=Due(date(2026, 3, 1), date(2026, 3, 31), "March 2026")
    )
    small.coming = new("Already planned", due=Due(date(2027, 3, 1), date(2027, 3, 31)))
    small.done = new("Was done")
    steps.move_step(by=by, area=small.group.area, action=small.done.action, verb="finish")
    return small


def test_the_roll_forward_does_all_in_one_step(year: Any) -> None:
    row = roll_forward(by=year.lead, to_year=2026, choices={}, note="Agreed in November")
    dated = said(year.dated.action_id)
    assert (dated.due_start, dated.due_end, dated.due_phrase) == (date(2027, 1, 1), date(2027, 1, 31), "January 2027")
    assert (dated.carried_over, dated.first_due_on, dated.reason) == (1, date(2026, 1, 31), "Roll-forward to 2026/27")
    assert (said(year.undated.action_id).carried_over, said(year.undated.action_id).due_end) == (1, None)
    yearly = said(year.yearly.action_id)
    assert (yearly.due_phrase, yearly.carried_over, yearly.first_due_on) == ("March 2027", 0, date(2027, 3, 31))
    assert said(year.coming.action_id).pk == ActionRevision.objects.get(action_id=year.coming.action_id).pk
    assert said(year.done.action_id).status == Status.DONE
    kinds = dict(RolledAction.objects.filter(roll_forward=row).values_list("action_id", "carried_as"))
    assert kinds == {
        year.dated.action_id: "carried",
        year.undated.action_id: "carried",
        year.yearly.action_id: "renewed",
        year.done.action_id: "closed",
    }
    assert (row.rolled_by_name, row.note, row.rolled_at) == ("Prue Lead", "Agreed in November", NOW)
    assert PlanDocument.objects.get().academic_year == 2026
    (entry,) = Entry.objects.filter(verb="plan.rolled_forward")
    assert entry.summary == "Opened 2026/27: 2 next steps carried over, 1 renewed, 1 closed with the year."
    told = Detail.objects.get(entry=entry).values
    assert (len(told["digest"]), len(told["steps"]), told["academic_year"]) == (64, 4, 2026)


def test_choices_keep_or_set_a_date(year: Any) -> None:
    own = Due(date(2026, 12, 1), date(2026, 12, 31), "December 2026")
    roll_forward(
        by=year.lead,
        to_year=2026,
        choices={year.dated.action.reference: None, year.undated.action.reference: own},
    )
    kept, given = said(year.dated.action_id), said(year.undated.action_id)
    assert (kept.due_end, kept.carried_over) == (date(2026, 1, 31), 1)  # so that it shows as overdue
    assert (given.due_end, given.carried_over, given.first_due_on) == (date(2026, 12, 31), 1, date(2026, 12, 31))


def test_what_was_done_and_comes_again_is_opened(year: Any) -> None:
    ActionRevision.objects.filter(as_recorded(None), action_id=year.yearly.action_id).update(
        status=Status.DONE, closed_on=date(2026, 4, 1)
    )
    roll_forward(by=year.lead, to_year=2026, choices={})
    again = said(year.yearly.action_id)
    assert (again.status, again.closed_on, again.due_end, again.carried_over) == (
        Status.OPEN,
        None,
        date(2027, 3, 31),
        0,
    )


def test_a_year_is_opened_once_and_not_too_early(year: Any) -> None:
    for too_early in (2025, 2027, 2040):
        with pytest.raises(NotAllowedNow, match="cannot be opened"):
            roll_forward(by=year.lead, to_year=too_early, choices={})
    roll_forward(by=year.lead, to_year=2026, choices={})
    with pytest.raises(NotAllowedNow, match="opened already"):
        roll_forward(by=year.lead, to_year=2026, choices={})
    assert said(year.dated.action_id).carried_over == 1
    with clock.set_to(datetime(2027, 6, 1, tzinfo=UTC)):
        roll_forward(by=year.lead, to_year=2027, choices={})
    assert (said(year.dated.action_id).carried_over, said(year.dated.action_id).due_phrase) == (2, "January 2028")
    # What was closed with the year before is not closed again.
    assert RolledAction.objects.filter(action_id=year.done.action_id).count() == 1


def test_refusals_change_nothing(year: Any) -> None:
    with pytest.raises(Refused, match="cannot be due before"):
        roll_forward(
            by=year.lead,
            to_year=2026,
            choices={year.dated.action.reference: Due(date(2025, 1, 1), date(2025, 1, 31))},
        )
    seen = roll_preview(year.lead, 2026).seen
    steps.move_step(by=year.lead, area=year.awareness.area, action=year.dated.action, verb="finish")
    with pytest.raises(ChangedSince):
        roll_forward(by=year.lead, to_year=2026, choices={}, seen_as=seen)
    assert not RollForward.objects.exists()
    assert PlanDocument.objects.get_or_create(id=1)[0].academic_year is None


def test_retired_areas_and_their_steps_are_left_alone(year: Any) -> None:
    areas.retire_area(by=year.lead, area=year.awareness.area, reason="x")
    roll_forward(by=year.lead, to_year=2026, choices={})
    assert said(year.dated.action_id).carried_over == 0


@pytest.mark.parametrize("role", [Role.UNIVERSITY_SECRETARY, Role.AUDITOR, Role.STEERING_MEMBER, Role.MEMBER_OF_STAFF])
def test_only_editors_of_the_plan_roll_it_forward(year: Any, role: str) -> None:
    other = factories.make_account(role)
    with pytest.raises(NotPermitted):
        roll_forward(by=other, to_year=2026, choices={})
    assert factories.signed_in(other).get(reverse("plan:roll_forward")).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_open_it_once() -> None:
    by = factories.make_account(Role.PREVENT_LEAD)
    section = areas.add_section(by=by, number="1", title="One")
    area = areas.add_area(by=by, section=section, title="A", number="1.1").area
    made = steps.add_step(by=by, area=area, new=NewAction("S", due=Due(date(2026, 1, 1), date(2026, 1, 31))))
    barrier, ended = Barrier(2), []

    def click() -> None:
        with clock.set_to(NOW):
            barrier.wait()
            try:
                roll_forward(by=by, to_year=2026, choices={})
                ended.append("opened")
            except NotAllowedNow:
                ended.append("told")
            finally:
                connection.close()

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["opened", "told"]
    assert said(made.action_id).carried_over == 1


def test_the_pages_of_the_roll_forward(year: Any) -> None:
    client = factories.signed_in(year.lead)
    address = reverse("plan:roll_forward")
    page = client.get(address).content.decode()
    name = f"due_{year.dated.action.reference}"
    assert f'name="{name}" value="January 2027"' in page
    assert "March 2026 becomes March 2027" in page
    seen = roll_preview(year.lead, 2026).seen
    sent = {"year": "2026", "seen": seen, "dates": "proposed", name: "some day", "note": "A note"}
    wrong = client.post(address, sent).content.decode()
    assert "not a date that can be followed up" in wrong
    assert 'value="some day"' in wrong
    assert "before the old one" in client.post(address, sent | {name: "January 2020"}).content.decode()
    sent[name] = "4 December 2026"
    confirm = client.post(address, sent).content.decode()
    assert "What happens next" in confirm
    assert "4 December 2026" in confirm
    assert not RollForward.objects.exists()
    # Gone back, everything typed is there.
    assert 'value="4 December 2026"' in client.post(address, sent | {"back": "1"}).content.decode()
    # The register changes in between: it is shown again.
    steps.move_step(by=year.lead, area=year.officers.area, action=year.undated.action, verb="start")
    again = client.post(address, sent | {"confirmed": "1"}).content.decode()
    assert "The register has changed since you opened this page" in again
    assert not RollForward.objects.exists()
    sent["seen"] = roll_preview(year.lead, 2026).seen
    with clock.set_to(NOW + timedelta(days=1)):
        answer = client.post(address, sent | {"confirmed": "1"}, follow=True)
    assert answer.request["PATH_INFO"] == reverse("plan:year")
    assert "Carried over (2)" in answer.content.decode()
    assert said(year.dated.action_id).due_phrase == "4 December 2026"
    assert "2026/27 was opened on" in client.get(address).content.decode()
    assert client.post(address, sent | {"confirmed": "1"}).status_code == 200
    assert RollForward.objects.count() == 1


def test_all_dates_can_be_left_as_they_are(year: Any) -> None:
    client = factories.signed_in(year.lead)
    sent = {"year": "2026", "seen": roll_preview(year.lead, 2026).seen, "dates": "keep", "confirmed": "1"}
    client.post(reverse("plan:roll_forward"), sent)
    assert (said(year.dated.action_id).due_end, said(year.dated.action_id).carried_over) == (date(2026, 1, 31), 1)


# --- the page of the year ---------------------------------------------------------------------------------------------
def at(days: int) -> datetime:
    return NOW + timedelta(days=days)


def test_what_is_new_changed_and_gone(small: Any) -> None:
    by = small.lead
    with clock.set_to(at(2)):
        areas.rate_area(by=by, area=small.group.area, rag="red", reason="x")
        areas.edit_area(by=by, area=small.awareness.area, revision=1, title="Staff know it", hazard="New words")
        areas.retire_area(by=by, area=small.officers.area, reason="x")
        areas.add_area(by=by, section=small.training, title="A new area")
        added = steps.add_step(by=by, area=small.group.area, new=NewAction("A new step"))
        later = Due(date(2027, 3, 1), date(2027, 3, 31), "March 2027")
        steps.edit_step(by=by, area=small.awareness.area, action=small.dated.action, revision=1, due=later)
    with clock.set_to(at(4)):
        steps.move_step(by=by, area=small.group.area, action=added.action, verb="finish")
        steps.edit_step(by=by, area=small.awareness.area, action=small.dated.action, revision=2, progress="Begun")
    with clock.set_to(at(6)):
        first = changes_between(by, at(1), at(3))
        assert [(one.after.label, one.before.rag, one.after.rag) for one in first.ratings] == [
            ("1.1 A steering group meets", "unknown", "red")
        ]
        assert [(one.before.title, one.after.title, one.fields) for one in first.changed_areas[1:]] == [
            ("Staff know the duty", "Staff know it", ["Hazard"])
        ]
        assert [one.title for one in first.gone_areas] == ["Officers are trained"]
        assert [one.title for one in first.new_areas] == ["A new area"]
        assert [one.text for one in first.new_steps] == ["A new step"]
        assert [one.text for one in first.gone_steps] == ["Find a trainer"]
        assert [(one.before.due, one.after.due) for one in first.carried_steps] == [("January 2026", "March 2027")]
        second = changes_between(by, at(3), None)
        assert [one.text for one in second.closed_steps] == ["A new step"]
        assert [one.fields for one in second.changed_steps] == [["Progress"]]
        assert changes_between(by, at(5), None).nothing
        whole = changes_between(by, NOW - timedelta(days=1), None)
        assert len(whole.new_areas) == 3
        assert [one.text for one in whole.closed_steps] == ["A new step"]


def test_the_year_gives_nothing_restricted_away(small: Any) -> None:
    by = small.lead
    with clock.set_to(at(2)):
        steps.add_step(by=by, area=small.group.area, new=NewAction("A secret step", restricted=True))
        north = add_campus(by=by, name="North")
        areas.add_area(by=by, section=small.training, title="Only in the north", campus=north)
    with clock.set_to(at(3)):
        south = factories.make_account(Role.STEERING_MEMBER, scope=add_campus(by=by, name="South"))
        found = changes_between(south, at(1), None)
        assert (found.new_areas, found.new_steps) == ([], [])
        assert len(changes_between(by, at(1), None).new_steps) == 1
        page = factories.signed_in(south).get(reverse("plan:year") + f"?from_on={at(1).date()}")
        assert page.status_code == 200
        assert "secret" not in page.content.decode()


def test_a_year_ends_when_the_next_is_opened(small: Any) -> None:
    newest = year_choices()[0]
    assert (newest.year.label, newest.ended) == ("2026/27", None)
    roll_forward(by=small.lead, to_year=2026, choices={})
    (now, before) = year_choices()[:2]
    assert (now.ended, before.ended) == (None, NOW - timedelta(microseconds=1))
    with clock.set_to(datetime(2027, 9, 1, tzinfo=UTC)):
        ended = {one.year.label: one.ended for one in year_choices()}
    assert ended["2027/28"] is None
    assert ended["2026/27"] == datetime(2027, 7, 31, 22, 59, 59, 999999, tzinfo=UTC)  # the end of the day, British time


def test_the_page_of_the_year_takes_any_two_days(small: Any) -> None:
    client = factories.signed_in(small.lead)
    address = reverse("plan:year")
    assert client.get(address).status_code == 200
    for query in ("?from_year=2026&to_year=2025", "?from_on=2026-11-24", "?from_on=2026-01-02&to_on=2026-01-01"):
        assert client.get(address + query).status_code == 200
    assert "must come after" in client.get(address + "?from_on=2026-01-02&to_on=2026-01-01").content.decode()
    assert "There is nothing between them" in client.get(address + "?from_year=2026&to_year=2026").content.decode()
    assert client.get(address + "?from_on=nonsense&to_year=x").status_code == 200
    assert "New risk areas (3)" in client.get(address + "?from_on=1 January 2020").content.decode()
    other = factories.signed_in(factories.make_account(Role.SYSTEM_ADMINISTRATOR))
    assert other.get(address).status_code == 403


def test_queries_are_bounded(small: Any) -> None:
    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as first:
            changes_between(small.lead, at(-1), None)
        with CaptureQueriesContext(connection) as second:
            roll_preview(small.lead, 2026)
        return len(first), len(second)

    few = queries()
    for number in range(10):
        made = areas.add_area(by=small.lead, section=small.training, title=f"Area {number}")
        steps.add_step(by=small.lead, area=made.area, new=NewAction("Step"))
    assert queries() == few
    assert few[0] <= 9
    assert few[1] <= 12
