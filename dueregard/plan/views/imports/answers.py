"""What the pages that correct an import have in common: finding it, refusing on the form, going back to the review."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dueregard.kernel.require import ChangedSince
from dueregard.plan.rules.states import ImportState
from dueregard.plan.views.imports.whole import brought_or_404


def ready_or_404(request: HttpRequest, reference: str) -> Any:
    """The import while it waits for review."""
    return brought_or_404(request, reference, ImportState.READY)


def to_review(request: HttpRequest, reference: str, done: str, key: str = "") -> HttpResponse:
    """Back to the review, with a sentence on what was done; key: of the row to show."""
    messages.success(request, done)
    address = reverse("plan:import", args=[reference])
    if request.GET.get("show") == "all":
        return redirect(f"{address}?show=all" + (f"#row-{key}" if key else ""))
    return redirect(address)


def refuse(form: Any, refusal: Exception) -> None:
    """Say on the form why it was not done. After a change by somebody else, to send it again is a decision taken in sight."""
    if isinstance(refusal, ChangedSince):
        form.add_error(None, f"{refusal} Look at what stands now, and send it again if you still want it.")
        form.data = form.data.copy()
        form.data["revision"] = str(refusal.revision)
    else:
        form.add_error(None, str(refusal))


def revision_of(form: Any) -> int:
    """The revision of the import that the form was opened at."""
    return int(form.cleaned_data["revision"])
