"""What the database refuses, said in a sentence; and what is no address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from dueregard.kernel.require import Refused, sound


@contextmanager
def once(sentence: str) -> Iterator[None]:
    """What the database refuses inside because it is there already becomes Refused(sentence).

    The database's constraints decide, so two people at once cannot both pass a check made beforehand.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(sentence) from error


def check_address(email: str) -> None:
    """Raise Refused for what is not an email address; the empty string may pass."""
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refused("Give an email address such as name@example.ac.uk.") from None
    sound(len(email) <= 254, "An email address has at most 254 characters.")
