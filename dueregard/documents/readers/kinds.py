"""What a file really is, told from its bytes, and whether that agrees with the ending of its name."""

from __future__ import annotations

import io
import re
import zipfile

from ..grids import UnreadableDocument
from .package import CUT_SHORT, PROTECTED

# kind -> how it is called in a sentence, and the ending it should have
KINDS = {
    "docx": ("a Word document", ".docx"),
    "xlsx": ("an Excel workbook", ".xlsx"),
    "xlsb": ("a binary Excel workbook", ".xlsb"),
    "xls": ("an old Excel workbook", ".xls"),
    "odt": ("an OpenDocument text", ".odt"),
    "ods": ("an OpenDocument spreadsheet", ".ods"),
    "pdf": ("a PDF", ".pdf"),
    "html": ("a web page", ".html"),
    "text": ("plain text", ".txt"),
    "csv": ("a table of separated values", ".csv"),
    "json": ("a file of data (JSON)", ".json"),
}

# ending -> the kinds that may stand behind it
ENDINGS = {
    ".docx": "docx", ".docm": "docx", ".dotx": "docx",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xltx": "xlsx", ".xlsb": "xlsb", ".xls": "xls",
    ".odt": "odt", ".ott": "odt", ".ods": "ods", ".ots": "ods",
    ".pdf": "pdf", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".txt": "text", ".text": "text", ".md": "text", ".csv": "csv", ".tsv": "csv",
    ".json": "json",
}  # fmt: skip

READABLE = (
    "Word (.docx), Excel (.xlsx), OpenDocument (.odt, .ods), PDF, web page (.html), CSV, text (.txt) "
    "or a plan that was published as JSON"
)

_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML_START = re.compile(rb"<(?:!doctype\s+html|html[\s>])", re.I)
_HTML_TAG = re.compile(rb"<(?:table|body|head|div|p|h[1-6]|ul|ol|span|section|article|main)\b", re.I)


def kind_of(data: bytes, name: str) -> str:
    """The kind of a file, a key of KINDS.

    name: what the user called it; its ending must agree with the bytes. Raises UnreadableDocument when it does not, and
    for what cannot be read at all.
    """
    shown = shown_name(name)
    ending = ending_of(name)
    found = _sniff(data, shown, ending)
    if not ending:
        return found
    if ending in (".doc", ".dot", ".rtf"):
        raise UnreadableDocument(
            f"{shown} is in an old format that cannot be read: open it in Word, save it as .docx and bring that."
            if found in ("text", "html")
            else f"{shown} is really {KINDS[found][0]}: rename it to end in {KINDS[found][1]} and bring it again."
        )
    expected = ENDINGS.get(ending)
    if expected is None:
        raise UnreadableDocument(f"{shown} ends in {ending}, which cannot be read: bring the plan as {READABLE}.")
    if expected in ("csv", "json") and found == "text":
        return expected
    if found == expected:
        return found
    if expected in ("text", "csv", "html") and found in ("text", "html"):
        raise UnreadableDocument(
            f"{shown} is {KINDS[found][0]}, not {KINDS[expected][0]}: "
            f"rename it to end in {KINDS[found][1]} and bring it again."
        )
    if found == "text":
        raise UnreadableDocument(
            f"{shown} is not {KINDS[expected][0]} but text or damaged data: "
            "save it afresh in the program that made it and bring that."
        )
    raise UnreadableDocument(
        f"{shown} is not {KINDS[expected][0]} but {KINDS[found][0]}: "
        f"rename it to end in {KINDS[found][1]} and bring it again."
    )


def shown_name(name: str) -> str:
    """The file's name fit for a sentence on one line."""
    base = re.split(r"[\\/]", name)[-1]
    base = " ".join("".join(character if character.isprintable() else " " for character in base).split())
    if len(base) > 80:
        base = base[:60] + "…" + base[-15:]
    return base or "The file"


def ending_of(name: str) -> str:
    """The ending of a name in small letters with its dot, or ""."""
    base = re.split(r"[\\/]", name)[-1].strip()
    found = re.search(r"\.[A-Za-z0-9]{1,8}$", base)
    return found.group().lower() if found and found.start() > 0 else ""


def _sniff(data: bytes, shown: str, ending: str) -> str:
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_zip(data, shown)
    if head.startswith(_OLE):
        return _kind_of_ole(data, shown)
    if head.lstrip().startswith(b"{\\rtf"):
        raise UnreadableDocument(f"{shown} is rich text (RTF): open it in Word, save it as .docx and bring that.")
    if head.startswith(_PICTURES) or head[4:12] in (b"ftypheic", b"ftypmif1") or head[8:12] == b"WEBP":
        raise UnreadableDocument(
            f"{shown} is a picture, and text in pictures is not read: bring the document that it was taken from."
        )
    plain = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if plain[:2] in (b"\xff\xfe", b"\xfe\xff"):
        plain = plain.replace(b"\0", b"")[2:]
    if _HTML_START.match(_after_prologue(plain)):
        return "html"
    if ending in (".html", ".htm", ".xhtml") and _HTML_TAG.search(data.replace(b"\0", b"")):
        return "html"
    return "text"


def _after_prologue(data: bytes) -> bytes:
    """What follows a page's XML declaration and its first comments."""
    data = data.lstrip()
    while data.startswith((b"<?xml", b"<!--")):
        end = b"?>" if data.startswith(b"<?xml") else b"-->"
        data = data.partition(end)[2].lstrip()
    return data


def _kind_of_zip(data: bytes, shown: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.replace("\\", "/").lstrip("/").lower() for name in archive.namelist()}
            kind = ""
            if "mimetype" in names:
                with archive.open(
                    next(n for n in archive.namelist() if n.lower().lstrip("/\\") == "mimetype")
                ) as stream:
                    kind = stream.read(200).decode("ascii", errors="replace").strip()
    except UnreadableDocument:
        raise
    except Exception as error:  # zipfile raises a dozen kinds for hostile bytes; each means that it is no whole zip
        raise UnreadableDocument(CUT_SHORT) from error
    if kind.startswith("application/vnd.oasis.opendocument.text"):
        return "odt"
    if kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("ppt/") for name in names) or "presentation" in kind:
        raise UnreadableDocument(f"{shown} holds slides, which cannot be read: bring the plan as {READABLE}.")
    if "encryptedpackage" in names:
        raise UnreadableDocument(PROTECTED)
    raise UnreadableDocument(
        f"{shown} is a zip archive and no document: unpack it and bring the plan itself, as {READABLE}."
    )


def _kind_of_ole(data: bytes, shown: str) -> str:
    """Microsoft's older container; its directory holds the streams' names in UTF-16."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise UnreadableDocument(PROTECTED)
    if has("WordDocument"):
        raise UnreadableDocument(
            f"{shown} is in Word's old .doc format, which cannot be read: "
            "open it in Word, save it as .docx and bring that."
        )
    if has("PowerPoint Document"):
        raise UnreadableDocument(f"{shown} holds slides, which cannot be read: bring the plan as {READABLE}.")
    if has("Workbook") or has("Book"):
        return "xls"
    raise UnreadableDocument(f"{shown} is of a kind that cannot be read or is damaged: bring the plan as {READABLE}.")
