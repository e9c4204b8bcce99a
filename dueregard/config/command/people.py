"""`createlead`: the first account, opened by whoever holds the server's keys."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from dueregard.config.command.failing import Failure, one_line, say
from dueregard.config.command.ready import refuse_pending, set_up


def _name_from(address: str) -> str:
    """ "morgan.whitlow@example.ac.uk" -> "Morgan Whitlow"."""
    return " ".join(part.capitalize() for part in address.partition("@")[0].replace("_", ".").split(".") if part)


def _asked_password() -> str | None:
    """A password typed twice on the terminal; None where there is no terminal or nothing was typed."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    if not (sys.stdin and sys.stdin.isatty()):
        return None
    say("Choose a password, or press Enter for a link that sets one.")
    password = getpass.getpass("Password: ")
    if not password:
        return None
    if getpass.getpass("The same again: ") != password:
        raise Failure("The two passwords differ: nothing was changed.")
    try:
        validate_password(password)
    except ValidationError as error:
        raise Failure(" ".join(error.messages)) from None
    return password


def _set_password_link(account: Any) -> str:
    """A link with which the account's person sets a password, once, within the library's time."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str
    from django.conf import settings
    from django.urls import reverse

    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(account), "key": default_token_generator.make_token(account)},
    )
    where = settings.CSRF_TRUSTED_ORIGINS[0] if settings.CSRF_TRUSTED_ORIGINS else "http://127.0.0.1:8000"
    return f"{where}{path}"


def createlead(arguments: Any) -> int:
    """Open an account as Prevent lead. The person may be known already by the same address."""
    set_up()
    refuse_pending()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import transaction

    from dueregard.accounts.models import Person
    from dueregard.accounts.rules import Role
    from dueregard.accounts.workflows import add_person, open_account, propose_appointment
    from dueregard.kernel import clock
    from dueregard.kernel.principals import Command

    email = one_line(arguments.email)
    try:
        validate_email(email)
    except ValidationError:
        raise Failure(f"“{email}” is not an e-mail address.") from None
    by = Command()
    with transaction.atomic():
        person = Person.objects.filter(email__iexact=email).first() or add_person(
            by=by, name=arguments.name or _name_from(email), email=email
        )
        account = open_account(by=by, person=person, email=email)
        propose_appointment(
            by=by,
            person=person,
            role=Role.PREVENT_LEAD,
            reason="Opened at the server’s command line.",
            starts_on=clock.today(),
        )
        # Asked inside, so that a refused password leaves nothing behind.
        password = _asked_password()
        if password:
            account.set_password(password)
            account.save(update_fields=["password"])
    say(f"{person.name} ({account.email}) is Prevent lead.")
    if not password:
        say(f"Set a password at {_set_password_link(account)}")
    return 0
