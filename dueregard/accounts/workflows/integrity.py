"""What the database refuses, said in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from dueregard.kernel.require import Refused


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
