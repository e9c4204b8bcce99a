"""Hostile input: whatever the bytes, out comes a document or one sentence, and never another exception."""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueregard.documents.apart import run_apart
from dueregard.documents.grids import Grid, SourceDocument, UnreadableDocument
from dueregard.documents.limits import Limits
from dueregard.documents.readers import read
from dueregard.documents.readers.characters import clean
from tests.fixtures import make_documents

pytestmark = pytest.mark.fuzz

ENDINGS = [".docx", ".xlsx", ".xls", ".xlsb", ".odt", ".ods", ".pdf", ".html", ".csv", ".tsv", ".txt", ".json", ""]
STARTS = [
    b"",
    b"PK\x03\x04",
    b"%PDF-1.4\n",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"<html>",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"{\\rtf",
]
NAMES = ["plan.docx", "plan.xlsx", "plan.odt", "plan.ods", "plan.html", "plan.csv", "plan.txt", "plan.pdf", "plain.pdf"]
PACKED = NAMES[:4]
# Raise it by hand to look harder: FUZZ=50 runs fifty times as many examples.
MORE = int(os.environ.get("FUZZ", "1"))
SMALL = Limits(
    max_bytes=2_000_000, max_unpacked_bytes=20_000_000, max_cells=20_000, max_characters=500_000, max_pages=20
)

some = settings(
    max_examples=40 * MORE,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def holds(document: SourceDocument) -> None:
    """What every document promises: rectangular grids, spans inside them, covered places empty, storable text."""
    assert document.blocks
    for block in document.blocks:
        if not isinstance(block, Grid):
            assert block.text
            assert clean(block.text) == block.text
            continue
        assert len({len(row) for row in block.rows}) <= 1
        for at, row in enumerate(block.rows):
            for column, cell in enumerate(row):
                if cell is None:
                    continue
                assert clean(cell.text) == cell.text
                assert 1 <= cell.rowspan <= len(block.rows) - at
                assert 1 <= cell.colspan <= len(row) - column
                covered = [
                    block.rows[r][c]
                    for r in range(at, at + cell.rowspan)
                    for c in range(column, column + cell.colspan)
                    if (r, c) != (at, column)
                ]
                assert covered == [None] * len(covered)


def survives(data: bytes, name: str, folder: Path) -> None:
    path = folder / "fuzzed"
    path.write_bytes(data)
    try:
        document = read(path, name=name, limits=SMALL)
    except UnreadableDocument as refusal:
        sentence = str(refusal)
        assert "\n" not in sentence
        assert sentence.endswith(".")
        return
    holds(document)


@pytest.mark.parametrize("name", NAMES)
def test_whole_documents_keep_the_promises(made, name):
    holds(read(made(name), name=name))


@some
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=400), ending=st.sampled_from(ENDINGS))
def test_random_bytes(tmp_path, start, rest, ending):
    survives(start + rest, "plan" + ending, tmp_path)


@some
@given(name=st.sampled_from(NAMES), seed=st.integers(0, 2**32), changes=st.integers(1, 12), cut=st.floats(0, 1))
def test_flipped_bytes_and_cuts(made, tmp_path, name, seed, changes, cut):
    chance = random.Random(seed)
    data = bytearray(made(name).read_bytes())
    for _ in range(changes):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if cut > 0.7:
        del data[int(len(data) * cut) :]
    survives(bytes(data), name, tmp_path)


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@some
@given(name=st.sampled_from(PACKED), seed=st.integers(0, 2**32))
def test_members_swapped_dropped_and_damaged(made, tmp_path, name, seed):
    chance = random.Random(seed)
    members = members_of(made(name))
    keys = sorted(members)
    for _ in range(chance.randrange(1, 4)):
        one, other = chance.choice(keys), chance.choice(keys)
        action = chance.randrange(3)
        if action == 0:
            members[one], members[other] = members.get(other, b""), members.get(one, b"")
        elif action == 1:
            members.pop(one, None)
        else:
            data = bytearray(members.get(one, b"x"))
            if data:
                data[chance.randrange(len(data))] = chance.randrange(32, 127)
            members[one] = bytes(data)
    survives(packed(members), name, tmp_path)


NUMBERS = ["-1", "0", "1", "99999999999999999999", "1e999", "nan", "abc", "", "²", "65536", "1048577"]


def with_odd_values(data: bytes, chance: random.Random) -> bytes:
    """The XML with some of its attributes' values, elements and texts changed, still well formed."""
    from lxml import etree

    root = etree.fromstring(data)
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    for _ in range(chance.randrange(1, 6)):
        element = chance.choice(elements)
        action = chance.randrange(5)
        if action == 0 and element.attrib:
            element.set(chance.choice(list(element.attrib)), chance.choice(NUMBERS))
        elif action == 1:
            element.text = chance.choice([*NUMBERS, "=x", "\u2028", "x" * 3000, "_xD800_", "</"])
        elif action == 2 and element.getparent() is not None:
            element.getparent().remove(element)
        elif action == 3:
            other = chance.choice(elements)
            if other is not element and other not in list(element.iterancestors()):
                element.append(other)
        else:
            other = chance.choice(elements)
            element.tag = other.tag
    return etree.tostring(root)


@some
@given(name=st.sampled_from(PACKED), seed=st.integers(0, 2**32))
def test_well_formed_xml_with_odd_values(made, tmp_path, name, seed):
    chance = random.Random(seed)
    members = members_of(made(name))
    parts = [key for key in sorted(members) if key.endswith((".xml", ".rels"))]
    for _ in range(chance.randrange(1, 4)):
        part = chance.choice(parts)
        members[part] = with_odd_values(members[part], chance)
    survives(packed(members), name, tmp_path)


@some
@given(
    text=st.lists(
        st.sampled_from(
            ["<table>", "</table>", "<tr>", "<td>", "<td rowspan=3>", "<td colspan=2 style='background:red'>", "</td>", "<th>",
             "<p>", "<ol>", "<li>", "<br>", "x", "é", "&amp;", "&#0;", "&#xD800;", "<style>td{background:#fff}", "</style>",
             "<script>", "<!--", "-->", "<![CDATA[", "<svg>", "<caption>", "<thead>", "<td hidden>", "\0"]
        ),
        max_size=30,
    ).map("".join)
)  # fmt: skip
def test_broken_markup(tmp_path, text):
    survives(("<html>" + text).encode(), "plan.html", tmp_path)


@some
@given(
    text=st.text(alphabet=st.sampled_from('ab12.,;|/\t\n\r"\f -=·\ufeff\u2028é\x00\x1b'), max_size=200),
    ending=st.sampled_from([".txt", ".csv", ".tsv"]),
)
def test_text_of_delimiters(tmp_path, text, ending):
    survives(text.encode("utf-8"), "plan" + ending, tmp_path)


@pytest.mark.parametrize("name", ["plan.pdf", "plan.docx", "plan.xlsx"])
def test_damaged_files_in_a_child(made: Callable[[str], Path], tmp_path, name):
    chance = random.Random(name)
    for number in range(2 * MORE):
        data = bytearray(made(name).read_bytes())
        for _ in range(20):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path = tmp_path / f"{number}"
        path.write_bytes(data)
        try:
            got = run_apart(
                "tests.documents.children:read_document", {"path": str(path), "name": name}, limits=Limits(seconds=10)
            )
        except UnreadableDocument:
            continue
        assert got["format"] == name.partition(".")[2]


def test_a_document_read_in_a_child_reports_its_pages(made):
    seen: list[dict[str, int]] = []
    argument = {"path": str(made("plan.pdf")), "name": "plan.pdf"}
    got = run_apart("tests.documents.children:read_document", argument, limits=Limits(), on_progress=seen.append)
    assert got["rows"] == 44
    assert seen[-1] == {"done": 3, "of": 3}


@pytest.mark.parametrize("name", NAMES)
def test_every_reader_works_inside_the_limits_of_a_child(made, name):
    got = run_apart("tests.documents.children:read_document", {"path": str(made(name)), "name": name}, limits=Limits())
    assert got["rows"] >= 3


def test_a_refusal_comes_through(tmp_path):
    path = make_documents.make_blank_pdf(tmp_path / "scan.pdf", 2)
    with pytest.raises(UnreadableDocument, match="text recognition"):
        run_apart("tests.documents.children:read_document", {"path": str(path), "name": "scan.pdf"}, limits=Limits())
