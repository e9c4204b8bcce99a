"""One's own account, turning two-step sign-in on, the second step of signing in, and the closed sign-up."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dueregard.accounts import forms, queries, workflows
from dueregard.kernel.encryption import Unreadable, ring


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Name, address, roles in words, and the ways to keep the sign-in safe."""
    context = {
        "account": request.user,
        "roles": queries.held_roles_in_words(request.user),
        "two_steps": queries.has_second_factor(request.user),
    }
    return render(request, "accounts/me.html", context)


def sign_up_closed(request: HttpRequest) -> HttpResponse:
    """Nobody opens an account for themselves."""
    return render(request, "account/signup_closed.html", status=403)


# Read by the door of every request (config.middleware): this page is meant to be public.
sign_up_closed.open_to_all = True  # type: ignore[attr-defined]


class SecondStep(AuthenticateView):
    """The library's page for the second step, which records a wrong code."""

    form_class = forms.SecondStepForm

    def _build_forms(self) -> Any:
        # Without a code the library would expect a security key, which this product does not offer.
        if self.request.method == "POST" and "code" not in self.request.POST:
            self.request.POST = self.request.POST.copy()
            self.request.POST["code"] = ""
        return super()._build_forms()

    def form_invalid(self, form: Any) -> HttpResponse:
        """Record the failure, show the form again."""
        account = self.stage.login.user
        workflows.record_failed_second_step(account=account)
        response: HttpResponse = super().form_invalid(form)
        return response


class TurnOnSecondStep(ActivateTOTPView):
    """The library's page that sets an app up. Until the first code, the secret waits in the session: here it waits sealed."""

    form_class = forms.TurnOnSecondStepForm

    def get_form(self, form_class: Any = None) -> Any:
        """The library's form, which takes the secret from the session or puts a new one there."""
        session, bound_to = self.request.session, f"session.{SECRET_SESSION_KEY}|{self.request.user.pk}"
        sealed = session.pop(SECRET_SESSION_KEY, None)
        if sealed:
            # Where it cannot be opened the library makes a new one, and the page shows it.
            with suppress(Unreadable):
                session[SECRET_SESSION_KEY] = ring().decrypt(sealed, bound_to)
        form = super().get_form(form_class)
        # The session is stored when the request ends: what stands in it in clear until here was never written.
        session[SECRET_SESSION_KEY] = ring().encrypt(form.secret, bound_to)
        return form
