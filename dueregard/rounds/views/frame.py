"""What the pages of this room share: finding a round, an ask, a link or an answer, for those who may know of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from dueregard.kernel.require import permit
from dueregard.rounds import permissions
from dueregard.rounds.queries import rounds, rows


def round_or_404(request: HttpRequest, reference: str) -> Any:
    """The round, for those who may read rounds at all (403 for others)."""
    permit(permissions.can_read_rounds(request.user))
    found = rounds.round_of_reference(request.user, reference)
    if found is None:
        raise Http404
    return found


def round_to_run(request: HttpRequest, reference: str) -> Any:
    """The round, for those who run rounds."""
    found = round_or_404(request, reference)
    permit(permissions.can_run_rounds(request.user))
    return found


def ask_or_404(request: HttpRequest, round: Any, reference: str) -> Any:
    """What was asked of one lead, for those who read answers."""
    permit(permissions.can_read_answers(request.user))
    found = rounds.ask_of_reference(request.user, round, reference)
    if found is None:
        raise Http404
    return found


def answer_or_404(request: HttpRequest, round: Any, reference: str) -> rows.Pending:
    """One answer with its row as it is now."""
    found = rows.answer_of_reference(round, reference)
    if found is None:
        raise Http404
    return found
