"""The kinds and states of a version, the audiences, the formats, and what an approval needs. Pure."""

from __future__ import annotations

from django.db import models

from dueregard.kernel.transitions import TransitionTable


class Kind(models.TextChoices):
    """Which document a version is: the sector keeps risk assessment and action plan together or apart."""

    BOTH = "both", "Risk assessment and action plan"
    RISK_ASSESSMENT = "risk_assessment", "Risk assessment"
    ACTION_PLAN = "action_plan", "Action plan"


# How each is called in an address: the page stays where it is for years.
SLUGS = {Kind.BOTH: "plan", Kind.RISK_ASSESSMENT: "risk-assessment", Kind.ACTION_PLAN: "action-plan"}
KIND_OF_SLUG = {slug: kind for kind, slug in SLUGS.items()}


class State(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Superseded"
    WITHDRAWN = "withdrawn", "Withdrawn"


VERSION = TransitionTable(
    "Version of the plan",
    State.PROPOSED,
    {
        "approve": ({State.PROPOSED}, State.APPROVED),
        "publish": ({State.APPROVED}, State.PUBLISHED),
        "supersede": ({State.PUBLISHED}, State.SUPERSEDED),
        "withdraw": ({State.PROPOSED, State.APPROVED, State.PUBLISHED, State.SUPERSEDED}, State.WITHDRAWN),
    },
)


class Audience(models.TextChoices):
    """For whom a file is made."""

    PUBLIC = "public", "Public"
    COMMITTEE = "committee", "Committee"
    INTERNAL = "internal", "Internal"


AUDIENCES = {
    Audience.PUBLIC: "Anybody, without signing in. Posts and bodies stand instead of people; restricted passages, "
    "evidence and notes of the work in progress are withheld.",
    Audience.COMMITTEE: "Everybody who may read the plan. People are named; restricted passages are withheld.",
    Audience.INTERNAL: "Those who may read restricted passages. Nothing is withheld.",
}


class Format(models.TextChoices):
    PAGE = "page", "Page"
    PDF = "pdf", "PDF"
    WORD = "docx", "Word"
    EXCEL = "xlsx", "Excel"
    CSV = "csv", "CSV"
    JSON = "json", "JSON"
    HTML = "html", "Web page in one file"


CONTENT_TYPES = {
    Format.PAGE: "text/html; charset=utf-8",
    Format.PDF: "application/pdf",
    Format.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
    Format.HTML: "text/html; charset=utf-8",
}


class ApprovalKind(models.TextChoices):
    PERSON = "person", "A second person"
    BODY = "body", "A body, by its minute"


class Decision(models.TextChoices):
    """What is done with a name or an address found in a text before it is published."""

    REPLACE = "replace", "Replace it"
    WITHHOLD = "withhold", "Withhold the passage"
    KEEP = "keep", "Keep it, with a reason"


def approvals_lacking(approved_by: set[str], *, yearly: bool, body_needed: bool, minor: bool) -> list[str]:
    """The kinds of approval that a version still needs (ApprovalKind values), in the order in which they are asked for.

    approved_by: the kinds given so far. A minor correction changes prose only and needs none. The yearly version goes
    to a body as well where the setting says so (DUEREGARD_YEARLY_VERSION_NEEDS_BODY).
    """
    if minor:
        return []
    needed = [ApprovalKind.PERSON, *([ApprovalKind.BODY] if yearly and body_needed else [])]
    return [str(kind) for kind in needed if kind not in approved_by]


def number_text(major: int, minor: int) -> str:
    """The number as it is printed: 3, and 3.1 for its first correction."""
    return f"{major}.{minor}" if minor else str(major)


def parsed_number(text: str) -> tuple[int, int] | None:
    """The number that `number_text` printed; None for anything else."""
    major, _, minor = text.partition(".")
    if not (major.isdecimal() and major.isascii() and len(major) <= 4) or (minor and not minor.isascii()):
        return None
    if "." in text and not (minor.isdecimal() and len(minor) <= 4 and int(minor) > 0):
        return None
    parsed = int(major), int(minor or 0)
    return parsed if number_text(*parsed) == text else None
