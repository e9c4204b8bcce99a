"""Reading imports: the list of them, one for its review, and its columns."""

from dueregard.plan.queries.imports.columns import Table, tables
from dueregard.plan.queries.imports.lists import (
    Progress,
    committed_before,
    import_with,
    imports,
    progress,
    taken_numbers,
    visible_imports,
    waiting_twin,
)
from dueregard.plan.queries.imports.made import changed_since, pointing_at_made
from dueregard.plan.queries.imports.review import (
    Card,
    Overview,
    Preview,
    card,
    cards,
    document_initial,
    known_campuses,
    left_out,
    overview,
    preview,
)

__all__ = [
    "Card",
    "Overview",
    "Preview",
    "Progress",
    "Table",
    "card",
    "cards",
    "changed_since",
    "committed_before",
    "document_initial",
    "import_with",
    "imports",
    "known_campuses",
    "left_out",
    "overview",
    "pointing_at_made",
    "preview",
    "progress",
    "tables",
    "taken_numbers",
    "visible_imports",
    "waiting_twin",
]
