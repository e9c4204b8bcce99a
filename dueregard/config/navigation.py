"""The main navigation: what the viewer may open, in the order of a working day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from dueregard.accounts.permissions import can_manage_people, can_read_appointments
from dueregard.figures.permissions import can_read_figures
from dueregard.health.permissions import can_read_health
from dueregard.home.permissions import can_read_trail
from dueregard.kernel.addresses import address
from dueregard.organisation.permissions import can_read_organisation
from dueregard.plan.permissions import can_edit_plan, can_keep_meeting_sheet, can_read_register
from dueregard.publication.permissions import can_read_versions
from dueregard.rounds.permissions import can_read_rounds
from dueregard.training.permissions import can_read_training, has_record


@dataclass(frozen=True)
class Item:
    """One item: its words, its address, and whether the page belongs to it."""

    label: str
    url: str
    current: bool = False


def _allowed(viewer: Any) -> Iterator[tuple[str, str]]:
    """(words, URL name) of what the viewer may open. All of it follows from the roles they hold, which are read once."""
    yield "Today", "home:today"
    if can_read_register(viewer):
        yield "Register", "plan:register"
    if can_read_health(viewer):
        yield "Health", "health:health"
    if can_keep_meeting_sheet(viewer):
        yield "Meeting sheet", "plan:meeting_sheet"
    if can_read_versions(viewer):
        yield "Versions", "publication:versions"
    if can_read_rounds(viewer):
        yield "Rounds", "rounds:rounds"
    if can_read_training(viewer):
        yield "Training", "training:coverage" if address("training:coverage") else "training:courses"
    elif has_record(viewer):
        yield "Training", "training:sessions"
    if can_read_figures(viewer):
        yield "Figures", "figures:figures"
    if can_edit_plan(viewer):
        yield "Imports", "plan:imports"
    if can_read_organisation(viewer):
        yield "Organisation", "organisation:bodies"
    if can_manage_people(viewer):
        yield "People", "accounts:people"
    elif can_read_appointments(viewer):
        yield "People", "accounts:appointments"
    if can_read_trail(viewer):
        yield "Trail", "home:trail"


def navigation(request: HttpRequest) -> list[Item]:
    """The items of the main navigation for this request; none for a visitor.

    No query beyond the viewer's roles; one more for those who hold none, of whom training may keep a record.
    """
    viewer = getattr(request, "user", None)
    if viewer is None or not viewer.is_authenticated:
        return []
    found = [(label, url) for label, name in _allowed(viewer) if (url := address(name))]
    # The page belongs to the item whose address it continues; the longest, because /plan/ begins /plan/imports too.
    mine = request.resolver_match.view_name if request.resolver_match else ""
    within = [url for _, url in found if url != "/" and request.path.startswith(url)]
    # Failing that, to the item of its room: /training/staff to Training, which opens /training/courses.
    room = request.path.split("/")[1]
    beside = next((url for _, url in found if room and url.split("/")[1] == room), "")
    here = "/" if request.path == "/" else max(within, key=len, default=beside)
    if mine == "accounts:me":
        here = ""
    return [Item(label, url, url == here) for label, url in found]
