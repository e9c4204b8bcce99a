"""The call for a child process: plain values in and out, and one sentence when there is no plan."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from dueregard.documents.grids import UnreadableDocument
from dueregard.organisation.rules.years import Term, TermDates
from dueregard.plan.importing import Proposal, propose_file

PLAN = (
    "Prevent action plan\n\nNo\tRisk\tControls\tNext steps\tLead\n"
    "1\tSpeakers\tA code\tReview it in Spring term 2025\tRegistrar\n2\tStaff\tTraining\tTrain\tHR\n"
)


def test_a_file_becomes_plain_json(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_text(PLAN, encoding="utf-8")
    own = TermDates((Term("spring", date(2025, 1, 6), date(2025, 3, 21)),))
    told: list[dict[str, object]] = []
    result = propose_file(
        {"path": str(path), "name": "plan.txt", "mapping": None, "terms": own.to_rows()}, report=told.append
    )
    assert json.loads(json.dumps(result)) == result
    proposal = Proposal.from_json(result["proposal"])
    assert [area.number for area in proposal.risk_areas] == ["1", "2"]
    due = proposal.risk_areas[0].next_steps[0].due
    assert due is not None
    assert (due.start, due.end) == ("2025-01-06", "2025-03-21")
    assert [row["kind"] for row in result["source"]] == ["text", "row", "row", "row"]
    assert result["source"][1]["cells"][1]["text"] == "Risk"
    assert told[0] == {"stage": "Reading the file"}
    assert list(result["proposal"])[:6] == [
        "document",
        "sections",
        "risk_areas",
        "glossary",
        "candidate_figures",
        "flags",
    ]


def test_no_plan_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_text("Only some words.", encoding="utf-8")
    with pytest.raises(UnreadableDocument) as refusal:
        propose_file({"path": str(path), "name": "notes.txt"})
    assert str(refusal.value).count(".") == 1
