"""What names or reaches a person, and what only looks so: the truth table of what waits before publishing."""

from __future__ import annotations

from typing import Any

import pytest

from dueregard.publication.rules.findings import Known, findings

KNOWN = Known(
    frozenset({"Harriet Holder", "Prue van der Lead", "Zoë O’Neill", "Anne-Marie Smith-Jones", "Cher", "May Day"}),
    frozenset({"HH", "IT", "J-P"}),
)


def found_in(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.found) for one in findings({"note": [text]}, KNOWN)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Harriet Holder’s number", "Harriet Holder"),
        ("Harriet Jane Holder", "Harriet Jane Holder"),
        ("Harriet J. Holder", "Harriet J. Holder"),
        ("Ask H. Holder today", "H. Holder"),
        ("Ask H Holder today", "H Holder"),
        ("Ask H.J. Holder today", "H.J. Holder"),
        ("Holder, H. will", "Holder, H"),
        ("Dr Holder leads", "Dr Holder"),
        ("Sir Holder leads", "Sir Holder"),
        ("Prof. Harriet Holder leads", "Prof. Harriet Holder"),
        ("Ms van der Lead leads", "Ms van der Lead"),
        ("Prue Lead leads", "Prue Lead"),
        ("Dr Patel leads", "Dr Patel"),
        ("Mrs Ann Patel leads", "Mrs Ann Patel"),
        ("Zoe O'Neill leads", "Zoe O'Neill"),
        ("ZOË O’NEILL leads", "ZOË O’NEILL"),
        ("Zoe\u0308 O'Neill leads", "Zoe\u0308 O'Neill"),
        ("Anne Marie Smith Jones leads", "Anne Marie Smith Jones"),
        ("Anne-Marie Smith-Jones leads", "Anne-Marie Smith-Jones"),
    ],
)
def test_names(text: str, found: str) -> None:
    assert found_in(text) == [("name", found)]


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Lead: H.H.", "initials", "H.H"),
        ("Lead: H. H.", "initials", "H. H"),
        ("Lead: J-P", "initials", "J-P"),
        ("HH/Security", "initials", "HH"),
        ("h.holder at wexmouth.ac.uk", "email", "h.holder at wexmouth.ac.uk"),
        ("prevent (at) wexmouth.ac.uk", "email", "prevent (at) wexmouth.ac.uk"),
        ("prevent[at]wexmouth[dot]ac[dot]uk", "email", "prevent[at]wexmouth[dot]ac[dot]uk"),
        ("harriet.holder@wexmouth.ac.uk", "email", "harriet.holder@wexmouth.ac.uk"),
        ("Ring ext 4521.", "telephone", "ext 4521"),
        ("Ring ext. 4521", "telephone", "ext. 4521"),
        ("Tel: 960123", "telephone", "Tel: 960123"),
        ("0044 1632 960124", "telephone", "0044 1632 960124"),
        ("(01632) 960 123", "telephone", "(01632) 960 123"),
        ("+44 1632 960124", "telephone", "+44 1632 960124"),
        ("01632 – 960123", "telephone", "01632 – 960123"),
        ("07700 900123", "telephone", "07700 900123"),
    ],
)
def test_initials_addresses_and_numbers(text: str, kind: str, found: str) -> None:
    assert found_in(text) == [(kind, found)]


@pytest.mark.parametrize(
    "text",
    [
        "The holder of the post", "A holder; Harriet alone.", "Section H. The group meets", "Holder of the budget",
        "Look at gov.uk and meet at noon", "The Lord Mayor and the Lady Chapel", "Professor of law", "miss Training",
        "from 01.02.2026-31.03.2026", "on 01/02/2026", "It was extended 2026", "extra 4521", "Cher sings", "mayday",
        "the external 4521 plan", "A. B. of C", "Dr", "The dr said",
    ],
)  # fmt: skip
def test_what_names_nobody(text: str) -> None:
    assert found_in(text) == []


def test_what_is_found_can_always_be_kept_as_a_decision() -> None:
    """A decision holds 300 characters: nothing longer is found, or it could never be decided on."""
    long = "a" * 64 + "@" + ".".join(["b" * 63] * 20)
    assert all(len(found) <= 300 for _, found in found_in(long))


def lead(label: str, kind: str = "unknown") -> dict[str, Any]:
    return {"kind": kind, "reference": "L1", "label": label, "public": label}


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (lead("Jo Bloggs / Estates"), [("lead", "Jo Bloggs / Estates")]),
        (lead("Harriet Holder (acting)"), [("lead", "Harriet Holder (acting)")]),
        (lead("Estates", "body"), []),
        (lead("Harriet Holder’s office", "body"), [("name", "Harriet Holder")]),
        (lead("[Withheld]"), []),
        (lead("[Redacted] AB12"), []),
        (lead("[Redacted]", "redacted"), []),
    ],
)
def test_a_lead_that_is_not_recognised_may_be_a_person(one: dict[str, Any], found: list[tuple[str, str]]) -> None:
    """In the places of leads, and where the glossary says whom initials stand for."""
    content = {"areas": [{"reference": "A", "leads": [one]}], "glossary": [{"reference": "G", "lead": one}]}
    assert [(f.kind, f.found) for f in findings(content, KNOWN)] == found * 2


def test_what_was_chosen_for_a_lead_is_looked_through_as_any_text() -> None:
    content = {"areas": [{"reference": "A", "leads": [lead("Harriet Holder’s office")]}]}
    assert [(f.kind, f.found) for f in findings(content, KNOWN, {"areas/A/leads/0"})] == [("name", "Harriet Holder")]
