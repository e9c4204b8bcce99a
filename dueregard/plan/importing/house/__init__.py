"""Plans that Due Regard published: known by unmistakable marks and read exactly, without splitting, mending or guessing."""

from __future__ import annotations

from dueregard.documents.grids import SourceDocument
from dueregard.organisation.rules.years import TermDates
from dueregard.plan.rules.printed import is_marked

from ..figures import candidate_figures
from ..proposal import Flag, Proposal
from .data import NotThisSchema, of_data
from .print import of_print
from .sheet import of_sheet

__all__ = ["NotThisSchema", "house_proposal"]


def house_proposal(document: SourceDocument, terms: TermDates) -> Proposal | None:
    """What a plan that Due Regard published says; None for every other document, and for one without its tables.

    Raises NotThisSchema for a file of data that is no plan in the published schema.
    """
    if document.data is not None:
        proposal: Proposal | None = of_data(document)
    elif document.format in ("xlsx", "csv"):
        # The headings alone are unmistakable, and some spreadsheet programs drop a file's keywords.
        proposal = of_sheet(document)
    else:
        proposal = of_print(document) if is_marked(document.keywords) else None
    if proposal is None or not proposal.risk_areas:
        return None
    proposal.document.format = document.format
    for area in proposal.risk_areas:
        texts = [*area.actions_taken, area.evidence or "", *(step.progress or "" for step in area.next_steps)]
        proposal.candidate_figures += candidate_figures(
            area.number, [text for text in texts if text], area.source, terms
        )
    proposal.flags += [Flag("remark", remark) for remark in document.remarks]
    return proposal
