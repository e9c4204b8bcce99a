"""Addresses of people, accounts and appointments (under people/), and of signing in (under account/)."""

from __future__ import annotations

from allauth.account import views as door
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from django.conf import settings
from django.urls import URLPattern, path, re_path

from dueregard.accounts import forms
from dueregard.accounts.views import appointments, own, people

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("", people.people, name="people"),
    path("me", own.me, name="me"),
    path("add", people.add_person, name="add_person"),
    path("appointments", appointments.appointments, name="appointments"),
    path("appointments/<str:reference>/decide", appointments.decide_appointment, name="decide_appointment"),
    path("appointments/<str:reference>/confirm", appointments.confirm_appointment, name="confirm_appointment"),
    path("appointments/<str:reference>/decline", appointments.decline_appointment, name="decline_appointment"),
    path("appointments/<str:reference>/end", appointments.end_appointment, name="end_appointment"),
    path("<str:reference>", people.person, name="person"),
    path("<str:reference>/correct", people.correct_person, name="correct_person"),
    path("<str:reference>/open-account", people.open_account, name="open_account"),
    path("<str:reference>/change-address", people.change_sign_in_address, name="change_sign_in_address"),
    path("<str:reference>/close-account", people.close_account, name="close_account"),
    path("<str:reference>/reopen-account", people.reopen_account, name="reopen_account"),
    path("<str:reference>/appoint", appointments.propose_appointment, name="propose_appointment"),
]


def _sign_in_extra() -> str:
    """The template of a floor above that adds to the sign-in page; "" for none. The demonstration has one."""
    return str(getattr(settings, "DUEREGARD_SIGN_IN_EXTRA", ""))


# The sign-in library's pages that this product has, under the names that the library looks up. Left out on purpose:
# sign-up, addresses managed by oneself (accounts.workflows.change_sign_in_address), sign-in by mailed code.
sign_in: list[URLPattern] = [
    path(
        "login/",
        door.LoginView.as_view(form_class=forms.SignInForm, extra_context={"sign_in_extra": _sign_in_extra}),
        name="account_login",
    ),
    path("logout/", door.logout, name="account_logout"),
    path("inactive/", door.account_inactive, name="account_inactive"),
    path("signup/", own.sign_up_closed, name="account_signup"),
    path(
        "reauthenticate/",
        door.ReauthenticateView.as_view(form_class=forms.ConfirmItIsYouForm),
        name="account_reauthenticate",
    ),
    path(
        "password/change/",
        door.PasswordChangeView.as_view(form_class=forms.ChangePasswordForm),
        name="account_change_password",
    ),
    path("password/set/", door.PasswordSetView.as_view(form_class=forms.SetPasswordForm), name="account_set_password"),
    path(
        "password/reset/",
        door.PasswordResetView.as_view(form_class=forms.ForgottenPasswordForm),
        name="account_reset_password",
    ),
    path("password/reset/done/", door.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        door.PasswordResetFromKeyView.as_view(form_class=forms.NewPasswordForm),
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", door.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("2fa/", second.index, name="mfa_index"),
    path("2fa/authenticate/", own.SecondStep.as_view(), name="mfa_authenticate"),
    path(
        "2fa/reauthenticate/",
        second.ReauthenticateView.as_view(form_class=forms.ConfirmByCodeForm),
        name="mfa_reauthenticate",
    ),
    path("2fa/totp/activate/", own.TurnOnSecondStep.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
