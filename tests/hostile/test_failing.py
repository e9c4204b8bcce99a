"""A full disk and a killed worker: what was there stays whole, nothing half-made is left, and the work is taken up again."""

from __future__ import annotations

import errno
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.audit.queries import faults
from dueregard.kernel import clock, jobs, textindex
from dueregard.kernel.files import store
from dueregard.kernel.models import Job, StoredFile
from dueregard.kernel.rules import JobState
from dueregard.plan.models import Area, AreaRevision, Evidence, PlanImport
from dueregard.plan.rules.states import ImportState
from dueregard.plan.workflows import areas, imports
from dueregard.plan.workflows.imports import reading
from tests import factories
from tests.hostile.parts import filled_in
from tests.plan.importing_samples import answer
from tests.world import world

pytestmark = pytest.mark.django_db
FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def _kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def lead() -> Any:
    return factories.make_account(Role.PREVENT_LEAD)


class Dripping(BytesIO):
    """A file whose second piece finds the disk full, once it is being kept."""

    fills = False

    def read(self, size: int | None = -1) -> bytes:
        if self.fills and self.tell():
            raise FULL
        return super().read(size)


def test_a_disk_that_is_full_half_way_leaves_no_half_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Dripping(b"x" * 300_000)
    whole = FileSystemStorage._save

    def filling(self: FileSystemStorage, name: str, content: Any) -> str:
        stream.fills = True
        return whole(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", filling)
    with pytest.raises(OSError, match="No space left"):
        store(stream, "a.txt")
    assert not StoredFile.objects.exists()
    assert _kept(folder) == []


@pytest.mark.parametrize("what", ["evidence", "a document"])
def test_an_upload_to_a_full_disk_is_a_sentence_and_changes_nothing(
    what: str, folder: Path, lead: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = areas.add_section(by=lead, number="1", title="Leadership")
    area = areas.add_area(by=lead, section=section, title="A group meets", number="1.1").area
    client, sent = factories.signed_in(lead), SimpleUploadedFile("plan.txt", b"a plan")
    entries = Entry.objects.count()

    def full(self: FileSystemStorage, name: str, content: Any) -> str:
        raise FULL

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    if what == "evidence":
        refused = client.post(reverse("plan:add_evidence", args=[area.reference]), {"title": "Minutes", "file": sent})
    else:
        refused = client.post(reverse("plan:bring_document"), {"document": sent})
    assert refused.status_code == 507
    assert "no room left" in refused.content.decode()
    assert (Evidence.objects.count(), PlanImport.objects.count(), StoredFile.objects.count(), Job.objects.count()) == (
        0,
        0,
        0,
        0,
    )
    assert Entry.objects.count() == entries
    assert _kept(folder) == []


def test_a_disk_that_is_full_while_an_import_is_taken_over_changes_nothing(
    lead: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, client = world(), factories.signed_in(lead)
    url = reverse("plan:commit_import", args=[found["import"]])
    sent = filled_in(client.get(url).content.decode()) | {"taken": "without_number", "again": "on"}
    before = (Area.objects.count(), AreaRevision.objects.count(), Entry.objects.count())

    def full(*given: Any) -> None:
        raise FULL

    for name in ("put", "put_many"):
        monkeypatch.setattr(textindex, name, full)
    assert client.post(url, sent).status_code == 507
    assert (Area.objects.count(), AreaRevision.objects.count(), Entry.objects.count()) == before
    assert PlanImport.objects.get(reference=found["import"]).state == ImportState.READY
    monkeypatch.undo()
    assert client.post(url, sent).status_code == 302
    assert PlanImport.objects.get(reference=found["import"]).state == ImportState.COMMITTED
    assert list(faults()) == []


class Killed(BaseException):
    """Stands for SIGKILL: nothing of ours catches it, and nothing is tidied up."""


def test_an_import_whose_reader_was_killed_is_read_by_the_next(
    folder: Path, lead: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = imports.bring_document(by=lead, stream=BytesIO(b"a plan"), name="plan.txt")
    job = Job.objects.get(pk=brought.job_id)

    def killed(function: str, argument: dict[str, Any], *, on_progress: Any = None, **more: Any) -> Any:
        if on_progress:
            on_progress({"done": 1, "of": 3})
        raise Killed

    monkeypatch.setattr(reading, "run_apart", killed)
    with pytest.raises(Killed):
        jobs.run_job.call(job.reference)
    brought.refresh_from_db()
    job.refresh_from_db()
    assert (brought.state, job.state) == (ImportState.READING, JobState.RUNNING)
    assert Client().get("/alive").status_code == 200
    assert jobs.reap() == 0, "it may still be alive"

    monkeypatch.setattr(reading, "run_apart", lambda *given, **more: answer())
    with clock.set_to(clock.now() + jobs.SILENT_AFTER + timedelta(seconds=1)):
        assert jobs.reap() == 1
    job.refresh_from_db()
    if job.state == JobState.WAITING:
        jobs.run_job.call(job.reference)
    job.refresh_from_db()
    brought.refresh_from_db()
    assert (brought.state, job.state, job.attempts) == (ImportState.READY, JobState.DONE, 2)
    twice = (
        Entry.objects.filter(subject=brought.reference).values("verb").annotate(times=Count("pk")).filter(times__gt=1)
    )
    assert list(twice) == []
    assert list(faults()) == []
