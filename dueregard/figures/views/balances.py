"""Recording and withdrawing a figure's opening balance."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from dueregard.figures.forms import BalanceForm, ReasonForm
from dueregard.figures.queries import openings
from dueregard.figures.views.frame import keeping, of_key
from dueregard.figures.workflows import balances as workflows
from dueregard.look.form_pages import GET_POST, after, done, form_page, found


@GET_POST
def record_balance(request: HttpRequest, key: str) -> HttpResponse:
    """Record a figure's opening balance, or show what it would come to."""
    keeping(request)
    figure = of_key(key)
    url = reverse("figures:figure", args=[key])
    form = BalanceForm(request.POST or None, figure=figure)
    outcomes = None
    if "preview" in request.POST:
        if form.is_valid():
            outcomes = openings.preview(request.user, figure, form.opening())
    elif done(
        request,
        form,
        lambda: workflows.record_balance(
            by=request.user, figure=figure, opening=form.opening(), source=form.cleaned_data["source"]
        ),
    ):
        return after(request, "The opening balance was recorded.", url)
    return form_page(
        request,
        form,
        heading="Record an opening balance",
        caption=figure.label,
        button="Record the balance",
        back=(figure.label, url),
        parent=("Figures", reverse("figures:figures")),
        template="figures/balance_form.html",
        figure=figure,
        outcomes=outcomes,
        example=openings.examples(),
        there_is_one=openings.balance_of(request.user, figure),
    )


@GET_POST
def withdraw_balance(request: HttpRequest, key: str) -> HttpResponse:
    """Take a figure's opening balance back."""
    keeping(request)
    figure = of_key(key)
    balance = found(openings.balance_of(request.user, figure))
    url = reverse("figures:figure", args=[key])
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda: workflows.withdraw_balance(by=request.user, balance=balance, **form.cleaned_data)):
        return after(request, "The opening balance was withdrawn.", url)
    return form_page(
        request,
        form,
        heading="Withdraw the opening balance",
        caption=figure.label,
        button="Withdraw the balance",
        warning=True,
        consequence="The figure is then counted from the records alone, for every day and period. What was withdrawn stays "
        "on the figure’s page with your reason.",
        back=(figure.label, url),
        parent=("Figures", reverse("figures:figures")),
    )
