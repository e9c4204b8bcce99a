"""Invented plans for the tests of importing: one as text, and the proposal of another in the contract's shape."""

from __future__ import annotations

from typing import Any

from dueregard.plan.rules.proposals import blank_area, blank_step

# Columns are parted by tabs, as text drawn from a PDF has them.
PLAN = """Prevent duty risk assessment and action plan

Updated in October 2025

\tRisk area\tActions taken\tNext steps\tLead\tRAG
1\tLeadership
1.1\tThe governing body oversees the duty.\tThe body receives a paper each year.\tWrite the paper by 4 December 2025.\tABC\tAmber
1.2\tStaff know whom to tell.\tA page says whom to tell.\tThe page will be kept up to date.\tABC/ SU\tGreen
2\tEvents
2.1\tSpeakers off campus are not known of.\tThe union tells the university.\tAgree a protocol in the Spring term 2026.\tSU\tRed

Staff are referred to in this plan by these initials:
ABC - Ann Beck-Carr, Secretary to Council
SU - Wexmouth Students' Union
"""

_LEFT_OUT = {
    "reason": "A page number.",
    "text": "Page 3",
    "cells": ["Page 3"],
    "source": {"page": 3, "row": 9, "sheet": ""},
}


def _area(number: str | None, title: str, section: str | None, row: int, **values: Any) -> dict[str, Any]:
    area = blank_area("", {"page": 1, "row": row, "sheet": ""})
    for name in ("key", "at", "by", "checked"):
        del area[name]
    fields = {"title": {"confidence": 0.95, "source": area["source"], "as_found": title}}
    return {**area, "number": number, "title": title, "section": section, "confidence": 0.9, "fields": fields, **values}


def _lead(written: str, kind: str = "unknown", name: str | None = None, role: str | None = None) -> dict[str, Any]:
    return {"written": written, "kind": kind, "name": name, "role": role, "confidence": 0.9}


def answer() -> dict[str, Any]:
    """What the importer gives for a plan of three areas in two sections: {"proposal", "source"}."""
    steps = [
        {
            **blank_step("Write the paper."),
            "due": {"start": "2025-12-04", "end": "2025-12-04", "phrase": "4 December 2025"},
        },
        {
            **blank_step("The page will be kept up to date."),
            "standing": True,
            "carried_over": True,
            "waiting_on": "the new website",
            "reported_to": "Council",
        },
        {**blank_step("Agree a protocol."), "depends_on": ["1.1"], "progress": "Drafted.", "status": "In progress"},
    ]
    areas = [
        _area(
            "1.1",
            "The governing body oversees the duty",
            "1",
            3,
            actions_taken=["The body receives a paper.", "It asks for figures."],
            next_steps=steps[:2],
            leads=[
                _lead("ABC", "person", "Ann Beck-Carr", "Secretary to Council"),
                _lead("SU", "body", "Wexmouth Students' Union"),
            ],
            rag="amber",
            rag_words="Amber",
            confidence=0.9,
        ),
        _area(
            "2.1",
            "Speakers off campus",
            "2",
            6,
            next_steps=steps[2:],
            leads=[_lead("Registrar", "post", "Registrar"), _lead("whoever is asked")],
            ratings={
                "likelihood": 3,
                "severity": 4,
                "gross": 12,
                "current": None,
                "residual": None,
                "words": {"gross": "12 (High)"},
                "stages": {},
            },
            other={"Cost": "None"},
            review_phrase="Annually",
            findings=["Arrangements are adequate."],
        ),
        _area(None, "Prayer rooms", None, 8, confidence=0.4),
    ]
    flags = [
        {
            "kind": "pairing_unknown",
            "message": "2 leads stand beside 2 actions: which of them leads each is not said.",
            "source": {"page": 1, "row": 3, "sheet": ""},
            "number": "1.1",
            "field": "leads",
            "as_found": None,
            "suggestion": None,
        },
        {
            "kind": "undefined_abbreviation",
            "message": "Nobody says what XYZ means.",
            "source": {"page": 1, "row": 3, "sheet": ""},
            "number": "1.1",
            "field": None,
            "as_found": "XYZ",
            "suggestion": "Xenial Yard Zone",
        },
    ]
    columns = [
        {"column": i, "heading": h, "field": f, "also": None, "confidence": 0.9, "told_by": "heading"}
        for i, (h, f) in enumerate(
            [("No", "number"), ("Risk", "title"), ("Control", "actions_taken"), ("Who", "leads")]
        )
    ]
    proposal = {
        "document": {
            "title": "A plan of Wexmouth",
            "kind": "both",
            "updated": "2025-10-01",
            "context": [
                {"heading": "National risks", "text": "The national threat level."},
                {"heading": "Local", "text": "The town."},
            ],
            "updated_phrase": "October 2025",
            "period": None,
            "format": "text",
            "fields": {},
        },
        "sections": [
            {"number": "1", "title": "Leadership", "source": {"page": 1, "row": 2, "sheet": ""}},
            {"number": "2", "title": "Events", "source": {"page": 1, "row": 5, "sheet": ""}},
        ],
        "risk_areas": areas,
        "glossary": [
            {
                "initials": "ABC",
                "name": "Ann Beck-Carr",
                "role": "Secretary to Council",
                "kind": "person",
                "source": None,
            },
            {"initials": "SU", "name": "Wexmouth Students' Union", "role": None, "kind": "body", "source": None},
        ],
        "candidate_figures": [{"number": "1.1", "value": 47, "as_at": None, "text": "47 staff", "source": None}],
        "flags": flags,
        "layout": [{"grid": 0, "page": 1, "row": 1, "sheet": "", "columns": columns, "taken": True, "reason": ""}],
        "left_out": [
            dict(_LEFT_OUT),
            {
                **_LEFT_OUT,
                "reason": "A table that is not the plan.",
                "text": "4.2 | Halls",
                "cells": ["4.2", "Halls", "Wardens look in."],
                "source": {"page": 1, "row": 7, "sheet": ""},
            },
        ],
    }
    source = [
        {"kind": "row", "page": 1, "row": row, "sheet": "", "cells": [{"text": t, "fill": None} for t in texts]}
        for row, texts in [
            (1, ["No", "Risk", "Control", "Who"]),
            (2, ["1", "Leadership", "", ""]),
            (3, ["1.1", "The governing body", "The body receives", "ABC"]),
            (4, ["", "oversees the duty", "a paper.", "SU"]),
            (5, ["2", "Events", "", ""]),
            (6, ["2.1", "Speakers off campus", "", "Registrar"]),
        ]
    ]
    return {"proposal": proposal, "source": source}
