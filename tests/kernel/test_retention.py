"""The retention run: batches, one entry, a kill in the middle, a storage that is away, and the kernel's own rows."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache.backends.db import DatabaseCache
from django.core.files.storage import FileSystemStorage
from django.db import connections, transaction

from dueregard.accounts.models import Person
from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.audit.queries import faults
from dueregard.kernel import clock, housekeeping, retention
from dueregard.kernel.files import forget, store
from dueregard.kernel.models import Job, LeftFile, RetentionRun, Slot, StoredFile, Tombstone
from dueregard.kernel.principals import Command, Schedule
from dueregard.kernel.privacy import Period
from dueregard.kernel.require import NotPermitted
from dueregard.kernel.rules import JobState
from tests import factories

NOW = datetime(2028, 2, 29, 12, tzinfo=UTC)


def slots(number: int, age: timedelta = timedelta(days=31)) -> None:
    moment = clock.now() - age
    Slot.objects.bulk_create(
        Slot(name="work", due_at=moment - timedelta(minutes=n), claimed_at=moment) for n in range(number)
    )


def ran() -> Entry:
    return Entry.objects.get(verb="retention.removed")


# --- periods ----------------------------------------------------------------------------------------------------------
def test_a_period_ends_on_the_day_that_people_would_say() -> None:
    assert Period("x", days=30).limit(NOW) == NOW - timedelta(days=30)
    assert Period("x", years=4).limit(NOW).date() == date(2024, 2, 29)
    assert Period("x", years=1).limit(NOW).date() == date(2027, 2, 28)
    assert Period("x", years=128).limit(NOW).date() == date(1900, 2, 28)  # 1900 had no 29 February
    assert Period("x", years=28).limit(NOW).date() == date(2000, 2, 29)


@pytest.mark.django_db
def test_a_day_is_kept_whole_and_a_moment_to_the_second() -> None:
    person = factories.make_person()
    for left, due in ((date(2026, 2, 28), False), (date(2026, 2, 27), True)):
        Person.objects.filter(pk=person.pk).update(left_on=left)
        with clock.set_to(NOW):
            assert Person.objects.filter(retention.over(Person)).exists() is due, left
    slots(1, timedelta(days=30) - timedelta(seconds=5))
    moment = clock.now()
    for later, due in ((0, False), (6, True)):
        with clock.set_to(moment + timedelta(seconds=later)):
            assert housekeeping.due_slots().exists() is due


# --- one run ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_run_removes_in_batches_and_records_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST", 10)
    slots(25)
    slots(3, timedelta(days=1))
    heard: list[dict[str, Any]] = []
    row = retention.run(by=Schedule(), report=heard.append)
    assert row.counts == {"kernel.Slot": 25}
    assert row.ended_at is not None
    assert Slot.objects.count() == 3
    assert sum(one == {"at": "kernel.Slot"} for one in heard) == 3
    entry = ran()
    assert (entry.actor, entry.subject, entry.summary) == (
        "schedule",
        row.reference,
        "Removed what was kept long enough: 25 turns of the schedule.",
    )
    assert entry.detail.values == {"removed": {"kernel.Slot": 25}, "digest": row.digest}
    assert list(faults()) == []


@pytest.mark.django_db
def test_a_run_with_nothing_to_do_leaves_the_trail_alone() -> None:
    slots(1)
    retention.run(by=Command())
    before = Entry.objects.count()
    row = retention.run(by=Command())
    assert (row.counts, Entry.objects.count()) == ({}, before)
    last = retention.last_run()
    assert last is not None
    assert last.pk == row.pk


@pytest.mark.django_db
def test_only_the_schedule_and_the_command_line_remove() -> None:
    slots(1)
    account = factories.make_account(*Role.values)
    with pytest.raises(NotPermitted):
        retention.run(by=account)
    for kind in retention.kinds():
        if kind.remove:
            with pytest.raises(NotPermitted):
                retention.import_string(kind.remove)(by=account, most=1)
    assert Slot.objects.count() == 1
    assert not RetentionRun.objects.exists()


@pytest.mark.django_db
def test_a_run_that_was_killed_is_gone_on_with_and_recorded_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST", 10)
    slots(25)

    def die(progress: dict[str, Any]) -> None:
        if progress == {"at": "kernel.Slot"}:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        retention.run(by=Schedule(), report=die)
    begun = RetentionRun.objects.get()
    assert (begun.ended_at, begun.counts, Slot.objects.count()) == (None, {"kernel.Slot": 10}, 15)
    assert not Entry.objects.filter(verb="retention.removed").exists()
    assert retention.last_run() is None

    row = retention.run(by=Schedule())
    assert (row.pk, row.counts) == (begun.pk, {"kernel.Slot": 25})
    assert row.digest != begun.digest
    assert ran().detail.values["removed"] == {"kernel.Slot": 25}


@pytest.mark.django_db
def test_what_another_process_has_ended_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    pk = retention._opened()
    retention.run(by=Command())
    slots(2)
    kind = next(kind for kind in retention.kinds() if kind.model == "kernel.Slot")
    assert retention._remove(Schedule(), pk, kind) == 0
    assert retention._close(by=Schedule(), pk=pk).counts == {}
    assert Slot.objects.count() == 2


@pytest.mark.django_db
def test_a_kind_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    slots(2)
    Session.objects.create(session_key="over", session_data="", expire_date=clock.now() - timedelta(days=1))

    def fail(**given: Any) -> None:
        raise ValueError("out of order")

    monkeypatch.setattr(housekeeping, "remove_slots", fail)
    with pytest.raises(RuntimeError, match=r"Could not remove: kernel\.Slot\."):
        retention.run(by=Schedule())
    assert not Session.objects.exists()
    assert Slot.objects.count() == 2
    assert ran().detail.values["removed"] == {"sessions.Session": 1}
    assert "Nothing more of kernel.Slot" in caplog.text


# --- files ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Where this test's files go."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def kept(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


@pytest.mark.django_db
def test_a_rolled_back_removal_loses_no_file(folder: Path, django_capture_on_commit_callbacks: Any) -> None:
    row = store(io.BytesIO(b"abc"), "a.txt")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        forget(row)
        transaction.set_rollback(True)
    assert (kept(folder), StoredFile.objects.count(), LeftFile.objects.count()) == (1, 1, 0)
    assert retention.run(by=Schedule()).counts == {}
    assert kept(folder) == 1


@pytest.mark.django_db
def test_a_storage_that_is_away_is_asked_again_by_the_next_run(
    folder: Path, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: FileSystemStorage, name: str) -> None:
        raise ConnectionError("the storage is away")

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "delete", away)
        with django_capture_on_commit_callbacks(execute=True):
            for name in ("a.txt", "b.txt"):
                forget(store(io.BytesIO(b"abc"), name))
        assert (kept(folder), StoredFile.objects.count(), LeftFile.objects.count()) == (2, 0, 2)
        assert retention.run(by=Schedule()).counts == {}
        assert (kept(folder), LeftFile.objects.count()) == (2, 2)
    row = retention.run(by=Schedule())
    assert row.counts == {"kernel.LeftFile": 2}
    assert (kept(folder), LeftFile.objects.count()) == (0, 0)
    assert ran().summary == "Removed what was kept long enough: 2 files left behind."


@pytest.mark.django_db
def test_a_kill_between_the_commit_and_the_storage_leaves_nothing_for_long(folder: Path) -> None:
    forget(store(io.BytesIO(b"abc"), "a.txt"))  # what waits for the commit is never called
    assert (kept(folder), LeftFile.objects.count()) == (1, 1)
    retention.run(by=Schedule())
    assert (kept(folder), LeftFile.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_before_the_storage_lets_go_loses_the_row_and_the_next_run_the_bytes(folder: Path) -> None:
    row = store(io.BytesIO(b"abc"), "a.txt")
    connections.close_all()  # a connection must not be shared over a fork
    pid = os.fork()
    if pid == 0:
        try:
            FileSystemStorage.delete = lambda self, name: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
            with transaction.atomic():
                forget(row)
        finally:
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
    assert (kept(folder), StoredFile.objects.count(), LeftFile.objects.count()) == (1, 0, 1)
    assert retention.run(by=Schedule()).counts == {"kernel.LeftFile": 1}
    assert (kept(folder), LeftFile.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_one_file_that_never_goes_is_in_nobodys_way(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST", 1)
    moment = clock.now() - timedelta(days=2)
    for name in ("stuck", "free"):
        LeftFile.objects.create(name=name, left_at=moment)
    usual: Callable[..., None] = FileSystemStorage.delete

    def delete(self: FileSystemStorage, name: str) -> None:
        if name == "stuck":
            raise PermissionError(name)
        usual(self, name)

    monkeypatch.setattr(FileSystemStorage, "delete", delete)
    for _ in range(2):
        retention.run(by=Schedule())
    assert [left.name for left in LeftFile.objects.all()] == ["stuck"]


# --- the kernel's own rows --------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_finished_jobs_turns_and_earlier_runs_go_in_their_time() -> None:
    moment = clock.now()
    for days, state in ((31, JobState.DONE), (29, JobState.FAILED), (None, JobState.RUNNING)):
        ended = moment - timedelta(days=days) if days else None
        Job.objects.create(work="x", state=state, queued_at=moment, beat_at=moment, ended_at=ended)
    for days in (800, 700):
        then = moment - timedelta(days=days)
        RetentionRun.objects.create(begun_at=then, ended_at=then)
    row = retention.run(by=Schedule())
    assert row.counts == {"kernel.Job": 1, "kernel.RetentionRun": 1}
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.FAILED, JobState.RUNNING}
    assert RetentionRun.objects.count() == 2
    assert not Tombstone.objects.exists()


@pytest.mark.django_db
def test_throttling_is_forgotten_once_it_no_longer_counts() -> None:
    cache = DatabaseCache(housekeeping.THROTTLING, {})
    cache.set("over", 5, timeout=60)
    cache.set("counts", 5, timeout=7200)
    with clock.set_to(clock.now() + timedelta(hours=1)):
        assert housekeeping.due_throttling() == 1
        row = retention.run(by=Schedule())
        assert housekeeping.due_throttling() == 0
    assert row.counts == {"kernel_cache": 1}
    assert cache.get("counts") == 5
