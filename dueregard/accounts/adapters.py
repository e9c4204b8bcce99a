"""What the sign-in library is told: sign-up is closed, secrets are sealed, and what happens at the door is recorded."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from dueregard.accounts.models import Account
from dueregard.accounts.workflows import record_at_the_door, record_failed_sign_in
from dueregard.kernel import clock
from dueregard.kernel.encryption import ring

log = logging.getLogger(__name__)

_BOUND_TO = "mfa_authenticator.data"

# Mail that the library would send, by template -> (audit verb, summary).
_RECORDED = {
    "account/email/password_changed": ("accounts.password_changed", "Changed their password."),
    "account/email/password_set": ("accounts.password_changed", "Set a password."),
    "account/email/password_reset": ("accounts.password_reset", "Set a new password through a mailed link."),
    "mfa/email/totp_activated": ("accounts.second_factor_added", "Turned two-step sign-in on."),
    "mfa/email/totp_deactivated": ("accounts.second_factor_removed", "Turned two-step sign-in off."),
    "mfa/email/recovery_codes_generated": ("accounts.recovery_codes_made", "Made new recovery codes."),
}


class ClosedDoor(DefaultAccountAdapter):
    """Accounts are opened by workflows only; sign-ins and failed ones are entries of the trail."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed.",
        "email_password_mismatch": "The email address or the password is not right. Check both and try again.",
        "too_many_login_attempts": "There were too many failed attempts. Wait five minutes, then try again.",
        "incorrect_password": "That is not your password. Check it and try again.",
        "enter_current_password": "That is not your present password. Check it and try again.",
        "rate_limited": "There were too many attempts. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the failure under the account that was tried, if there is one; never what was typed."""
        record_failed_sign_in(email=str(credentials.get("email", "")))

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in, after every step, and record it."""
        super().login(request, user)
        record_at_the_door(account=user, verb="accounts.signed_in", summary="Signed in.")

    def format_email_subject(self, subject: str) -> str:
        """The subject as the template has it: no site's name before it."""
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, but never to somebody without an account; a mail server that fails does not show who has one."""
        if template_prefix in ("account/email/unknown_account", "account/email/account_already_exists"):
            return
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            log.exception("Mail could not be sent")

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the person that their sign-in was changed, and record that it was."""
        if template_prefix in _RECORDED and isinstance(user, Account):
            verb, summary = _RECORDED[template_prefix]
            record_at_the_door(account=user, verb=verb, summary=summary)
        self.send_mail(template_prefix, user.email, {"timestamp": clock.now(), **(context or {})})


class SealedSecrets(DefaultMFAAdapter):
    """TOTP secrets and recovery seeds are encrypted under the key ring (the library stores them in clear otherwise)."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is not right. Wait for the next one, then try again.",
        "cannot_generate_recovery_codes": "Turn two-step sign-in on first.",
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        return ring().encrypt(text, _BOUND_TO)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret. Raises Unreadable where the key ring cannot."""
        return ring().decrypt(encrypted_text, _BOUND_TO)
