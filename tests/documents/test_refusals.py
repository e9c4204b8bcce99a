"""What cannot be read is refused with one sentence that says what is wrong and what to do."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import pytest

from dueregard.documents.grids import UnreadableDocument
from dueregard.documents.limits import Limits
from dueregard.documents.readers import read
from tests.fixtures import make_documents

PACKED = ["plan.docx", "plan.xlsx", "plan.odt", "plan.ods"]
PDF = b"%PDF-1.4\n"


@pytest.mark.parametrize("ending", ["docx", "xlsx", "pdf", "html", "csv", "txt", "odt", "ods"])
@pytest.mark.parametrize("content", [b"", b"\n\n  \r\n", b"\xef\xbb\xbf", b"\0\0\0"])
def test_empty(refusal, ending, content):
    assert "is empty" in refusal(content, f"plan.{ending}")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableDocument, match="could not be opened"):
        read(tmp_path / "gone.txt", name="gone.txt")


@pytest.mark.parametrize(
    ("is_really", "called", "kind"),
    [
        ("plan.pdf", "plan.docx", "a PDF"), ("plan.docx", "plan.pdf", "a Word document"),
        ("plan.xlsx", "plan.docx", "an Excel workbook"), ("plan.ods", "plan.xlsx", "an OpenDocument spreadsheet"),
        ("plan.odt", "plan.doc", "an OpenDocument text"), ("plan.html", "plan.xls", "a web page"),
        ("plan.html", "plan.txt", "a web page"), ("plan.csv", "plan.html", "plain text"),
        ("plan.xlsx", "plan.csv", "an Excel workbook"),
    ],
)  # fmt: skip
def test_the_wrong_type_behind_an_ending(made, refusal, is_really, called, kind):
    sentence = refusal(made(is_really), called)
    assert kind in sentence
    assert "rename it" in sentence


@pytest.mark.parametrize("ending", ["docx", "xlsx", "pdf", "odt"])
def test_text_behind_another_ending(refusal, ending):
    assert "but text or damaged data" in refusal(b"Plan\nand words\n", f"plan.{ending}")


def test_a_name_without_ending_is_read_by_what_it_is(made):
    assert read(made("plan.xlsx"), name="plan").format == "xlsx"


def test_unknown_and_old_endings(refusal):
    assert "ends in .pages" in refusal(b"words", "plan.pages")
    assert ".docx" in refusal(b"{\\rtf1 words}", "plan.rtf")
    assert ".docx" in refusal(b"{\\rtf1 words}", "plan.doc")
    assert ".docx" in refusal(b"just words", "plan.doc")


@pytest.mark.parametrize(
    ("stream", "name", "says"),
    [
        ("WordDocument", "plan.doc", "old .doc format"), ("WordDocument", "plan.docx", "old .doc format"),
        ("EncryptedPackage", "plan.docx", "password"), ("EncryptedPackage", "plan.xlsx", "password"),
        ("PowerPoint Document", "plan.ppt", "slides"), ("Something", "plan.doc", "cannot be read"),
        ("Workbook", "plan.xls", "damaged"),
    ],
)  # fmt: skip
def test_microsofts_older_container(tmp_path, refusal, stream, name, says):
    assert says in refusal(make_documents.make_ole(tmp_path / "ole", stream), name)


@pytest.mark.parametrize("start", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"II*\0"])
def test_pictures(refusal, start):
    assert "is a picture" in refusal(start + bytes(range(256)), "plan.pdf")


def test_archives_and_slides(refusal):
    def packed(name: str) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, "x")
        return out.getvalue()

    assert "zip archive" in refusal(packed("plan.txt"), "plan.zip")
    assert "zip archive" in refusal(packed("plan.txt"), "plan.docx")
    assert "slides" in refusal(packed("ppt/presentation.xml"), "plan.pptx")


def test_password_protected_pdf(tmp_path, refusal):
    encryption = (
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + "41" * 32 + "> /U <" + "42" * 32 + "> >> "
        "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
    )
    bodies = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>"]
    bodies.append("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>")
    path = make_documents.write_pdf(tmp_path / "locked.pdf", bodies, encryption)
    assert "password" in refusal(path, "locked.pdf")


def test_encrypted_members_of_a_zip(made, tmp_path, refusal):
    data = bytearray(made("plan.docx").read_bytes())
    # Set the flag "encrypted" in every member's header, in the file and in the directory at its end.
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    assert "password" in refusal(bytes(data), "plan.docx")


def test_encrypted_opendocument(made, tmp_path, refusal):
    path = make_documents.rewrite_zip(
        made("plan.odt"),
        tmp_path / "locked.odt",
        {
            "META-INF/manifest.xml": lambda data: data.replace(
                b"/>", b"><manifest:encryption-data/></manifest:file-entry>", 1
            )
        },
    )
    assert "password" in refusal(path, "locked.odt")


def test_scanned_pdf(tmp_path, refusal):
    path = make_documents.make_blank_pdf(tmp_path / "scan.pdf", 3)
    assert "text recognition" in refusal(path, "scan.pdf")


def test_two_thousand_pages(tmp_path, refusal):
    path = make_documents.make_blank_pdf(tmp_path / "long.pdf", 2_000)
    assert "2,000 pages" in refusal(path, "long.pdf")


def test_pages_that_the_file_does_not_own_up_to(tmp_path, refusal):
    path = make_documents.make_blank_pdf(tmp_path / "sly.pdf", 600)
    path.write_bytes(path.read_bytes().replace(b"/Count 600", b"/Count 3  "))
    assert "600 pages" in refusal(path, "sly.pdf")


def test_two_hundred_megabytes(tmp_path, refusal):
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # takes no room on the disk
    assert "200 MB" in refusal(path, "big.csv")


@pytest.mark.parametrize("name", PACKED)
def test_zip_bombs(made, tmp_path, refusal, name):
    path = make_documents.make_zip_bomb(tmp_path / name, made(name), 60_000_000)
    assert "zip bomb" in refusal(path, name)


def test_a_bomb_below_the_ratio_is_stopped_by_its_size(made, tmp_path, refusal):
    path = make_documents.make_zip_bomb(tmp_path / "b.docx", made("plan.docx"), 6_000_000)
    assert "zip bomb" in refusal(path, "b.docx", max_unpacked_bytes=5_000_000)


def test_a_bomb_inside_an_embedded_archive(made, tmp_path, refusal):
    path = make_documents.make_nested_zip(tmp_path / "n.docx", made("plan.docx"), 30_000_000)
    assert "zip bomb" in refusal(path, "n.docx", max_unpacked_bytes=20_000_000)


def test_a_member_that_lies_about_its_size(made, tmp_path, refusal):
    path = make_documents.make_zip_bomb(tmp_path / "l.docx", made("plan.docx"), 60_000_000)
    data = path.read_bytes().replace((60_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert data != path.read_bytes()
    assert "damaged" in refusal(data, "l.docx")


def test_too_many_members(made, refusal):
    assert "zip bomb" in refusal(made("plan.docx"), "plan.docx", max_members=3)


MAIN_PARTS = {
    "plan.docx": "word/document.xml", "plan.xlsx": "xl/worksheets/sheet1.xml", "plan.odt": "content.xml",
    "plan.ods": "content.xml",
}  # fmt: skip
TRICKS = {
    "laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
    "outside": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>',
    "bare": '<!DOCTYPE x SYSTEM "x.dtd">',
}


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("trick", list(TRICKS))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_tricks(made, tmp_path, refusal, name, trick, encoding):
    def tricked(data: bytes) -> bytes:
        text = data.decode("utf-8")
        start = text.index("?>") + 2 if text.startswith("<?xml") else 0
        return (f'<?xml version="1.0" encoding="{encoding}"?>' + TRICKS[trick] + text[start:]).encode(encoding)

    path = make_documents.rewrite_zip(made(name), tmp_path / name, {MAIN_PARTS[name]: tricked})
    assert "document type" in refusal(path, name)


def test_xml_in_an_encoding_that_could_hide_one(made, tmp_path, refusal):
    path = make_documents.rewrite_zip(
        made("plan.docx"),
        tmp_path / "e.docx",
        {"word/document.xml": lambda _: b'<?xml version="1.0" encoding="utf-7"?><x/>'},
    )
    assert "damaged" in refusal(path, "e.docx")


@pytest.mark.parametrize("name", [*PACKED, "plan.pdf"])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_cut_short(made, refusal, name, share):
    data = made(name).read_bytes()
    assert "cut short" in refusal(data[: int(len(data) * share)], name)


def test_missing_parts(made, tmp_path, refusal):
    for name, part in MAIN_PARTS.items():
        path = tmp_path / name
        with zipfile.ZipFile(made(name)) as old, zipfile.ZipFile(path, "w") as new:
            for info in old.infolist():
                if info.filename != part:
                    new.writestr(info, old.read(info))
        refusal(path, name)


@pytest.mark.parametrize("name", PACKED)
def test_xml_that_is_not_well_formed(made, tmp_path, refusal, name):
    path = make_documents.rewrite_zip(made(name), tmp_path / name, {MAIN_PARTS[name]: lambda data: data[:-20]})
    assert "damaged" in refusal(path, name)


def test_binary_behind_text_endings(refusal):
    noise = bytes(range(1, 256)) * 40
    for ending in ("txt", "csv"):
        assert "no readable text" in refusal(noise, f"plan.{ending}")
    assert "no readable text" in refusal(b"words\0and more \0\0 words" * 9, "plan.txt")


def test_a_document_without_any_text(made, tmp_path, refusal):
    path = make_documents.rewrite_zip(
        made("plan.docx"),
        tmp_path / "e.docx",
        {"word/document.xml": lambda _: f'<w:document xmlns:w="{make_documents.W}"><w:body/></w:document>'.encode()},
    )
    assert "no text" in refusal(path, "e.docx")
    assert "no text" in refusal(b"<html><body> <p> </p></body></html>", "e.html")


def test_nesting_without_end(made, tmp_path, refusal):
    inner = "<w:p/>"
    for _ in range(400):
        inner = f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
    xml = f'<w:document xmlns:w="{make_documents.W}"><w:body>{inner}</w:body></w:document>'
    path = make_documents.rewrite_zip(
        made("plan.docx"), tmp_path / "d.docx", {"word/document.xml": lambda _: xml.encode()}
    )
    refusal(path, "d.docx")
    deep = b"<html><body>" + b"<div>" * 5_000 + b"x" + b"<table><tr><td>" * 5_000
    path = tmp_path / "deep.html"
    path.write_bytes(deep)
    with contextlib.suppress(UnreadableDocument):
        assert read(path, name="deep.html").blocks


def test_a_name_cannot_break_the_sentence(refusal):
    assert "\x1b" not in refusal(b"", "a\nb\x1b[31m.txt")
    assert len(refusal(b"", "x" * 5_000 + ".txt")) < 200
    assert "etc" not in refusal(b"", "../../etc/plan.txt")


def test_limits_are_plain_numbers():
    assert Limits(**{"max_pages": 7}).max_pages == 7
    assert Limits().max_bytes == 50_000_000


def test_the_file_is_left_as_it_was(made):
    path: Path = made("plan.docx")
    before = path.read_bytes()
    read(path, name="plan.docx")
    assert path.read_bytes() == before


def test_too_many_lines(refusal):
    assert "lines" in refusal(b"a\tb\n" * 20, "plan.txt", max_lines=10)
