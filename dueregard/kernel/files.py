"""Files as they came in: stored once under an unguessable name, with their size and SHA-256."""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import BinaryIO, cast

from django.core.files.base import ContentFile, File
from django.db import transaction

from dueregard.kernel import clock
from dueregard.kernel.models import LeftFile, StoredFile
from dueregard.kernel.references import new_reference
from dueregard.kernel.words import clean_line

log = logging.getLogger(__name__)

_CHUNK = 1024 * 1024
# They turn the direction of writing, so that a program could be shown with the ending of a picture.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


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
    bare = _TURNS.sub("", clean_line(PurePath(name.replace("\\", "/")).name)) or "file"
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
    planned = row.content.field.generate_filename(row, row.reference)
    ours = not row.content.storage.exists(planned)
    try:
        row.content.save(row.reference, File(stream), save=False)
        with transaction.atomic():
            row.save(force_insert=True)
    except BaseException:
        # Where the storage gave up, half of the file may be there under the name that it was to have.
        if row.content.name or ours:
            row.content.storage.delete(str(row.content.name or planned))
        raise
    return row


@contextmanager
def on_disk(stored: StoredFile) -> Iterator[Path]:
    """The file under a path that another process can open, whatever storage it is kept in."""
    with stored.content.open("rb") as stream:
        try:
            yield Path(stored.content.path)
        except NotImplementedError:  # a storage without paths
            with tempfile.NamedTemporaryFile() as copy:
                for block in chunks(cast(BinaryIO, stream)):
                    copy.write(block)
                copy.flush()
                yield Path(copy.name)


def forget(stored: StoredFile) -> None:
    """Delete the row now and its bytes once the transaction has succeeded.

    What keeps the bytes from going then (a kill, a storage that is away) leaves a LeftFile, which the retention run
    takes up.
    """
    left = LeftFile.objects.create(name=str(stored.content.name), left_at=clock.now())
    stored.delete()
    transaction.on_commit(lambda: let_go(left))


def let_go(left: LeftFile) -> bool:
    """Delete the bytes of a file whose row is gone; whether the storage did. Deleting twice does no harm."""
    try:
        StoredFile._meta.get_field("content").storage.delete(left.name)
    except Exception:  # each storage has errors of its own
        log.warning("The storage did not delete the file %s; the retention run will try again.", left.name)
        return False
    LeftFile.objects.filter(pk=left.pk).delete()
    return True


_ERASED = b"This file was erased: a text in it had to be taken out.\n"


def erase(stored: StoredFile) -> None:
    """Put a sentence in the place of the file's bytes, which go once the transaction has succeeded. Its SHA-256 stays:
    it tells that the same file is brought again, and nothing of what stood in it."""
    left = LeftFile.objects.create(name=str(stored.content.name), left_at=clock.now())
    # The new bytes come first: a server that dies between the two leaves an orphan, never a row without a file.
    stored.content.save(f"{stored.reference}-erased", ContentFile(_ERASED), save=False)
    stored.name, stored.content_type, stored.size = "erased.txt", "text/plain", len(_ERASED)
    stored.save(update_fields=["content", "name", "content_type", "size"])
    transaction.on_commit(lambda: let_go(left))
