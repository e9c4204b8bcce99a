"""The contact card: inside for everybody who is signed in, to print, and for the public where the institution chose so."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from dueregard.kernel import clock
from dueregard.kernel.doors import open_to_all
from dueregard.training.forms.card import CardForm
from dueregard.training.queries import appointing
from dueregard.training.queries import card as queries
from dueregard.training.rules.card import EMERGENCY, FORMS
from dueregard.training.views.frame import part_page

PART = "training:contact"


def _card(request: HttpRequest, *, with_names: bool) -> dict[str, Any]:
    """The card of today, of one place where it is asked for."""
    form = CardForm(request.GET, *appointing.place_choices(request.user))
    entries = queries.card(clock.today(), **form.asked(), with_names=with_names)
    return {"form": form, "entries": entries, "emergency": EMERGENCY, "day": clock.today()}


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to contact about a concern. For keepers also: who is not on it, and how to embed it."""
    context = _card(request, with_names=True)
    form = context["form"]
    site = settings.DUEREGARD_ADDRESS.rstrip("/") or request.build_absolute_uri("/").rstrip("/")
    context |= {
        "left_out": queries.left_out(request.user, clock.today()),
        "public": settings.DUEREGARD_PUBLIC_CONTACT_CARD,
        "ancestors": settings.DUEREGARD_CARD_FRAME_ANCESTORS,
        "address": f"{site}{reverse('contact_card:card')}{form.query()}",
        "query": form.query(),
    }
    return part_page(request, PART, "training/card.html", context)


@require_safe
def printed_card(request: HttpRequest, form: str) -> HttpResponse:
    """The card on paper: as cards of A6, or as a poster. It says what the public card says."""
    if form not in FORMS:
        raise Http404
    return render(request, "training/card_printed.html", _card(request, with_names=False) | {"paper": form})


@open_to_all
@require_safe
def public_card(request: HttpRequest) -> HttpResponse:
    """The card without sign-in, to be embedded; the same for everybody, whoever is signed in."""
    if not settings.DUEREGARD_PUBLIC_CONTACT_CARD:
        raise Http404
    response = render(request, "training/card_public.html", _card(request, with_names=False))
    etag = quote_etag(hashlib.sha256(response.content).hexdigest())
    kept = get_conditional_response(request, etag=etag, response=response)
    answer = kept if kept is not None else response
    answer["ETag"] = etag
    # Kept, but asked about each time: who is on the card may change at any moment.
    answer["Cache-Control"] = "no-cache"
    ancestors = settings.DUEREGARD_CARD_FRAME_ANCESTORS
    if ancestors:
        # The older header cannot name a site: where the policy names some, the policy alone speaks.
        answer.xframe_options_exempt = True
        answer._csp_replace = {"frame-ancestors": list(ancestors)}  # type: ignore[attr-defined]
    return answer
