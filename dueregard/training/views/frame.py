"""What the pages of training share: the way between its parts, and the page with one form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dueregard.kernel.addresses import address
from dueregard.training import permissions


def _parts(viewer: Any) -> Iterator[tuple[str, str]]:
    """(URL name, words) of the parts of the room that the viewer may open."""
    if permissions.can_read_training(viewer):
        yield "training:coverage", "Coverage"
    yield "training:sessions", "Sessions"
    yield "training:my_record", "My record"
    if permissions.has_people(viewer):
        yield "training:staff_list", "Staff"
    if permissions.can_read_officers(viewer):
        yield "training:officers", "Officers"
    yield "training:contact", "Who to contact"
    if permissions.can_read_training(viewer):
        yield "training:requirements", "Requirements"
        yield "training:courses", "Courses"
    if permissions.can_read_all_records(viewer):
        yield "training:refreshers", "Refreshers"
    if permissions.can_bring_records(viewer):
        yield "training:bringings", "Lists"


def part_page(request: HttpRequest, part: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """One of the room's parts (by its URL name), with the way to the others as `tabs`."""
    tabs = [
        {"label": label, "url": url, "current": name == part}
        for name, label in _parts(request.user)
        if (url := address(name))
    ]
    may = {"may_keep": permissions.can_keep_training(request.user)}
    return render(request, template, {"tabs": tabs} | may | context)
