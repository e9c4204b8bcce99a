"""The plan's tables."""

from dueregard.plan.models.areas import Area, AreaAction, AreaLead, AreaRevision, Section, SectionRevision
from dueregard.plan.models.document import (
    ContextPassage,
    ContextPassageRevision,
    PlanDocument,
    PlanDocumentRevision,
    RiskEntry,
)
from dueregard.plan.models.evidence import Evidence, EvidenceFile, Review, ReviewCycle
from dueregard.plan.models.imports import PlanImport
from dueregard.plan.models.work import RolledAction, RollForward, SavedView, SheetReturn

__all__ = [
    "Area",
    "AreaAction",
    "AreaLead",
    "AreaRevision",
    "ContextPassage",
    "ContextPassageRevision",
    "Evidence",
    "EvidenceFile",
    "PlanDocument",
    "PlanDocumentRevision",
    "PlanImport",
    "Review",
    "ReviewCycle",
    "RiskEntry",
    "RollForward",
    "RolledAction",
    "SavedView",
    "Section",
    "SectionRevision",
    "SheetReturn",
]
