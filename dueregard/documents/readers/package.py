"""The zip container of Word, Excel and OpenDocument files: checked as a whole before any part of it is read."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO

from ..grids import UnreadableDocument
from ..limits import Limits, in_megabytes
from .markup import DAMAGED, parse_xml, refuse_entities

if TYPE_CHECKING:
    from lxml import etree

_CHUNK = 1 << 16
# Deflate cannot pass about 1,030 to 1; sheets of blank formatted cells reach 100 to 1, so size and ratio must agree.
_HIGHEST_RATIO = 200
_RATIO_COUNTS_FROM = 10_000_000
_DEEPEST = 3

CUT_SHORT = "The file is cut short or damaged, perhaps by an upload that broke off: bring a complete copy."
PROTECTED = "The file is protected by a password: open it, save it without the password and bring that."
BOMB = (
    "The file unpacks to far more than a plan can be, as a zip bomb does: "
    "open it in the program that made it, save it afresh and bring that."
)
_ZIP_ERRORS = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError,
    NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


class Package:
    """An opened and checked container: every member has been unpacked once within the limits, so reading is safe."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Raises UnreadableDocument for a damaged, protected or oversized container and for entities in its XML."""
        self._limits = limits
        self._unpacked = 0
        self._zip = _opened(io.BytesIO(data))
        members = self._zip.infolist()
        self._members = {info.filename.replace("\\", "/").lstrip("/"): info for info in members}
        if len(members) > limits.max_members:
            raise UnreadableDocument(BOMB)
        packed = max(1, len(data))
        declared = sum(info.file_size for info in members)
        if declared > limits.max_unpacked_bytes or (
            declared > _RATIO_COUNTS_FROM and declared / packed > _HIGHEST_RATIO
        ):
            raise UnreadableDocument(BOMB)
        for info in members:
            self._check(self._zip, info, depth=1)

    def _check(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, depth: int) -> None:
        """Unpack one member, counting; look into nested containers and for entities in XML."""
        if info.flag_bits & 1:
            raise UnreadableDocument(PROTECTED)
        if info.is_dir():
            return
        name = info.filename.lower()
        keep = bytearray()
        wanted: bool | None = None
        try:
            with archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    self._unpacked += len(chunk)
                    if self._unpacked > self._limits.max_unpacked_bytes:
                        raise UnreadableDocument(BOMB)
                    if wanted is None:
                        is_zip = chunk.startswith(b"PK\x03\x04")
                        wanted = is_zip or name.endswith((".xml", ".rels", ".vml", ".rdf"))
                    if wanted:
                        keep += chunk
        except _ZIP_ERRORS as error:
            # A nested file of some other kind may merely look like a zip; only our own container must be whole.
            if depth == 1:
                raise UnreadableDocument(CUT_SHORT) from error
            return
        if keep.startswith(b"PK\x03\x04"):
            self._check_nested(keep, depth + 1)
        elif keep and depth == 1:
            refuse_entities(keep)

    def _check_nested(self, data: bytes | bytearray, depth: int) -> None:
        if depth > _DEEPEST:
            raise UnreadableDocument(BOMB)
        try:
            nested = _opened(io.BytesIO(data))
        except UnreadableDocument:
            return
        members = nested.infolist()
        if (
            len(members) > self._limits.max_members
            or self._unpacked + sum(info.file_size for info in members) > self._limits.max_unpacked_bytes
        ):
            raise UnreadableDocument(BOMB)
        for info in members:
            if not info.flag_bits & 1:
                self._check(nested, info, depth)

    def names(self) -> list[str]:
        """The members' names, with forward slashes and none in front."""
        return list(self._members)

    def find(self, name: str) -> str | None:
        """The name as stored, whatever the case it is asked for in; part names do not depend on case."""
        name = name.lstrip("/")
        if name in self._members:
            return name
        lowered = name.lower()
        return next((known for known in self._members if known.lower() == lowered), None)

    def read(self, name: str) -> bytes | None:
        """A member's bytes, or None when there is no such member."""
        known = self.find(name)
        if known is None:
            return None
        try:
            return self._zip.read(self._members[known])
        except _ZIP_ERRORS as error:
            raise UnreadableDocument(CUT_SHORT) from error

    def xml(self, name: str) -> etree._Element | None:
        """A member's root element, or None when there is no such member."""
        data = self.read(name)
        return None if data is None else parse_xml(data)

    def required_xml(self, name: str) -> etree._Element:
        """A member's root element; raises UnreadableDocument when it is missing."""
        root = self.xml(name)
        if root is None:
            raise UnreadableDocument(DAMAGED)
        return root

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """The relations of a part: id -> (last word of its type, target as a member's name). Outside targets are left
        out."""
        folder, _, name = part.rpartition("/")
        root = self.xml(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        found: dict[str, tuple[str, str]] = {}
        if root is None:
            return found
        for relation in root:
            if relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target") or ""
            kind = (relation.get("Type") or "").rpartition("/")[2]
            found[relation.get("Id") or ""] = (kind, _joined(folder, target))
        return found


_PROPERTIES = {
    "title": "{http://purl.org/dc/elements/1.1/}title",
    "keywords": "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}keywords",
}


def in_properties(package: Package, name: str) -> str:
    """The title or the keywords in an Office file's core properties, or ""."""
    root = package.xml("docProps/core.xml")
    found = root.find(_PROPERTIES[name]) if root is not None else None
    return (found.text or "").strip() if found is not None else ""


def too_big(size: int, limits: Limits) -> UnreadableDocument:
    """The refusal of a file above the limit of bytes."""
    return UnreadableDocument(
        f"The file is {in_megabytes(size)} and the most that can be read is {in_megabytes(limits.max_bytes)}: "
        "take out pictures and attachments, or bring only the part that is the plan."
    )


def _opened(stream: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except _ZIP_ERRORS as error:
        raise UnreadableDocument(CUT_SHORT) from error


def _joined(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    parts = folder.split("/") if folder else []
    for piece in target.split("/"):
        if piece == "..":
            if parts:
                parts.pop()
        elif piece and piece != ".":
            parts.append(piece)
    return "/".join(parts)
