"""Imports and spreadsheets that came back: what goes when, with file, text and details; and what stays."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from dueregard.audit.models import Detail, Entry
from dueregard.audit.queries import faults
from dueregard.audit.workflows import empty_details
from dueregard.kernel import clock, retention
from dueregard.kernel.files import store
from dueregard.kernel.models import LeftFile, StoredFile, Tombstone
from dueregard.kernel.principals import Schedule
from dueregard.plan.models import Area, PlanImport, SheetReturn
from dueregard.plan.queries.retention import due_imports
from dueregard.plan.workflows import imports
from dueregard.plan.workflows.imports import reading
from tests.plan.conftest import Small
from tests.plan.importing_samples import answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """Where this test's files go."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def brought(small: Small, folder: Path, monkeypatch: pytest.MonkeyPatch) -> PlanImport:
    """An import that waits for review."""
    monkeypatch.setattr(reading, "run_apart", lambda *given, **more: answer())
    row = imports.bring_document(by=small.lead, stream=BytesIO(b"a plan of people"), name="plan.txt")
    imports.read_document({"reference": row.reference, "revision": row.revision})
    return PlanImport.objects.get(pk=row.pk)


def kept(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def run_in(days: int) -> dict[str, int]:
    """What a run in so many days removes."""
    with clock.set_to(clock.now() + timedelta(days=days)):
        return retention.run(by=Schedule()).counts


def test_a_discarded_import_goes_after_thirty_days_with_everything_of_it(
    small: Small, brought: PlanImport, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    imports.discard_import(by=small.lead, brought=brought)
    assert run_in(29) == {}
    with django_capture_on_commit_callbacks(execute=True):
        assert run_in(31) == {"plan.PlanImport": 1}
    assert (PlanImport.objects.count(), StoredFile.objects.count(), kept(folder)) == (0, 0, 0)
    about = Entry.objects.filter(subject=brought.reference)
    assert about.count() == 3
    assert {detail.erased_at is None for detail in Detail.objects.filter(entry__in=about)} == {False}
    assert Tombstone.objects.get().reference == brought.reference
    recorded = Entry.objects.get(verb="retention.removed")
    assert recorded.summary == "Removed what was kept long enough: 1 import."
    assert brought.reference not in str(recorded.detail.values)
    assert list(faults()) == []
    assert run_in(400) == {}


def test_it_counts_from_the_day_of_discarding_and_not_of_bringing(small: Small, brought: PlanImport) -> None:
    with clock.set_to(clock.now() + timedelta(days=100)):
        imports.discard_import(by=small.lead, brought=brought)
    assert run_in(129) == {}
    assert run_in(131) == {"plan.PlanImport": 1}


def test_what_waits_or_is_in_the_register_stays(small: Small, brought: PlanImport, folder: Path) -> None:
    assert run_in(3650) == {}
    imports.commit_import(by=small.lead, brought=brought, taken="without_number")
    areas = Area.objects.count()
    assert run_in(3650) == {}
    assert (Area.objects.count(), PlanImport.objects.count(), kept(folder)) == (areas, 1, 1)


def test_an_undone_import_goes_after_a_year(small: Small, brought: PlanImport) -> None:
    imports.commit_import(by=small.lead, brought=brought, taken="without_number")
    imports.undo_import(by=small.lead, brought=brought)
    assert run_in(360) == {}
    assert run_in(367) == {"plan.PlanImport": 1}


def test_a_refused_document_goes_after_thirty_days(small: Small, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dueregard.documents.grids import UnreadableDocument

    def refuse(*given: Any, **more: Any) -> None:
        raise UnreadableDocument("There is no plan in it.")

    monkeypatch.setattr(reading, "run_apart", refuse)
    row = imports.bring_document(by=small.lead, stream=BytesIO(b"no plan"), name="plan.txt")
    imports.read_document({"reference": row.reference, "revision": row.revision})
    assert run_in(29) == {}
    assert run_in(31) == {"plan.PlanImport": 1}


def test_a_removal_that_is_rolled_back_keeps_row_file_and_details(
    small: Small,
    brought: PlanImport,
    folder: Path,
    django_capture_on_commit_callbacks: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    imports.discard_import(by=small.lead, brought=brought)

    def fail(subjects: list[str]) -> int:
        if empty_details(subjects):
            raise RuntimeError("the disk is full")
        return 0

    monkeypatch.setattr("dueregard.plan.workflows.retention.empty_details", fail)
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(RuntimeError, match=r"Could not remove: plan\.PlanImport\."),
    ):
        run_in(31)
    assert (PlanImport.objects.count(), StoredFile.objects.count(), kept(folder)) == (1, 1, 1)
    assert not Detail.objects.filter(erased_at__isnull=False).exists()
    assert not Tombstone.objects.exists()
    assert not LeftFile.objects.exists()
    last = retention.last_run()
    assert last is not None
    assert last.counts == {}


def test_a_run_refuses_to_be_part_of_a_transaction() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        retention.run(by=Schedule())


def test_returned_spreadsheets_go_a_year_after_they_were_applied_or_brought(small: Small, folder: Path) -> None:
    now = clock.now()
    for applied, brought in ((-364, -500), (-366, -500), (None, -364), (None, -366)):
        SheetReturn.objects.create(
            file=store(BytesIO(b"cells"), "register.csv"),
            differences=[],
            brought_at=now + timedelta(days=brought),
            brought_by=small.lead.reference,
            brought_by_name=small.lead.name,
            applied_at=now + timedelta(days=applied) if applied else None,
        )
    assert run_in(0) == {"plan.SheetReturn": 2}
    assert {(row.applied_at or row.brought_at) for row in SheetReturn.objects.all()} == {now - timedelta(days=364)}
    assert StoredFile.objects.count() == 2


def test_a_long_list_goes_in_batches(small: Small, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST", 3)
    monkeypatch.setattr("dueregard.plan.workflows.imports.bringing.enqueue", lambda *given: None)
    for number in range(7):
        row = imports.bring_document(by=small.lead, stream=BytesIO(b"%d" % number), name="plan.txt")
        imports.discard_import(by=small.lead, brought=row)
    with clock.set_to(clock.now() + timedelta(days=31)):
        assert due_imports().count() == 7
    assert run_in(31) == {"plan.PlanImport": 7}
    assert Tombstone.objects.count() == 7
