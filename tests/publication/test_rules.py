"""Freezing and thawing, what is prose, what audiences see, what names somebody, manifests, numbers: truth tables."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.publication.rules.audiences import Resolution, as_seen
from dueregard.publication.rules.corrections import corrected, only_prose_differs, possible_corrections
from dueregard.publication.rules.findings import Known, findings, unresolved
from dueregard.publication.rules.frozen import (
    REDACTED,
    freeze,
    is_prose,
    label_of,
    thaw,
    version_hash,
)
from dueregard.publication.rules.manifest import (
    FileEntry,
    NotGenuine,
    entry_for,
    key_id,
    manifest_text,
    opened,
    public_key_of,
    public_key_text,
    signed,
)
from dueregard.publication.rules.states import approvals_lacking, number_text, parsed_number


def lead(label: str, kind: str = "post", public: str = "") -> dict[str, Any]:
    return {"kind": kind, "reference": f"L{label[:3]}", "label": label, "public": public or label}


def step(reference: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "reference": reference, "text": text, "status": "open", "due_start": None, "due_end": None, "due_phrase": "",
        "standing": False, "rhythm": "", "first_due_on": None, "carried_over": 0, "progress": "", "source": "",
        "depends_on": [], "waiting_on": "", "ask_again_on": None, "restricted": False, "closed_on": None, "leads": [],
    } | more  # fmt: skip


def area(reference: str, number: str, title: str, **more: Any) -> dict[str, Any]:
    return {
        "reference": reference, "number": number, "section": "S1", "title": title, "hazard": [], "requirement": [],
        "actions_taken": [], "evidence_text": [], "status_text": [], "rag": "unknown", "likelihood": None, "impact": None,
        "current_score": None, "residual_likelihood": None, "residual_impact": None, "rating_words": "",
        "rating_reason": "", "rated_on": None, "review_on": None, "campus": "", "restricted": [], "leads": [],
        "evidence": [], "steps": [],
    } | more  # fmt: skip


def content(*areas: Any, **more: Any) -> dict[str, Any]:
    return {
        "schema": 1, "kind": "both", "number": "1", "dated": "2026-11-28", "institution": "", "title": "The plan",
        "academic_year": 2026, "note": [], "cites": None, "closed_since": None,
        "scale": {"likelihood_words": [], "impact_words": [], "amber_from": 6, "red_from": 15}, "context": [],
        "sections": [{"reference": "S1", "number": "1", "title": "Leadership"}], "areas": list(areas), "glossary": [],
        "risk_entry": None,
    } | more  # fmt: skip


def salts() -> Any:
    numbers = count()
    return lambda: f"{next(numbers):032x}"


# --- frozen -----------------------------------------------------------------------------------------------------------
def test_a_content_comes_back_as_it_was() -> None:
    whole = content(
        area("A1", "1.1", "A group meets", actions_taken=["It meets.", "It minutes."], leads=[lead("Prue", "person")]),
        note=["A note."],
    )
    frozen = freeze(whole, salts())
    assert thaw(frozen.skeleton, [passage.value for passage in frozen.passages]) == whole
    assert "group" not in frozen.skeleton
    assert "Prue" not in frozen.skeleton
    assert [passage.path for passage in frozen.passages] == [
        "title", "note/0", "sections/S1/title", "areas/A1/title", "areas/A1/actions_taken/0", "areas/A1/actions_taken/1",
        "areas/A1/leads/0",
    ]  # fmt: skip


def test_a_redacted_passage_leaves_the_hash_as_it_is() -> None:
    whole = content(area("A1", "1.1", "A group meets", leads=[lead("Prue", "person")]))
    frozen = freeze(whole, salts())
    values: list[Any] = [passage.value for passage in frozen.passages]
    values[2] = values[3] = None
    thawed = thaw(frozen.skeleton, values)
    assert thawed["areas"][0]["title"] == REDACTED
    assert thawed["areas"][0]["leads"][0]["label"] == REDACTED
    assert frozen.hash == version_hash(frozen.skeleton, [(p.path, p.digest) for p in frozen.passages])


def test_equal_texts_have_different_digests() -> None:
    frozen = freeze(content(area("A1", "1.1", "Same"), area("A2", "1.2", "Same")), salts())
    digests = [p.digest for p in frozen.passages if p.value == "Same"]
    assert len(set(digests)) == 2


TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(st.lists(TEXT, max_size=4), TEXT, st.sampled_from(["red", "unknown"]))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back(paragraphs: list[str], title: str, rag: str) -> None:
    whole = content(area("A1", "1", title, actions_taken=paragraphs, rag=rag), title=title)
    frozen = freeze(whole, salts())
    assert thaw(frozen.skeleton, [passage.value for passage in frozen.passages]) == whole
    assert json.loads(frozen.skeleton)["areas"][0]["rag"] == rag


@pytest.mark.parametrize(
    ("path", "label", "prose"),
    [
        ("title", "Title", True),
        ("note/0", "Note on the version", True),
        ("sections/S1/title", "Section", True),
        ("areas/A1/title", "Risk area", True),
        ("areas/A1/actions_taken/0", "Actions taken", True),
        ("areas/A1/rating_reason", "Reason for the rating", False),
        ("areas/A1/leads/0", "Lead", False),
        ("areas/A1/evidence/E1/title", "Evidence", False),
        ("areas/A1/evidence/E1/url", "Link", False),
        ("areas/A1/steps/T1/text", "Next step", True),
        ("areas/A1/steps/T1/due_phrase", "Date, in words", False),
        ("areas/A1/steps/T1/waiting_on", "Waiting on", False),
        ("areas/A1/campus", "Campus", False),
        ("context/C1/paragraphs/2", "Context", True),
        ("glossary/G1/meaning", "Meaning of initials", False),
        ("glossary/G1/lead", "Lead", False),
        ("risk_entry/text", "Corporate risk register", False),
        ("scale/impact_words/0", "Word of the scale", False),
        ("elsewhere", "Passage", False),
    ],
)
def test_what_a_passage_is_called_and_whether_it_is_prose(path: str, label: str, prose: bool) -> None:
    assert (label_of(path), is_prose(path)) == (label, prose)


# --- states -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given_so_far", "yearly", "body_needed", "minor", "lacking"),
    [
        (set(), False, True, False, ["person"]),
        (set(), True, True, False, ["person", "body"]),
        ({"person"}, True, True, False, ["body"]),
        ({"body"}, True, True, False, ["person"]),
        ({"person", "body"}, True, True, False, []),
        ({"person"}, True, False, False, []),
        ({"person"}, False, True, False, []),
        (set(), True, True, True, []),
    ],
)
def test_what_approval_a_version_still_needs(
    given_so_far: set[str], yearly: bool, body_needed: bool, minor: bool, lacking: list[str]
) -> None:
    assert approvals_lacking(given_so_far, yearly=yearly, body_needed=body_needed, minor=minor) == lacking


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", (3, 0)),
        ("3.1", (3, 1)),
        ("12.10", (12, 10)),
        *((bad, None) for bad in ("", "3.0", "03", "3.", ".1", "3.1.1", "x", "٣", "3.01", "1" * 9)),
    ],
)
def test_numbers(text: str, number: tuple[int, int] | None) -> None:
    assert parsed_number(text) == number
    if number:
        assert number_text(*number) == text


# --- audiences --------------------------------------------------------------------------------------------------------
def whole() -> dict[str, Any]:
    return content(
        area(
            "A1", "1.1", "A group meets", hazard=["Secret."], actions_taken=["It meets."], evidence_text=["Minutes."],
            rating_reason="Since May.", restricted=["hazard"], leads=[lead("Harriet Holder", "person", "Head of Security")],
            evidence=[{"reference": "E1", "title": "Minutes", "url": "", "restricted": True}],
            steps=[
                step("T1", "Write", leads=[lead("Nell", "person", " ")], waiting_on="the landlord", ask_again_on="2027-01-01"),
                step("T2", "Hide", restricted=True),
            ],
        ),
        context=[
            {"reference": "C1", "kind": "local", "heading": "Local", "paragraphs": ["Quiet."], "restricted": False},
            {"reference": "C2", "kind": "local", "heading": "Hidden", "paragraphs": ["Loud."], "restricted": True},
        ],
        glossary=[
            {"reference": "G1", "letters": "HH", "meaning": "Harriet Holder", "lead": lead("Harriet Holder", "person")},
            {"reference": "G2", "letters": "SG", "meaning": "Steering group", "lead": None},
        ],
        risk_entry={"register_reference": "R7", "title": "Prevent", "text": "x", "owner": None},
    )  # fmt: skip


def test_internal_sees_everything() -> None:
    seen = as_seen(whole(), "internal")
    assert (seen.content, seen.withheld) == (whole(), ())


def test_a_committee_sees_people_and_nothing_restricted() -> None:
    seen = as_seen(whole(), "committee").content
    found = seen["areas"][0]
    assert found["hazard"] == ["[Withheld]"]
    assert [one["text"] for one in found["steps"]] == ["Write"]
    assert found["evidence"] == []
    assert found["restricted"] == []
    assert [one["heading"] for one in seen["context"]] == ["Local"]
    assert found["leads"][0]["label"] == "Harriet Holder"
    assert found["steps"][0]["waiting_on"] == "the landlord"
    assert len(seen["glossary"]) == 2
    assert seen["risk_entry"]


def test_the_public_sees_posts_and_no_working_notes() -> None:
    result = as_seen(whole(), "public")
    found = result.content["areas"][0]
    assert found["leads"] == [
        {"kind": "post", "reference": "", "label": "Head of Security", "public": "Head of Security"}
    ]
    assert found["steps"][0]["waiting_on"] == ""
    assert found["steps"][0]["ask_again_on"] is None
    assert (found["evidence_text"], found["rating_reason"]) == ([], "")
    assert [term["letters"] for term in result.content["glossary"]] == ["SG"]
    assert result.content["risk_entry"] is None
    reasons = {one.why for one in result.withheld}
    assert {"It is restricted.", "It belongs to the work in progress.", "They name a person."} <= reasons
    assert whole() == whole()  # nothing was changed in place


def test_somebody_without_a_post_is_not_named() -> None:
    one = whole()
    one["areas"][0]["leads"] = [
        lead("Nell Nobody", "person") | {"public": ""},
        lead("Ned Nobody", "person") | {"public": ""},
    ]
    assert [x["label"] for x in as_seen(one, "public").content["areas"][0]["leads"]] == ["Named member of staff"]


KNOWN = Known(frozenset({"Harriet Holder", "Prue van der Lead", "Cher"}), frozenset({"HH", "IT"}))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ask Harriet Holder.", [("name", "Harriet Holder")]),
        ("ask HARRIET\nHOLDER", [("name", "HARRIET\nHOLDER")]),
        ("Holder, Harriet leads", [("name", "Holder, Harriet")]),
        ("Prue van der Lead and HH", [("name", "Prue van der Lead"), ("initials", "HH")]),
        ("hh stands for nothing, and Harriet alone too", []),
        ("HHH or AHH", []),
        ("It is kept; IT keeps it", [("initials", "IT")]),
        ("Cher sings", []),
        ("Harriet. Holders", []),
        ("Write to prevent@wexmouth.ac.uk, please", [("email", "prevent@wexmouth.ac.uk")]),
        (
            "Ring 01632 960 123 or +44 (0)1632 960124",
            [("telephone", "01632 960 123"), ("telephone", "+44 (0)1632 960124")],
        ),
        ("on 01/02/2026 there were 134 of 2,000", []),
        ("Order 4412345678901234", []),
    ],
)
def test_what_names_somebody(text: str, found: list[tuple[str, str]]) -> None:
    one = content(area("A1", "1.1", "T", actions_taken=[text]))
    assert [(f.kind, f.found) for f in findings(one, KNOWN)] == found


def test_a_long_text_costs_little() -> None:
    one = content(area("A1", "1.1", "T", actions_taken=["a" * 100_000 + " " + "0" * 100_000, "a.b" * 40_000]))
    findings(one, Known(frozenset(f"Name{n} Person{n}" for n in range(5_000))))


def test_decisions_are_applied_and_what_a_replacement_says_is_looked_at_again() -> None:
    one = content(area("A1", "1.1", "T", actions_taken=["Ask Harriet Holder, HH.", "Ring 01632 960 123."]))
    first, second = "areas/A1/actions_taken/0", "areas/A1/actions_taken/1"
    assert [f.found for f in unresolved(one, KNOWN, [])] == ["Harriet Holder", "HH", "01632 960 123"]
    decisions = [
        Resolution(first, "Harriet Holder", "replace", "IT"),
        Resolution(first, "HH", "keep", "She wants it."),
        Resolution(second, "01632 960 123", "withhold"),
    ]
    assert [f.found for f in unresolved(one, KNOWN, decisions)] == ["IT"]
    said = as_seen(one, "public", decisions).content["areas"][0]["actions_taken"]
    assert said == ["Ask IT, HH.", "[Withheld]"]
    assert as_seen(one, "committee", decisions).content["areas"][0]["actions_taken"][0] == "Ask Harriet Holder, HH."


# --- corrections ------------------------------------------------------------------------------------------------------
def test_corrections_are_of_prose_that_stands_in_both() -> None:
    base = content(
        area("A1", "1.1", "A grup", rag="red", steps=[step("T1", "Do"), step("T3", "Old")]), area("A2", "1.2", "Gone")
    )
    living = content(
        area("A1", "1.1", "A group", rag="green", hazard=["New."], steps=[step("T1", "Do it"), step("T2", "More")]),
        title="Another plan",
    )
    found = possible_corrections(base, living)
    assert [(one.path, one.before, one.after) for one in found] == [
        ("title", "The plan", "Another plan"),
        ("areas/A1/title", "A grup", "A group"),
        ("areas/A1/steps/T1/text", "Do", "Do it"),
    ]
    made = corrected(base, found[1:])
    assert made["title"] == "The plan"
    assert made["areas"][0]["title"] == "A group"
    assert made["areas"][0]["rag"] == "red"
    assert only_prose_differs(base, made)


@pytest.mark.parametrize(
    "change",
    [
        {"rag": "red"}, {"likelihood": 3}, {"leads": [lead("Other")]}, {"review_on": "2027-01-01"}, {"restricted": ["hazard"]},
        {"steps": [step("T1", "Do", status="done", closed_on="2026-01-01")]}, {"steps": []}, {"number": "1.2"},
        {"steps": [step("T1", "Do", due_phrase="Spring")]}, {"hazard": ["New where there was none."]},
    ],
)  # fmt: skip
def test_no_fact_passes_for_prose(change: dict[str, Any]) -> None:
    base = content(area("A1", "1.1", "A group", steps=[step("T1", "Do")]))
    other = content(area("A1", "1.1", "A group", steps=[step("T1", "Do")]) | change)
    assert not only_prose_differs(base, other)


def test_what_is_restricted_today_is_not_taken_over() -> None:
    base = content(area("A1", "1.1", "T", hazard=["Old."], steps=[step("T1", "Old")]))
    living = content(
        area("A1", "1.1", "T", hazard=["New."], restricted=["hazard"], steps=[step("T1", "New", restricted=True)])
    )
    assert possible_corrections(base, living) == []


# --- manifests --------------------------------------------------------------------------------------------------------
def test_a_manifest_holds_and_every_change_is_found() -> None:
    key = Ed25519PrivateKey.generate()
    about = {"kind": "both", "number": "1", "dated": "2026-11-28", "hash": "x"}
    text = manifest_text(
        version=about,
        issue=1,
        made="now",
        files=[FileEntry("b", "public", "pdf", 3, "bb"), FileEntry("a", "public", "csv", 2, "aa")],
    )
    made = signed(text, key)
    manifest = opened(made, key.public_key())
    assert [entry["name"] for entry in manifest["files"]] == ["a", "b"]
    assert entry_for(manifest, "bb") == {"name": "b", "audience": "public", "format": "pdf", "size": 3, "sha256": "bb"}
    assert entry_for(manifest, "cc") is None
    other = Ed25519PrivateKey.generate().public_key()
    for wrong, with_key in (
        (made.replace("pdf", "pdx"), key.public_key()),
        (made, other),
        (made.replace(key_id(key.public_key()), key_id(other)), other),
        ("{}", key.public_key()),
        ("[]", key.public_key()),
        ("nothing", key.public_key()),
        (made.replace('"signature": "', '"signature": "%'), key.public_key()),
    ):
        with pytest.raises(NotGenuine):
            opened(wrong, with_key)


def test_keys_as_text() -> None:
    key = Ed25519PrivateKey.generate().public_key()
    assert public_key_of(public_key_text(key) + "\n").public_bytes_raw() == key.public_bytes_raw()
    for wrong in ("", "abc", "%%%", "A" * 43):
        with pytest.raises(NotGenuine):
            public_key_of(wrong)
