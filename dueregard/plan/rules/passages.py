"""The passages of an area: which may be restricted, and what belongs to which of the plan's two documents."""

from __future__ import annotations

# Field -> what the page calls it
PASSAGES = {
    "hazard": "Hazard",
    "requirement": "What is required",
    "actions_taken": "Actions taken",
    "evidence_text": "Evidence, in words",
    "status_text": "Status, in words",
}
RESTRICTABLE = tuple(PASSAGES)
EVIDENCE_WORDS = "evidence_text"

# The register read as two documents (DOMAIN: risk assessment and action plan)
RISK_ASSESSMENT = ("hazard", "requirement", "actions_taken", "evidence_text")
ACTION_PLAN = ("status_text",)

RESTRICTED_MARK = "Restricted"


def paragraphs(text: str) -> list[str]:
    """A passage's paragraphs: blocks between blank lines."""
    return [block.strip() for block in text.split("\n\n") if block.strip()]
