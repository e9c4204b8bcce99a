"""Today's page, the audit trail's pages, and the pages about the product itself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dueregard.accounts.permissions import can_manage_people, can_read_appointments
from dueregard.home import permissions
from dueregard.home.forms import TrailForm
from dueregard.home.queries.alive import database_answers
from dueregard.home.queries.figures import shown_figures
from dueregard.home.queries.kept import kept_page
from dueregard.home.queries.today import today_for
from dueregard.home.queries.trail import chain_head, entry_page, trail, verb_choices, verb_in_words
from dueregard.kernel.doors import open_to_all
from dueregard.kernel.require import permit
from dueregard.organisation.permissions import can_read_organisation
from dueregard.training.permissions import has_record

_NO_TRAIL = "Your roles do not include reading the audit trail."


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What needs the viewer today; for somebody who reads no plan, what they can do here."""
    found = today_for(request.user)
    context = {
        "today": found,
        "shown": shown_figures(found.figures, reverse("plan:register")),
        "manages_people": can_manage_people(request.user),
        "reads_appointments": can_read_appointments(request.user),
        "reads_organisation": can_read_organisation(request.user),
        "has_record": not found.reads_plan and has_record(request.user),
    }
    return render(request, "home/today.html" if found.reads_plan else "home/welcome.html", context)


@require_safe
def trail_page(request: HttpRequest) -> HttpResponse:
    """The audit trail, newest first, filtered as the URL says."""
    permit(permissions.can_read_trail(request.user), _NO_TRAIL)
    form = TrailForm(request.GET, verb_choices(request.user))
    found = trail(request.user, form.filters(), request.GET.get("page"))
    rows = [(entry, verb_in_words(entry.verb)) for entry in found]
    context = {"form": form, "chips": form.chips(), "page": found, "rows": rows, "head": chain_head()}
    return render(request, "home/trail.html", context)


@require_safe
def trail_entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry with its details."""
    permit(permissions.can_read_trail(request.user), _NO_TRAIL)
    found = entry_page(request.user, number)
    if found is None:
        raise Http404
    return render(request, "home/entry.html", {"found": found, "verb": verb_in_words(found.entry.verb)})


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, and how long; when the retention run was, and when it is next."""
    permit(permissions.can_read_what_is_kept(request.user), "Your roles do not include reading what is kept.")
    return render(request, "home/kept.html", {"found": kept_page()})


@open_to_all
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to find one's way."""
    return render(request, "home/help.html")


@open_to_all
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "home/accessibility.html")


@open_to_all
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """For monitoring: "ok" where the database answers."""
    return HttpResponse("ok" if database_answers() else "", content_type="text/plain")
