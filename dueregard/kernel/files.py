"""Files as they came in: stored once under an unguessable name, with their size and SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from django.core.files.base import ContentFile, File
from django.db import transaction

from dueregard.kernel import clock
from dueregard.kernel.models import StoredFile
from dueregard.kernel.references import new_reference
from dueregard.kernel.words import clean_line

_CHUNK = 1024 * 1024


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream's bytes from its beginning, a megabyte at a time."""
    stream.seek(0)
    while block := stream.read(_CHUNK):
        yield block


def sha256_of(stream: BinaryIO) -> str:
    """The SHA-256 of the whole stream, in hexadecimal."""
    digest = hashlib.sha256()
    for block in chunks(stream):
        digest.update(block)
    return digest.hexdigest()


def shown_name(name: str) -> str:
    """A file's name without folders and control characters, at most 255 characters with its ending kept."""
    bare = clean_line(PurePath(name.replace("\\", "/")).name) or "file"
    suffix = PurePath(bare).suffix[:20]
    return bare if len(bare) <= 255 else bare[: 255 - len(suffix)] + suffix


def store(stream: BinaryIO, name: str, content_type: str = "application/octet-stream") -> StoredFile:
    """Keep the stream. If the surrounding transaction fails, the bytes are removed again."""
    digest = sha256_of(stream)
    size = stream.seek(0, 2)
    stream.seek(0)
    row = StoredFile(
        reference=new_reference(),
        name=shown_name(name),
        content_type=content_type[:100],
        size=size,
        sha256=digest,
        stored_at=clock.now(),
    )
    row.content.save(row.reference, File(stream), save=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except BaseException:
        row.content.storage.delete(str(row.content.name))
        raise
    return row


def forget(stored: StoredFile) -> None:
    """Delete the row now and its bytes once the transaction has succeeded."""
    storage, name = stored.content.storage, str(stored.content.name)
    stored.delete()
    transaction.on_commit(lambda: storage.delete(name))


_ERASED = b"This file was erased: a text in it had to be taken out.\n"


def erase(stored: StoredFile) -> None:
    """Put a sentence in the place of the file's bytes, which go once the transaction has succeeded. Its SHA-256 stays:
    it tells that the same file is brought again, and nothing of what stood in it."""
    storage, old = stored.content.storage, str(stored.content.name)
    # The new bytes come first: a server that dies between the two leaves an orphan, never a row without a file.
    stored.content.save(f"{stored.reference}-erased", ContentFile(_ERASED), save=False)
    stored.name, stored.content_type, stored.size = "erased.txt", "text/plain", len(_ERASED)
    stored.save(update_fields=["content", "name", "content_type", "size"])
    transaction.on_commit(lambda: storage.delete(old))
