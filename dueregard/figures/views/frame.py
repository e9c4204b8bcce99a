"""What the pages of figures share: who may read, which figure, which day or period, and a file to keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from dueregard.documents.writers.separated import write_separated
from dueregard.figures import permissions
from dueregard.figures.forms import ChosenForm
from dueregard.figures.registry import figure_of
from dueregard.figures.rules.chosen import Chosen
from dueregard.figures.rules.definitions import Figure
from dueregard.kernel.require import permit
from dueregard.look.form_pages import found
from dueregard.organisation.queries import term_dates


def reading(request: HttpRequest) -> None:
    """Raises NotPermitted for whoever does not read figures."""
    permit(permissions.can_read_figures(request.user), "Your roles do not include reading figures.")


def keeping(request: HttpRequest) -> None:
    """Raises NotPermitted for whoever does not keep opening balances."""
    permit(permissions.can_keep_balances(request.user), "Your roles do not include recording opening balances.")


def of_key(key: str) -> Figure:
    """The figure, or 404."""
    return found(figure_of(key))


def choice(request: HttpRequest) -> ChosenForm:
    """The form with the day or period that the address names."""
    return ChosenForm(request.GET, term_dates)


def query_of(chosen: Chosen) -> str:
    """What a link to another page of the same day or period carries: "" or "?at=…"."""
    return f"?{urlencode(chosen.said)}" if chosen.said else ""


def file(name: str, headings: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> HttpResponse:
    """Comma-separated values to keep."""
    response = HttpResponse(write_separated(headings, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def file_name(key: str, what: str, chosen: Chosen) -> str:
    """ "training.staff_attended" -> "training-staff-attended-trend-2019-07-11"."""
    return "-".join([key.replace(".", "-").replace("_", "-"), what, chosen.last.isoformat()])
