"""Files inside a PDF: read under limits, and hostile ones are refused with one sentence."""

from __future__ import annotations

import zlib

import pytest

from dueregard.documents.grids import UnreadableDocument
from dueregard.documents.limits import Limits
from dueregard.documents.readers.pdf_attachments import MOST_FILES, attached


def pdf(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of these numbered objects, with a true table of where they are."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"/Filter /FlateDecode") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def carrying(*files: bytes, names: list[bytes] | None = None) -> bytes:
    """A PDF with these stream objects attached."""
    given = names or [b"file%d.json" % number for number in range(len(files))]
    described = [
        b"<< /Type /Filespec /F (%s) /EF << /F %d 0 R >> >>" % (name, 4 + number) for number, name in enumerate(given)
    ]
    pairs = b" ".join(b"(%s) %s" % pair for pair in zip(given, described, strict=True))
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 3 0 R >> >>",
        b"<< /Type /Pages /Count 0 /Kids [] >>",
        b"<< /Names [%s] >>" % pairs,
        *files,
    )


def refused(content: bytes, **limits: int) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        attached(content, Limits(**limits))
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_files_are_found_by_their_names() -> None:
    content = carrying(stream(zlib.compress(b"one")), stream(b"two", b""), names=[b"../../etc/plan.json", b"b.txt"])
    assert attached(content) == {"plan.json": b"one", "b.txt": b"two"}


def test_what_unpacks_beyond_the_limit_is_refused() -> None:
    bomb = stream(zlib.compress(b"\0" * 5_000_000))
    assert "larger than 1 MB" in refused(carrying(bomb), max_bytes=1_000_000)
    twice = stream(zlib.compress(b"\0" * 700_000))
    assert "larger than" in refused(carrying(twice, twice), max_bytes=1_000_000)
    nested = stream(zlib.compress(zlib.compress(b"\0" * 5_000_000)), b"/Filter [/FlateDecode /FlateDecode]")
    assert "larger than" in refused(carrying(nested), max_bytes=1_000_000)
    assert "larger than 1 kB" in refused(carrying(stream(b"x" * 2_000, b"")), max_bytes=1_000)


def test_too_many_files_are_refused() -> None:
    assert f"more than {MOST_FILES} files" in refused(carrying(*[stream(zlib.compress(b"x"))] * (MOST_FILES + 1)))


@pytest.mark.parametrize(
    "broken",
    [
        stream(b"no zlib at all"),
        stream(zlib.compress(b"cut short" * 100)[:-8]),
        stream(b"x", b"/Filter /LZWDecode"),
        stream(b"x", b"/Filter /Crypt"),
        stream(zlib.compress(b"x"), b"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 99999999 >>"),
    ],
)
def test_a_broken_file_is_refused(broken: bytes) -> None:
    assert refused(carrying(broken)).startswith("A file inside the PDF is damaged")


def test_what_is_no_whole_pdf_is_refused() -> None:
    whole = carrying(stream(zlib.compress(b"x")))
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04", whole[:-60], whole.replace(b"%PDF", b"%XYZ")):
        assert refused(content)
    assert refused(b"%PDF-1.7\n" + b"garbage " * 50 + b"\n%%EOF")


def test_a_tree_of_names_that_bites_its_tail_is_refused() -> None:
    content = pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 3 0 R >> >>",
        b"<< /Type /Pages /Count 0 /Kids [] >>",
        b"<< /Kids [3 0 R 3 0 R] >>",
    )
    assert "damaged" in refused(content)


def test_odd_entries_are_passed_over() -> None:
    content = pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 3 0 R >> >>",
        b"<< /Type /Pages /Count 0 /Kids [] >>",
        b"<< /Names [(a) null (b) << /F (b) >> (c) << /EF << /F 99 0 R >> >> (d) 7 (e)] >>",
    )
    assert attached(content) == {}
    assert attached(pdf(b"<< /Type /Catalog /Names 5 >>")) == {}


def test_one_changed_byte_is_refused_or_read_and_never_breaks_the_reader() -> None:
    whole = carrying(stream(zlib.compress(b"x" * 50)), stream(b"two", b""))
    refusals = 0
    for position in range(0, len(whole), 7):
        changed = whole[:position] + bytes([whole[position] ^ 0x15]) + whole[position + 1 :]
        try:
            assert isinstance(attached(changed), dict)
        except UnreadableDocument:
            refusals += 1
    assert refusals > 5
