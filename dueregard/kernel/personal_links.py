"""Tokens of personal links: signed, with what they open and until when inside; nothing in the database can make one."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.crypto import salted_hmac

_SALT = "dueregard.personal-link"
# Letters, digits and hyphens inside: no mail program cuts such an address short.
_SHAPE = re.compile(r"([0-9A-Z]{6,16})-([0-9]{1,5})-([0-9]{8})-([0-9a-f]{48})")


@dataclass(frozen=True)
class Token:
    """What a genuine token says: which row it is for, the how-manieth of that row, and its last day."""

    reference: str
    serial: int
    until: date


def token_for(reference: str, serial: int, until: date) -> str:
    """The token of a link; the same every time, so that a reminder can hold the link again."""
    said = f"{reference}-{serial}-{until:%Y%m%d}"
    return f"{said}-{_signature(said)}"


def read_token(written: str) -> Token | None:
    """What a token says, also when its day is over; None for one that was never made here."""
    found = _SHAPE.fullmatch(written)
    if found is None:
        return None
    said, signature = written.rsplit("-", 1)
    if not hmac.compare_digest(signature, _signature(said)):
        return None
    return Token(found[1], int(found[2]), datetime.strptime(found[3], "%Y%m%d").date())  # noqa: DTZ007 - a day


def _signature(said: str) -> str:
    return salted_hmac(_SALT, said, algorithm="sha256").hexdigest()[:48]


def digest(secret: str) -> str:
    """What the database keeps of a token or of a browser's secret: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(secret: str, kept: str) -> bool:
    """Whether a secret is the one whose digest was kept."""
    return bool(kept) and hmac.compare_digest(digest(secret), kept)


def new_secret() -> str:
    """A secret for one browser's cookie."""
    return secrets.token_urlsafe(32)
