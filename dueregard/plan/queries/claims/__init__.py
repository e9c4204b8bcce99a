"""Numbers of the plan that are bound to figures, those that could be, and what the records give for both."""

from .page import Bound, Candidate, bound_page, bound_rows, candidate, candidate_page, spans_at
from .shown import Claims, claims_in_texts
from .texts import Text, text_at, texts_of
from .values import reader_of, standings, words_for_all

__all__ = [
    "Bound",
    "Candidate",
    "Claims",
    "Text",
    "bound_page",
    "bound_rows",
    "candidate",
    "candidate_page",
    "claims_in_texts",
    "reader_of",
    "spans_at",
    "standings",
    "text_at",
    "texts_of",
    "words_for_all",
]
