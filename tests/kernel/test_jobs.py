"""Jobs are done once, tried again when they fail, and survive a worker that is killed in the middle."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from dueregard.kernel import clock, jobs
from dueregard.kernel.models import Job, Slot
from dueregard.kernel.rules import JOB, MOST_ATTEMPTS, JobState

QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


@pytest.fixture(autouse=True)
def _works(monkeypatch: pytest.MonkeyPatch) -> None:
    works = {f"test.{name}": f"tests.kernel.works.{name}" for name in ("count", "fail", "fail_once", "hang_once")}
    monkeypatch.setattr(jobs, "_WORKS", {**jobs._WORKS, **works})


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "calls"


def calls(output: Path) -> int:
    return len(output.read_text().splitlines()) if output.exists() else 0


@pytest.fixture
def run_committed(django_capture_on_commit_callbacks: Any) -> Callable[[str, dict[str, Any]], Job]:
    """Queue a job and let the commit happen; the suite's queue does it at once."""

    def run(work: str, argument: dict[str, Any]) -> Job:
        with django_capture_on_commit_callbacks(execute=True):
            job = jobs.enqueue(work, argument)
        job.refresh_from_db()
        return job

    return run


# --- one process ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_job_is_done_and_says_so(output: Path, run_committed: Any) -> None:
    job = run_committed("test.count", {"to": str(output)})
    assert (job.state, job.attempts, job.progress, job.failure) == (JobState.DONE, 1, {"done": 1}, "")
    assert job.ended_at is not None
    assert calls(output) == 1


@pytest.mark.django_db
def test_a_second_delivery_does_nothing(output: Path, run_committed: Any) -> None:
    job = run_committed("test.count", {"to": str(output)})
    jobs.run_job.call(job.reference)
    jobs.run_job.call("NOSUCHJOB0")
    assert calls(output) == 1


@pytest.mark.django_db
def test_a_job_starts_only_when_the_transaction_has_succeeded(output: Path) -> None:
    with transaction.atomic():
        jobs.enqueue("test.count", {"to": str(output)})
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert calls(output) == 0


@pytest.mark.django_db
def test_a_work_that_nobody_registered_is_a_mistake_in_the_code() -> None:
    with pytest.raises(KeyError):
        jobs.enqueue("test.unknown", {})


@pytest.mark.django_db
def test_a_failure_is_tried_again(output: Path, run_committed: Any, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = run_committed("test.fail_once", {"to": str(output)})
    job.refresh_from_db()
    assert (job.state, job.attempts, calls(output)) == (JobState.DONE, 2, 2)


@pytest.mark.django_db
def test_what_always_fails_is_given_up_with_a_sentence(output: Path, django_capture_on_commit_callbacks: Any) -> None:
    job = jobs.enqueue("test.fail", {"to": str(output)})
    for _ in range(MOST_ATTEMPTS + 2):
        jobs.run_job.call(job.reference)
    job.refresh_from_db()
    assert (job.state, job.attempts, calls(output)) == (JobState.FAILED, MOST_ATTEMPTS, MOST_ATTEMPTS)
    assert job.failure.endswith(".")
    assert "broke" not in job.failure


@pytest.mark.django_db
def test_a_worker_that_was_taken_for_dead_cannot_write_over_its_successor() -> None:
    job = jobs.enqueue("test.count", {})
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=2)
    jobs._end_attempt(job.pk, attempt=1)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.RUNNING, 2)


# --- the reaper -------------------------------------------------------------------------------------------------------
def _aged(job: Job, **values: Any) -> None:
    beat = clock.now() - jobs.SILENT_AFTER - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(beat_at=beat, **values)


@pytest.mark.django_db
def test_a_silent_job_is_taken_up_again(output: Path, django_capture_on_commit_callbacks: Any) -> None:
    job = jobs.enqueue("test.count", {"to": str(output)})
    _aged(job, state=JobState.RUNNING, attempts=1)
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.reap() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, calls(output)) == (JobState.DONE, 2, 1)


@pytest.mark.django_db
def test_a_job_whose_worker_died_three_times_is_given_up() -> None:
    job = jobs.enqueue("test.count", {})
    _aged(job, state=JobState.RUNNING, attempts=MOST_ATTEMPTS)
    assert jobs.reap() == 1
    job.refresh_from_db()
    assert job.state == JobState.FAILED


@pytest.mark.django_db
def test_a_job_that_fell_out_of_the_queue_is_sent_again(output: Path) -> None:
    job = jobs.enqueue("test.count", {"to": str(output)})
    _aged(job)
    assert jobs.reap() == 1
    job.refresh_from_db()
    assert job.state == JobState.DONE


@pytest.mark.django_db
def test_who_still_reports_is_left_alone() -> None:
    job = jobs.enqueue("test.count", {})
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=1)
    assert jobs.reap() == 0


@pytest.mark.django_db
def test_a_slot_is_claimed_once() -> None:
    minute = timedelta(minutes=1)
    moment = clock.now().replace(second=10, microsecond=0)
    with clock.set_to(moment):
        assert jobs.claim_slot("reap", minute)
        assert not jobs.claim_slot("reap", minute)
        assert jobs.claim_slot("other", minute)
    with clock.set_to(moment + timedelta(seconds=49)):
        assert not jobs.claim_slot("reap", minute)
    with clock.set_to(moment + timedelta(seconds=50)):
        assert jobs.claim_slot("reap", minute)
    assert Slot.objects.count() == 3
    with clock.set_to(moment):
        assert jobs.next_slot(minute) == moment + timedelta(seconds=50)


def test_the_table_of_states_knows_no_way_back_from_the_end() -> None:
    assert not any(JOB.allows(verb, state) for verb in JOB.verbs for state in (JobState.DONE, JobState.FAILED))


# --- a worker of its own, killed in the middle ------------------------------------------------------------------------
def _work(**options: Any) -> None:
    from django_tasks_db.management.commands.db_worker import Worker

    usual: dict[str, Any] = {
        "queue_names": ["default"], "interval": 0.05, "batch": True, "backend_name": "default", "startup_delay": False,
        "max_tasks": None, "worker_id": f"test-{os.getpid()}", "excluded_queue_names": [],
    }  # fmt: skip
    Worker(**{**usual, **options}).run()


@pytest.fixture
def workers() -> Iterator[Callable[[], int]]:
    """Start workers in processes of their own; whatever lives at the end is killed."""
    started = []

    def start() -> int:
        connections.close_all()  # a connection must not be shared over a fork
        pid = os.fork()
        if pid == 0:
            try:
                _work(batch=False)
            finally:
                os._exit(0)
        started.append(pid)
        return pid

    yield start
    for pid in started:
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except (ProcessLookupError, ChildProcessError):
            continue


def _until(true: Callable[[], Any], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_a_killed_workers_job_is_reaped_and_done_by_another(
    settings: Any, workers: Callable[[], int], tmp_path: Path, output: Path
) -> None:
    settings.TASKS = QUEUE
    argument = {"to": str(output), "pid": str(tmp_path / "pid")}
    job = jobs.enqueue("test.hang_once", argument)
    first = workers()
    _until((tmp_path / "pid").exists)
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.RUNNING, 1)
    # The queue's own row would stay as it is for ever.
    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING
    assert jobs.reap() == 0
    with clock.set_to(clock.now() + jobs.SILENT_AFTER + timedelta(seconds=1)):
        assert jobs.reap() == 1
    job.refresh_from_db()
    assert job.state == JobState.WAITING

    workers()
    _until(lambda: Job.objects.get(pk=job.pk).state == JobState.DONE)
    job.refresh_from_db()
    assert (job.attempts, calls(output)) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_each_job_once(settings: Any, workers: Callable[[], int], tmp_path: Path) -> None:
    settings.TASKS = QUEUE
    queued = [jobs.enqueue("test.count", {"to": str(tmp_path / f"{number}")}) for number in range(20)]
    workers()
    workers()
    _until(lambda: Job.objects.filter(state=JobState.DONE).count() == len(queued))
    assert [calls(tmp_path / f"{number}") for number in range(20)] == [1] * 20
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
