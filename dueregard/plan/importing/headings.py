"""The table of synonyms: which heading of a column means which field."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

# Every field that a column can be mapped to, with the words that the review page shows for it.
FIELDS = {
    "number": "Number",
    "section": "Section",
    "category": "Category",
    "title": "Risk area",
    "hazard": "Hazard",
    "requirement": "Requirement",
    "actions_taken": "Actions taken or controls",
    "next_steps": "Next steps",
    "leads": "Leads",
    "due": "Due date",
    "rag": "RAG",
    "likelihood": "Likelihood",
    "severity": "Severity or impact",
    "gross": "Gross score",
    "current": "Current score",
    "residual": "Residual score",
    "evidence": "Evidence",
    "progress": "Progress",
    "status": "Status",
    "review_on": "Review date",
    "gross.likelihood": "Gross likelihood",
    "gross.severity": "Gross severity or impact",
    "current.likelihood": "Current likelihood",
    "current.severity": "Current severity or impact",
    "residual.likelihood": "Residual likelihood",
    "residual.severity": "Residual severity or impact",
    "other": "Kept as text",
    "ignore": "Leave out",
}

_EXACT = {
    "number": "no|nos|num|number|ref|ref no|reference|reference number|id|item no|item number|risk no|risk number|risk id|"
    "risk ref|action no|action ref|action number|s/n|serial|line|row",
    "section": "section|part|chapter",
    "category": "category|theme|strand|priority|priority area|workstream|work stream|domain|heading|risk category|"
    "key area|area of activity|area of work",
    "title": "risk area|area of risk|risk|risk title|risk name|risk/vulnerability|risk / vulnerability|area|area of focus|"
    "issue|topic|subject|title|item|risk/hazard|self assessment statement|self-assessment statement|statement|"
    "identified risk|risk identified|key risk|focus area|area of concern|risks|name of risk|risk event",
    "hazard": "hazard|hazards|risk description|description|description of risk|description of the risk|threat|threats|"
    "summary|vulnerability|vulnerabilities|risk cause|risk causes|cause|causes|risk consequences|consequences|"
    "risk cause and effect|what could go wrong|potential harm|potential impact|effect|effects|detail|details|"
    "nature of risk|cause and consequence|risk statement|who might be harmed|who may be harmed|who is at risk",
    "requirement": "requirement|requirements|outcome|outcomes|guidance|duty|expectation|expectations|statutory requirement|"
    "statutory duty|standard|objective|objectives|aim|aims|criteria|criterion|indicator|guidance requirement|"
    "prevent duty requirement|what is required|requirement of the duty|desired outcome",
    "actions_taken": "actions taken|action taken|control|controls|existing controls|current controls|control measures|"
    "existing control measures|controls in place|mitigation|mitigations|measures in place|risk management|work to date|"
    "what is in place|current position|current practice|existing arrangements|key controls|mitigating actions|"
    "mitigating action|existing mitigation|safeguards|current arrangements|arrangements in place|current measures|"
    "already in place|what we do now|what we already do|existing measures|management of risk|actions to date",
    "next_steps": "next steps|next step|action|actions|actions required|action required|action needed|actions needed|"
    "further action|further actions|further action needed|further action required|further actions required|"
    "further actions needed|action to address risk|actions to address risk|planned actions|planned action|tasks|task|"
    "activity|activities|planned activity|recommendation|recommendations|proposed action|proposed actions|to do|"
    "additional controls|further controls|further controls required|additional actions|future actions|"
    "improvement actions|action plan|what needs to be done|what will we do|outstanding actions|new actions|action point|"
    "action points|further measures|additional measures",
    "leads": "lead|leads|owner|owners|lead officer|lead officers|responsible|responsible person|responsible officer|"
    "person responsible|persons responsible|people responsible|person(s) responsible|responsibility|who|by whom|"
    "staff responsible|risk owner|action owner|risk lead|action lead|accountable|accountability|assigned to|assignee|"
    "involving|named lead|lead person|lead department|delegated to|who is responsible|led by|lead/owner|owner/lead|"
    "officer|lead role|post responsible|risk owners|action by|who by",
    "due": "due|deadline|deadlines|due date|target date|by when|when|timescale|timescales|time scale|time frame|timeframe|"
    "timeline|date for completion|completion date|complete by|date due|target completion|target completion date|"
    "status/deadline|deadline/status|timing|target|implementation date|end date|by date|when by|due by|date",
    "review_on": "review|review date|next review|next review date|date of review|date of next review|review due|reviewed by",
    "rag": "rag|rag rating|rag status|rag score|rating|risk rating|risk level|level of risk|level|colour|traffic light|"
    "current rag|rag level|overall risk|risk grade|grade|assessment of risk|judgement",
    "likelihood": "likelihood|probability|l|p|likelihood (1-5)|likelihood score|prob",
    "severity": "severity|impact|i|s|impact score|severity score|severity of harm",
    "gross": "gross|gross risk|gross score|inherent risk|inherent score|inherent|initial risk|initial score|raw score|"
    "gross risk score|gross rating|uncontrolled risk|risk before controls|pre-mitigation score|unmitigated risk|"
    "original score|original risk",
    "current": "current risk|current score|current|score|risk score|total|total score|lxs|lxi|ixl|sxl|pxi|l x s|l x i|"
    "i x l|s x l|p x i|current risk score|overall score|product|current rating|current risk rating",
    "residual": "residual|residual risk|residual score|net|net risk|net score|mitigated risk|residual rating|"
    "residual risk score|risk after controls|post-mitigation score|target score|target risk|residual risk rating",
    "evidence": "evidence|evidence of progress|sources of assurance|source of assurance|assurance|assurances|"
    "supporting evidence|documentation|how do we know|evidence/impact|supporting documents|evidence of impact",
    "progress": "progress|progress report|update|updates|progress update|comments|comment|notes|note|latest position|"
    "progress to date|progress notes|progress/comments|commentary|latest update|position statement|update on progress",
    "status": "status|action status|complete|completed|completed y/n|done|open/closed|state|current status|progress status",
    "other": "early warning flags|early warning|early warning indicators|date raised|date added|date completed|"
    "completed on|last reviewed|resources|resource implications|cost|links|trend|direction of travel|proximity|"
    "success criteria|success measure|measure of success|theme ref|date identified",
}
_BY_WORDS = {heading: name for name, headings in _EXACT.items() for heading in headings.split("|")}

# Looked for where the heading as a whole is not in the table; the first that is found wins.
_BEFORE = r"\b(?:gross|inherent|initial|raw|unmitigated)\b.{0,20}"
_AFTER = r"\b(?:residual|net|mitigated|post[- ]mitigation)\b.{0,20}"
_NOW = r"\bcurrent\b.{0,20}"
_BY_PATTERN: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (name, confidence, re.compile(pattern))
    for name, confidence, pattern in (
        ("gross.likelihood", 0.9, _BEFORE + r"\b(?:likelihood|probability)\b"),
        ("gross.severity", 0.9, _BEFORE + r"\b(?:impact|severity)\b"),
        ("residual.likelihood", 0.9, _AFTER + r"\b(?:likelihood|probability)\b"),
        ("residual.severity", 0.9, _AFTER + r"\b(?:impact|severity)\b"),
        ("current.likelihood", 0.9, _NOW + r"\b(?:likelihood|probability)\b"),
        ("current.severity", 0.9, _NOW + r"\b(?:impact|severity)\b"),
        ("status", 0.8, r"\by ?/ ?n\b|\byes ?(?:/|or) ?no\b"),
        (
            "next_steps",
            0.85,
            r"^what (?:more|else|further|will|should|needs?|do we (?:still )?need)\b|\bneed to (?:do|happen)\b",
        ),
        ("actions_taken", 0.8, r"^what (?:are|have|do) we\b|^what is (?:being )?done\b|^how (?:do|are) we\b"),
        (
            "residual",
            0.85,
            r"\b(?:residual|net|post[- ]mitigation|after (?:controls|mitigation)|target)\b.{0,20}\b(?:risk|score|"
            r"rating)\b",
        ),
        (
            "gross",
            0.85,
            r"\b(?:gross|inherent|initial|raw|before (?:controls|mitigation))\b.{0,20}\b(?:risk|score|rating)\b",
        ),
        ("current", 0.8, r"\b(?:risk|current|overall|total)\b.{0,12}\bscore\b|\b[lips] ?[x×*] ?[lips]\b"),
        ("rag", 0.85, r"\brag\b|\btraffic light"),
        ("likelihood", 0.85, r"\b(?:likelihood|probability)\b"),
        (
            "actions_taken",
            0.85,
            r"\bactions? (?:already )?(?:taken|completed|to date)\b|\b(?:existing|current|"
            r"key)\b.{0,20}\b(?:controls?|measures?|mitigations?|arrangements|practice)\b|\bin place\b|"
            r"\bto date\b|\bcontrols?\b|\bmitigat\w+",
        ),
        (
            "due",
            0.8,
            r"\b(?:deadline|timescales?|timeframe|by when|due (?:date|by)|(?:target|completion) date|date (?:for|"
            r"of) completion)\b",
        ),
        ("review_on", 0.8, r"\breview(?:ed)?\b.{0,12}\b(?:date|due|on|by)\b|\bdate\b.{0,12}\breview\b"),
        (
            "leads",
            0.85,
            r"\b(?:owners?|lead officers?|responsib\w+|by whom|accountable|lead person|named lead)\b|^leads?\b|"
            r"\bleads?$",
        ),
        (
            "next_steps",
            0.8,
            r"\b(?:next steps?|(?:further|planned|proposed|future|additional|required|outstanding|"
            r"new)\b.{0,15}\b(?:actions?|steps?|controls?|measures?))\b|\bactions? (?:required|needed|to|plan|"
            r"points?|planned)\b|\brecommend",
        ),
        ("progress", 0.75, r"\b(?:progress|updates?|comments?|commentary)\b"),
        ("evidence", 0.8, r"\b(?:evidence|assurance)\b"),
        ("status", 0.7, r"\bstatus\b"),
        ("severity", 0.7, r"^(?:impact|severity|consequence)\b"),
        ("title", 0.75, r"\b(?:area of risk|risk area|self[- ]assessment)\b"),
        ("hazard", 0.7, r"\b(?:hazards?|threats?|vulnerabilit\w+|description|causes?|consequences?)\b"),
        (
            "requirement",
            0.75,
            r"^(?:guidance|duty|requirement|expectation|outcome|objective|standard|what the (?:guidance|duty))",
        ),
        ("title", 0.7, r"\brisks?\b"),
        ("number", 0.7, r"^(?:ref|no|id|#)\b"),
        ("next_steps", 0.6, r"\bactions?\b"),
    )
)

# A heading with one of these and no match belongs to a table about the document itself.
DOCUMENT_HEADINGS = re.compile(
    r"^(?:version|version (?:no|number|control)|approved by|approval|date approved|author|amend\w*|changes?\b.*|"
    r"change|revision|"
    r"revision history|document (?:owner|control|history)|policy (?:owner|details)|issue date|summary of changes?|"
    r"amended by|distribution|signature|signed|yes/no|ratified by|equality.*|committee|page|contents|date of issue|"
    r"abbreviation|acronym|initials|meaning|full name)$"
)
SCALE_HEADINGS = re.compile(
    r"^(?:score|scale|descriptor|definition|rating scale|key|level|colour|meaning|likelihood scale|impact scale|"
    r"response|what (?:it|this) means|grade|description)$"
)

# "Risk (L x S)" is a score, whatever stands before the bracket.
_PRODUCT = re.compile(r"\(\s*[lips]\s?[x×*]\s?[lips]\s*\)")
_STAGE_WORDS = (
    ("residual", re.compile(r"\b(?:residual|net|mitigated|target)\b")),
    ("gross", re.compile(r"\b(?:gross|inherent|initial|raw)\b")),
)

STAGES = {"gross": "gross", "current": "current", "residual": "residual"}


class Reading(NamedTuple):
    """What a heading was read as. also: a second field that the same heading names."""

    field: str
    confidence: float
    also: str | None = None


def plain_heading(text: str) -> str:
    """Lower case without footnote marks, line breaks and wide-set letters ("R A G" -> "rag")."""
    words = " ".join(text.lower().replace("’", "'").split())
    if re.fullmatch(r"(?:\w ){1,6}\w", words):
        words = words.replace(" ", "") if len(words) <= 5 else words
    words = words.strip("?*†‡:.;-–— \u00b9\u00b2\u00b3")
    words = re.sub(r"^\d{1,2}[.)] ", "", words)
    return words if words != "#" else "no"


@lru_cache(maxsize=4096)
def read_heading(text: str) -> Reading | None:
    """The field that a heading names, or None."""
    if text.strip() in ("#", "№"):
        return Reading("number", 0.95)
    plain = plain_heading(text)
    if not plain or len(plain) > 120:
        return None
    found = _exact(plain)
    if found:
        return Reading(found, 0.97)
    if _PRODUCT.search(plain):
        stage = next((name for name, pattern in _STAGE_WORDS if pattern.search(plain)), "current")
        return Reading(stage, 0.93)
    without_brackets = re.sub(r"\s*[(\[][^()\[\]]{0,60}[)\]]\s*", " ", plain).strip()
    without_mark = re.sub(r"(?<=[a-z])\d{1,2}$", "", without_brackets).strip(" *:")
    found = _exact(without_brackets) or _exact(without_mark)
    if found:
        return Reading(found, 0.93)
    halves = [half.strip(" *") for half in re.split(r"\s*(?:/|&|\band\b)\s*", without_mark) if half.strip(" *")]
    named = [name for name in (_exact(half) for half in halves) if name]
    if len(halves) >= 2 and len(named) == len(halves):
        different = list(dict.fromkeys(named))
        if len(different) == 1:
            return Reading(different[0], 0.9)
        # A heading of two fields: the later in this order is the one that a person acts on.
        for first, second in _MIXED:
            if first in different and second in different:
                return Reading(first, 0.6, second)
        return Reading(different[0], 0.6, different[1])
    if len(without_mark.split()) > 12:
        return None
    for name, confidence, pattern in _BY_PATTERN:
        if pattern.search(without_mark):
            return Reading(name, confidence)
    return None


_MIXED = (
    ("due", "status"),
    ("due", "review_on"),
    ("next_steps", "evidence"),
    ("next_steps", "progress"),
    ("next_steps", "leads"),
    ("actions_taken", "evidence"),
    ("title", "hazard"),
)


def _exact(plain: str) -> str | None:
    return _BY_WORDS.get(plain)


def composed(parent: str, child: str) -> Reading | None:
    """A heading of two rows: "Gross risk" over "Impact" is the gross severity."""
    above, below = read_heading(parent), read_heading(child)
    if above is None or below is None:
        return below or above
    if above.field in STAGES or above.field == "rag":
        stage = above.field if above.field in STAGES else ""
        if below.field in ("likelihood", "severity"):
            return Reading(f"{stage}.{below.field}" if stage else below.field, 0.9)
        if below.field in ("current", "rag", "gross", "residual"):
            return Reading(stage or below.field, 0.9)
    # The lower row is the closer description of the column, unless it is only a guide beneath a plain heading.
    return above if above.confidence > below.confidence else below
