"""The next due day of an area, which the database keeps: true after whatever happens to its steps, on both engines."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.models import Min, Q

from dueregard.accounts.rules import Role
from dueregard.actions.models import ActionRevision
from dueregard.actions.rules import UNFINISHED, Due
from dueregard.actions.workflows import NewAction
from dueregard.plan.models import AreaAction, AreaRevision
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.register import register
from dueregard.plan.workflows import areas, steps
from tests import factories

MARCH, MAY = Due(date(2026, 3, 1), date(2026, 3, 31)), Due(date(2026, 5, 1), date(2026, 5, 31))


def kept(area_id: int) -> tuple[date | None, date | None]:
    """What the current row of the area says."""
    row = AreaRevision.objects.get(area_id=area_id, recorded_to__isnull=True)
    return row.next_due, row.next_due_open


def counted(area_id: int) -> tuple[date | None, date | None]:
    """The same, asked of the steps themselves."""
    unfinished = Q(recorded_to__isnull=True, status__in=UNFINISHED)
    of_area = ActionRevision.objects.filter(
        unfinished, action_id__in=AreaAction.objects.filter(area_id=area_id).values("action_id")
    )
    found = of_area.aggregate(all=Min("due_end"), open=Min("due_end", filter=Q(restricted=False)))
    return found["all"], found["open"]


def agreed() -> dict[int, tuple[date | None, date | None]]:
    """What each area says, after making sure that its steps say the same."""
    ids = list(AreaAction.objects.values_list("area_id", flat=True).distinct())
    said = {pk: kept(pk) for pk in ids}
    assert said == {pk: counted(pk) for pk in ids}
    return said


@pytest.mark.django_db
def test_it_follows_every_change(small: Any) -> None:
    area, lead, action = small.awareness.area, small.lead, small.dated.action
    assert agreed()[area.pk] == (date(2026, 1, 31), date(2026, 1, 31))
    later = steps.add_step(by=lead, area=area, new=NewAction("Ask again", due=MAY))
    steps.add_step(by=lead, area=area, new=NewAction("Quietly", due=MARCH, restricted=True))
    assert agreed()[area.pk] == (date(2026, 1, 31), date(2026, 1, 31))
    steps.edit_step(by=lead, area=area, action=action, revision=1, due=MAY)
    assert agreed()[area.pk] == (date(2026, 3, 31), date(2026, 5, 31))
    # a new revision of the area takes it along
    areas.edit_area(by=lead, area=area, revision=area.revision, title="Staff know the duty well")
    assert agreed()[area.pk] == (date(2026, 3, 31), date(2026, 5, 31))
    steps.move_step(by=lead, area=area, action=action, verb="finish")
    steps.move_step(by=lead, area=area, action=later.action, verb="drop", reason="Not needed")
    assert agreed()[area.pk] == (date(2026, 3, 31), None)
    steps.move_step(by=lead, area=area, action=action, verb="reopen")
    assert agreed()[area.pk] == (date(2026, 3, 31), date(2026, 5, 31))


@pytest.mark.django_db
def test_it_follows_steps_that_move_or_go(small: Any) -> None:
    link = AreaAction.objects.get(action=small.dated.action)
    link.area = small.officers.area
    link.save()
    assert agreed()[small.officers.area.pk] == (date(2026, 1, 31), date(2026, 1, 31))
    assert kept(small.awareness.area.pk) == (None, None)
    small.dated.delete()
    assert kept(small.officers.area.pk) == (None, None)
    AreaAction.objects.all().delete()
    assert kept(small.officers.area.pk) == (None, None)


@pytest.mark.django_db
def test_the_filter_by_due_days_keeps_what_is_restricted(small: Any) -> None:
    steps.add_step(by=small.lead, area=small.group.area, new=NewAction("Quietly", due=MARCH, restricted=True))
    member = factories.make_account(Role.STEERING_MEMBER)
    for filters in (Filters(overdue=True), Filters(due_by=date(2026, 3, 31))):
        assert {row.number for row in register(small.lead, filters)} == {"1.1", "2.1"}
        assert {row.number for row in register(member, filters)} == {"2.1"}


@pytest.mark.django_db(transaction=True)
def test_two_who_date_steps_of_one_area_at_once(small: Any) -> None:
    """Past the workflows' own lock: the second must count what the first has written."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time.")
    area = small.awareness.area
    other = steps.add_step(by=small.lead, area=area, new=NewAction("Another"))
    written, go = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            ActionRevision.objects.filter(pk=small.dated.pk).update(due_start=MAY.start, due_end=MAY.end)
            written.set()
            go.wait(5)
        connections.close_all()

    def second() -> None:
        written.wait(5)
        ActionRevision.objects.filter(pk=other.pk).update(due_start=MARCH.start, due_end=MARCH.end)
        connections.close_all()

    threads = [threading.Thread(target=each) for each in (first, second)]
    for thread in threads:
        thread.start()
    threads[1].join(0.5)
    go.set()
    for thread in threads:
        thread.join(10)
    assert agreed()[area.pk] == (date(2026, 3, 31), date(2026, 3, 31))
