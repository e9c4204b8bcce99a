"""What people type on the pages of accounts and sign-in, cleaned; nothing here saves."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.html import format_html

from dueregard.accounts.rules import ROLES, Role, Scope
from dueregard.look.forms import DayField

_PASSWORD_HINT = "At least 12 characters. Three or four words that do not belong together are easy to keep."  # noqa: S105


class PersonForm(forms.Form):
    """A new person."""

    name = forms.CharField(label="Name", max_length=200, error_messages={"required": "Give the person’s name"})
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        required=False,
        error_messages={"invalid": "Give an email address such as name@example.ac.uk"},
    )


class CorrectPersonForm(PersonForm):
    """A person's entry."""

    left_on = DayField(
        label="Last day at the institution",
        required=False,
        help_text="Only for somebody who is leaving or has left. For example, 4 December 2026",
    )
    closing = forms.BooleanField(
        label="Close their account too",
        required=False,
        help_text="They can no longer sign in from now on. Possible once the last day has come.",
    )
    revision = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "Open the page again: it does not say what it showed."}
    )

    def __init__(self, *args: Any, may_close: bool, **kwargs: Any) -> None:
        """may_close: whether there is an open account that the viewer may close."""
        super().__init__(*args, **kwargs)
        if not may_close:
            del self.fields["closing"]


class AddressForm(forms.Form):
    """The address that somebody signs in with."""

    email = forms.EmailField(
        label="Address to sign in with",
        max_length=254,
        error_messages={
            "required": "Give the address that the person signs in with",
            "invalid": "Give an email address such as name@example.ac.uk",
        },
    )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label="Why",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, in a few words"},
    )


class SearchForm(forms.Form):
    """Words to find somebody by."""

    q = forms.CharField(label="Name or email address", max_length=200, required=False)


class PlainFields:
    """Takes out of the sign-in library's forms what the look does not want: placeholders for labels, links in hints."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}
    required: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if name in self.required:
                field.error_messages["required"] = self.required[name]


class SignInForm(PlainFields, account_forms.LoginForm):
    """Address and password."""

    labels = {"login": "Email address", "password": "Password"}
    required = {"login": "Enter your email address", "password": "Enter your password"}


class ChangePasswordForm(PlainFields, account_forms.ChangePasswordForm):
    """The present password and the new one, twice."""

    labels = {"oldpassword": "Present password", "password1": "New password", "password2": "New password again"}
    hints = {"password1": _PASSWORD_HINT}
    required = {
        "oldpassword": "Enter your present password",
        "password1": "Enter a new password",
        "password2": "Enter the new password again",
    }


class SetPasswordForm(PlainFields, account_forms.SetPasswordForm):
    """A first password, twice."""

    labels = {"password1": "Password", "password2": "Password again"}
    hints = {"password1": _PASSWORD_HINT}
    required = {"password1": "Enter a password", "password2": "Enter the password again"}


class ForgottenPasswordForm(PlainFields, account_forms.ResetPasswordForm):
    """The address to mail a link to."""

    labels = {"email": "Email address"}
    required = {"email": "Enter your email address"}


class NewPasswordForm(PlainFields, account_forms.ResetPasswordKeyForm):
    """The new password, twice, behind a mailed link."""

    labels = {"password1": "New password", "password2": "New password again"}
    hints = {"password1": _PASSWORD_HINT}
    required = {"password1": "Enter a new password", "password2": "Enter the new password again"}


class ConfirmItIsYouForm(PlainFields, account_forms.ReauthenticateForm):
    """The password once more, before the sign-in is changed."""

    labels = {"password": "Password"}
    required = {"password": "Enter your password"}


class SecondStepForm(PlainFields, mfa_forms.AuthenticateForm):
    """The code of the second step, from the app or a recovery code."""

    labels = {"code": "Code"}
    hints = {"code": "Six digits from your app, or one of your recovery codes."}
    required = {"code": "Enter the code"}


class ConfirmByCodeForm(PlainFields, mfa_forms.ReauthenticateForm):
    """A code once more, before the sign-in is changed."""

    labels = {"code": "Code"}
    hints = {"code": "Six digits from your app, or one of your recovery codes."}
    required = {"code": "Enter the code"}


class TurnOnSecondStepForm(PlainFields, ActivateTOTPForm):
    """The first code of an app that was just set up."""

    labels = {"code": "Code from the app"}
    hints = {"code": "Six digits."}
    required = {"code": "Enter the code that the app shows"}


def role_label(role: str) -> str:
    """A role as a radio shows it: its name, and what it may do."""
    text = ROLES[role]
    waits = " Needs a second person." if text.sensitive else ""
    return format_html(
        '<strong>{}</strong><br><span class="soft">{}{}</span>', Role(role).label, text.description, waits
    )


class AppointmentForm(forms.Form):
    """An appointment to a role: which, for which part of the institution, from when to when, and why."""

    role = forms.ChoiceField(
        label="Role", widget=forms.RadioSelect, choices=(), error_messages={"required": "Choose a role"}
    )
    scope = forms.ChoiceField(label="For which part of the institution", choices=(), required=False)
    starts_on = DayField(label="First day", error_messages={"required": "Give the first day"})
    ends_on = DayField(label="Last day", required=False)
    reason = forms.CharField(
        label="Why",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is kept with the appointment, for those who may see who holds which role.",
        error_messages={"required": "Say why, in a few words"},
    )

    def __init__(self, *args: Any, scopes: list[tuple[str, str, str]], **kwargs: Any) -> None:
        """scopes: what an appointment may be limited to, as (kind of Scope, reference, name)."""
        super().__init__(*args, **kwargs)
        limited = ", ".join(str(Role(role).label) for role, text in ROLES.items() if text.scoped)
        self.fields["role"].choices = [(str(role), role_label(role)) for role in Role]  # type: ignore[attr-defined]
        self.scopes = {reference: (kind, reference, name) for kind, reference, name in scopes}
        groups: dict[str, list[tuple[str, str]]] = {}
        for kind, reference, name in scopes:
            groups.setdefault("Campuses" if kind == Scope.CAMPUS else "Bodies", []).append((reference, name))
        self.fields["scope"].choices = [("", "The whole institution"), *groups.items()]  # type: ignore[attr-defined]
        self.fields["scope"].help_text = f"These may be limited: {limited}."

    def clean(self) -> dict[str, Any]:
        """The end after the start, and a part of the institution only where the role can have one."""
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "The last day must not be before the first")
        if cleaned.get("scope") and cleaned.get("role") and not ROLES[cleaned["role"]].scoped:
            self.add_error("scope", "This role is always for the whole institution")
        return cleaned

    def chosen_scope(self) -> dict[str, str]:
        """The part of the institution, as the workflow takes it."""
        reference = self.cleaned_data["scope"]
        if not reference:
            return {}
        kind, reference, name = self.scopes[reference]
        return {"scope": kind, "scope_reference": reference, "scope_name": name}
