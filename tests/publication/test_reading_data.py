"""A published plan's data, as JSON or inside a PDF: read when it is sound, refused or left aside when it is not; its schema."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.actions.rules import Rhythm, Status
from dueregard.documents.apart import run_apart
from dueregard.documents.blocks import Attachment
from dueregard.documents.grids import UnreadableDocument
from dueregard.documents.limits import DEFAULT
from dueregard.documents.readers import pdf_attachments
from dueregard.documents.readers.pdf_attachments import BROKEN_ATTACHMENT
from dueregard.documents.writers.pdf import write_pdf
from dueregard.plan.importing import Proposal
from dueregard.plan.importing.house.data import SCHEMA, schema
from dueregard.plan.importing.house.schema import KEYWORDS, check
from dueregard.publication.queries.living import living_content
from dueregard.publication.rules.audiences import as_seen
from dueregard.publication.rules.frozen import freeze, thaw
from dueregard.publication.rules.layout import Imprint, document_of
from dueregard.publication.rules.states import Audience, Format
from tests.publication.conftest import Room
from tests.publication.generated import (
    PEOPLE,
    expected,
    imported,
    round_trip,
    told,
    written,
)
from tests.publication.test_rules import area, content, lead, step

# --- data: what is no plan is refused with a sentence -----------------------------------------------------------------
GOOD = content(area("A1", "1.1", "One", steps=[step("T1", "First")]))


def _json(change: Callable[[dict[str, Any]], Any]) -> bytes:
    whole = json.loads(json.dumps(GOOD))
    change(whole)
    return json.dumps(whole).encode()


def _put(value: Any, *path: Any) -> Callable[[dict[str, Any]], None]:
    def change(whole: Any) -> None:
        for name in path[:-1]:
            whole = whole[name]
        whole[path[-1]] = value

    return change


_NO_PLAN = "bring the JSON of a published plan, or the plan in another format."
_AFRESH = "take it afresh from where it was published and bring that."
BAD = {
    "not JSON": (b"{'a': 1}", f"The file is no JSON that can be read (line 1, column 2): {_AFRESH}"),
    "cut short": (_json(lambda _: None)[:400], "The file is no JSON that can be read (line 1, column"),
    "another tree": (b'{"a": [1, "b"]}', 
                     f"The file is JSON, but no plan as Due Regard publishes it (schema is missing): {_NO_PLAN}"),
    "a list": (b'[{"a": "b"}]', "(the whole must be an object)"),
    "a text": (b'"a plan"', "holds no text"),
    "nothing in it": (b"{}", "holds no text"),
    "of later days": (_json(_put(2, "schema")), "(schema must be 1)"),
    "a number for a text": (_json(_put(1, "areas", 0, "title")), "(areas/0/title must be a string)"),
    "a text for a number": (_json(_put("3", "areas", 0, "likelihood")), "(areas/0/likelihood must be a whole number or null)"),
    "yes for a number": (_json(_put(True, "areas", 0, "impact")), "(areas/0/impact must be a whole number or null)"),
    "a huge number": (_json(_put(10**9, "areas", 0, "impact")), "(areas/0/impact is out of its range)"),
    "another rating": (_json(_put("pink", "areas", 0, "rag")), "(areas/0/rag must be one of red, amber, green, unknown)"),
    "another rhythm": (
        _json(_put("hourly", "areas", 0, "steps", 0, "rhythm")), "rhythm must be one of the words that the schema lists)"),
    "no day": (_json(_put("2026-02-30", "dated")), "(dated is no day such as 2026-11-28)"),
    "a day of a week": (_json(_put("2026-W01-1", "dated")), "(dated is no day such as 2026-11-28)"),
    "a name more": (_json(_put(1, "more")), "(the whole holds something that the schema does not name)"),
    "a section that is not there": (_json(_put("S9", "areas", 0, "section")), "(areas/0/section names none of its sections)"),
    "half a span": (_json(_put("2026-01-01", "areas", 0, "steps", 0, "due_end")), "(areas/0/steps/0 has no sound span of days)"),
    "a citation of nothing": (_json(_put({"kind": "both"}, "cites")), "(cites/number is missing)"),
    "no areas": (_json(_put([], "areas")), "The plan in this file has no risk areas: bring one that has some."),
    "no number": (b'{"a": NaN}', f"The file is no JSON that can be read: {_AFRESH}"),
    "a name twice": (b'{"a": "x", "a": "y"}', f"The file is no JSON that can be read: {_AFRESH}"),
    "a number without end": (b'{"a": ' + b"1" * 5_000 + b"}", f"The file is no JSON that can be read: {_AFRESH}"),
    "nested deeply": (b"[" * 60 + b'"x"' + b"]" * 60, "nested more than 40 levels deep"),
    "nested without end": (b"[" * 200_000, "nested more than 40 levels deep"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "is a picture"),
    "a page": (b"<!doctype html><html><body><p>x</p></body></html>", 
               "plan.json is not a file of data (JSON) but a web page: rename it to end in .html and bring it again."),
    "empty": (b"  \n", "is empty"),
    "too much text": (b'{"a": "' + b"x" * 21_000_000 + b'"}', "more than 20,000,000 characters of text"),
    "too many values": (b'{"a": [' + b"1," * 500_000 + b"1]}", "more than 400,000 table cells"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(BAD))
def test_bad_data_is_refused_with_one_sentence(name: str) -> None:
    data, words_ = BAD[name]
    with pytest.raises(UnreadableDocument) as refused:
        imported(data, Format.JSON)
    assert words_ in str(refused.value)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300


_TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["red", "2026-01-01", "S1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "kind", "label", "passage"]), inner),
    max_leaves=6,
)  # fmt: skip


@given(st.data(), _TREES)
@settings(max_examples=150, deadline=None, database=None)
def test_no_value_in_any_place_makes_the_reader_fail(data: st.DataObject, value: Any) -> None:
    whole = json.loads(json.dumps(PEOPLE))
    holder: Any = whole
    while True:
        key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        if not isinstance(holder[key], dict | list) or not holder[key] or data.draw(st.integers(0, 3)) == 0:
            break
        holder = holder[key]
    holder[key] = value
    try:
        found = imported(json.dumps(whole).encode(), Format.JSON)
    except UnreadableDocument as refusal:
        assert "\n" not in str(refusal)  # noqa: PT017 - either outcome is right
    else:
        assert Proposal.from_json(found).to_json() == found


def test_data_is_read_apart_like_every_other_format() -> None:
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        Path(file.name).write_bytes(written(GOOD, Format.JSON))
        found = run_apart(
            "dueregard.plan.importing:propose_file", {"path": file.name, "name": "plan.json"}, limits=DEFAULT
        )
    assert told(found["proposal"], Format.JSON) == expected(GOOD, Format.JSON)
    # What is shown beside the proposal is the data itself.
    assert {one["cells"][0]["text"] for one in found["source"]} == {
        "",
        "areas/0",
        "areas/0/steps/0",
        "scale",
        "sections/0",
    }
    place = found["proposal"]["risk_areas"][0]["source"]["row"]
    row = next(one for one in found["source"] if one["row"] == place)
    assert row["cells"][0]["text"] == "areas/0"
    assert "title: One" in row["cells"][1]["text"]


def test_text_in_data_is_cleaned_as_it_will_be_stored() -> None:
    data = written(GOOD, Format.JSON).replace(b'"One"', b'"One\\ud800\\u0007 \\u00e9"')
    assert imported(data, Format.JSON)["risk_areas"][0]["title"] == "One é"


# --- the PDF's own data -----------------------------------------------------------------------------------------------
PRINTED = content(
    area("A1", "1.1", "Staff know the duty", actions_taken=["Staff are told each year."], rag="green",
         leads=[lead("Head of Security")], steps=[step("T1", "Write the statement")]),
    area("A2", "1.2", "The group meets", actions_taken=["It meets each term."], rag="amber",
         leads=[lead("University Secretary")], steps=[step("T2", "Publish the minutes")]),
)  # fmt: skip


def _pdf(*attachments: Attachment) -> bytes:
    document = document_of(PRINTED, Audience.INTERNAL, Imprint("ab" * 32))
    return write_pdf(replace(document, attachments=attachments)).content


def test_a_pdf_says_that_its_data_was_read() -> None:
    flags = [one["message"] for one in round_trip(PRINTED, Format.PDF)["flags"]]
    assert flags == ["It was read from the data that the PDF carries inside (plan.json), not from its pages."]


_DAMAGED = "The data that the PDF carries inside (plan.json) cannot be used, so its pages were read: check every value."


@pytest.mark.parametrize("inside", [b"{broken", b'{"other": "data"}', b"[" * 9_000, b"{}", _json(_put([], "areas"))])
def test_a_pdf_whose_data_is_no_use_is_read_by_its_pages(inside: bytes) -> None:
    found = imported(_pdf(Attachment("plan.json", "application/json", inside, "")), Format.PDF)
    assert _DAMAGED in [one["message"] for one in found["flags"]]
    assert [one["number"] for one in found["risk_areas"]] == ["1.1", "1.2"]
    assert found["layout"]


def test_a_pdf_whose_data_does_not_unpack_is_read_by_its_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes, limits: Any) -> Any:
        raise UnreadableDocument(BROKEN_ATTACHMENT)

    monkeypatch.setattr(pdf_attachments, "attached", broken)
    found = imported(written(PRINTED, Format.PDF), Format.PDF)
    assert _DAMAGED in [one["message"] for one in found["flags"]]
    assert [one["number"] for one in found["risk_areas"]] == ["1.1", "1.2"]


def test_a_pdf_with_other_files_inside_or_none_is_read_by_its_pages() -> None:
    for attachments in ((), (Attachment("notes.json", "application/json", b"{}", ""),)):
        found = imported(_pdf(*attachments), Format.PDF)
        assert not [one for one in found["flags"] if "inside" in one["message"]]
        assert [one["number"] for one in found["risk_areas"]] == ["1.1", "1.2"]


# --- the schema -------------------------------------------------------------------------------------------------------
ROOT = Path(__file__).parents[2]


def test_the_guide_shows_the_schema_that_the_importer_obeys() -> None:
    assert (ROOT / "docs/guide/plan.schema.json").read_bytes() == SCHEMA.read_bytes()


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for name, value in node.items():
            if name in ("properties", "$defs"):
                for inner in value.values():
                    yield from _nodes(inner)
            elif name in ("items", "anyOf"):
                yield from (one for part in (value if isinstance(value, list) else [value]) for one in _nodes(part))


def test_the_schema_uses_no_keyword_that_is_not_obeyed() -> None:
    nodes = list(_nodes(schema()))
    assert {name for node in nodes for name in node} <= KEYWORDS
    objects = [node for node in nodes if node.get("type") == "object"]
    assert len(objects) > 8
    # Everything is named, so that a content which gains a field fails here until the schema says what it is.
    assert all(set(node["properties"]) == set(node["required"]) for node in objects)
    assert all(node["additionalProperties"] is False for node in objects)
    assert schema()["$defs"]["step"]["properties"]["rhythm"]["enum"] == list(Rhythm.values)
    assert schema()["$defs"]["step"]["properties"]["status"]["enum"] == list(Status.values)


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("kind", ["both", "risk_assessment", "action_plan"])
def test_a_frozen_content_is_in_the_schema_for_every_audience(room: Room, audience: str, kind: str) -> None:
    check(as_seen(living_content(kind) | {"number": "1"}, audience).content, schema())


def test_so_is_a_redacted_one() -> None:
    frozen = freeze(PEOPLE | {"cites": {"kind": "both", "number": "2", "hash": "ab"}}, lambda: "00")
    check(thaw(frozen.skeleton, [None] * len(frozen.passages)), schema())


@pytest.mark.django_db
def test_everybody_may_have_the_schema(client: Any) -> None:
    response = client.get(reverse("publication:schema"))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/schema+json"
    assert response.content == SCHEMA.read_bytes()
