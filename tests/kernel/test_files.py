"""Stored files: whole, once, under a name that says nothing; and gone again when the surrounding work fails."""

from __future__ import annotations

import errno
import hashlib
import io
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import IntegrityError, transaction

from dueregard.kernel.files import forget, sha256_of, shown_name, store
from dueregard.kernel.models import StoredFile

CONTENT = b"Prevent duty action plan\n" * 100_000  # more than one chunk


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Where this test's files go."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_file_is_kept_whole_with_its_size_and_digest(folder: Path) -> None:
    row = store(io.BytesIO(CONTENT), "C:\\plans\\Our plan.docx", "application/msword")
    assert (row.name, row.size, row.content_type) == ("Our plan.docx", len(CONTENT), "application/msword")
    assert row.sha256 == hashlib.sha256(CONTENT).hexdigest()
    with row.content.open("rb") as stream:
        assert stream.read() == CONTENT
    (path,) = kept(folder)
    assert path.name == row.reference
    assert "plan" not in str(path.relative_to(folder))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.django_db
def test_a_stream_that_was_read_already_is_stored_from_its_beginning(folder: Path) -> None:
    stream = io.BytesIO(b"abc")
    stream.read()
    assert store(stream, "a.txt").size == 3


@pytest.mark.django_db
def test_an_empty_file_is_a_file(folder: Path) -> None:
    row = store(io.BytesIO(b""), "empty.txt")
    assert (row.size, row.sha256) == (0, hashlib.sha256(b"").hexdigest())


@pytest.mark.django_db
def test_a_full_disk_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: FileSystemStorage, name: str, content: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(OSError, match="No space left"):
        store(io.BytesIO(b"abc"), "a.txt")
    assert not StoredFile.objects.exists()
    assert kept(folder) == []


@pytest.mark.django_db
def test_a_row_that_cannot_be_saved_takes_its_bytes_along(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(io.BytesIO(b"first"), "a.txt")
    monkeypatch.setattr("dueregard.kernel.files.new_reference", lambda: StoredFile.objects.get().reference)
    with pytest.raises(IntegrityError):
        store(io.BytesIO(b"second"), "b.txt")
    assert StoredFile.objects.count() == 1
    assert [path.read_bytes() for path in kept(folder)] == [b"first"]


@pytest.mark.django_db
def test_what_is_forgotten_loses_its_bytes_only_when_that_is_certain(
    folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    row = store(io.BytesIO(b"abc"), "a.txt")
    with transaction.atomic():
        forget(row)
        transaction.set_rollback(True)
    row = StoredFile.objects.get()
    assert len(kept(folder)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        forget(row)
    assert not StoredFile.objects.exists()
    assert kept(folder) == []
    assert not default_storage.exists(row.content.name)


def test_the_digest_is_of_the_whole_stream() -> None:
    assert sha256_of(io.BytesIO(CONTENT)) == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("plan.docx", "plan.docx"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\x00b\nc.pdf", "ab c.pdf"),
        ("", "file"),
        ("///", "file"),
        ("x" * 300 + ".docx", "x" * 250 + ".docx"),
    ],
)
def test_a_files_name_is_shown_without_folders_and_tricks(given: str, shown: str) -> None:
    assert shown_name(given) == shown
    assert len(shown_name(given)) <= 255
