"""The schedule: each work once in its slot, whoever ticks; one that fails stops no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from dueregard.config.schedule import SCHEDULE, Scheduled, keep_ticking, tick
from dueregard.kernel import clock
from dueregard.kernel.models import Job
from dueregard.kernel.rules import JobState

MOMENT = datetime(2026, 10, 24, 23, 59, 30, tzinfo=UTC)


def at(done: list[datetime], every: timedelta, begun: datetime, ticks: int) -> list[datetime]:
    """Tick every minute from `begun`; gives when the work was done."""
    work = Scheduled("work", every, lambda: done.append(clock.now()))
    for minute in range(ticks):
        with clock.set_to(begun + timedelta(minutes=minute)):
            tick((work,))
    return done


@pytest.mark.django_db
def test_every_minute_is_every_minute_also_when_the_clocks_go_back() -> None:
    # The night of 24 to 25 October 2026: the hour from one to two comes twice.
    assert len(at([], timedelta(minutes=1), MOMENT, 180)) == 180


@pytest.mark.django_db
def test_every_day_is_once_a_day_also_when_the_clocks_change() -> None:
    for begun in (MOMENT, datetime(2026, 3, 28, 23, 59, 30, tzinfo=UTC)):
        done = at([], timedelta(days=1), begun, 26 * 60)
        assert [moment.date() - begun.date() for moment in done] == [timedelta(days=n) for n in range(3)][: len(done)]
        assert len(done) == 3


@pytest.mark.django_db
def test_a_work_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def fail() -> None:
        raise RuntimeError("out of order")

    works = (
        Scheduled("first", timedelta(days=1), fail),
        Scheduled("second", timedelta(days=1), lambda: done.append("second")),
    )
    assert tick(works) == ["second"]
    assert done == ["second"]
    assert "The scheduled work first failed" in caplog.text


@pytest.mark.django_db
def test_two_tickers_share_the_work() -> None:
    work = (Scheduled("work", timedelta(days=1), lambda: None),)
    with clock.set_to(MOMENT):
        assert tick(work) == ["work"]
        assert tick(work) == []


@pytest.mark.django_db
def test_what_is_over_is_cleared(django_capture_on_commit_callbacks: Any) -> None:
    Session.objects.create(session_key="over", session_data="", expire_date=clock.now() - timedelta(days=1))
    Session.objects.create(session_key="lasts", session_data="", expire_date=clock.now() + timedelta(days=1))
    for days, status in ((1, TaskResultStatus.SUCCESSFUL), (3, TaskResultStatus.RUNNING), (3, TaskResultStatus.READY)):
        row = DBTaskResult.objects.create(
            status=status,
            args_kwargs={"args": [], "kwargs": {}},
            task_path="x.y",
            backend_name="default",
            exception_class_path="",
        )
        DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=clock.now() - timedelta(days=days))
    with django_capture_on_commit_callbacks(execute=True):
        assert tick() == [work.name for work in SCHEDULE]
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}
    assert [session.session_key for session in Session.objects.all()] == ["lasts"]
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {
        TaskResultStatus.SUCCESSFUL,
        TaskResultStatus.READY,
    }


class Over(Exception):
    """Ends the endless loop of a test."""


def test_ticking_waits_for_the_next_minute_and_survives_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            raise Over

    def fail() -> list[str]:
        raise RuntimeError("the database is away")

    monkeypatch.setattr("dueregard.config.schedule.tick", fail)
    monkeypatch.setattr("dueregard.config.schedule.connections.close_all", lambda: None)
    with pytest.raises(Over):
        keep_ticking(pause)
    assert all(0 < seconds <= 60 for seconds in pauses)
