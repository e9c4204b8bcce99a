"""The keys by which publications are signed (Ed25519), kept outside the database."""

from __future__ import annotations

import base64
import binascii
import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def new_signing_key() -> str:
    """A fresh key in its written form: base64 of 32 bytes."""
    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


@lru_cache(maxsize=4)
def _keys(written: str) -> tuple[Ed25519PrivateKey, ...]:
    keys = []
    for part in filter(None, (part.strip() for part in written.replace("\n", ",").split(","))):
        try:
            keys.append(Ed25519PrivateKey.from_private_bytes(base64.b64decode(part, validate=True)))
        except (binascii.Error, ValueError):
            raise ImproperlyConfigured("A signing key is base64 of 32 bytes; several are parted by commas.") from None
    if not keys:
        raise ImproperlyConfigured("There is no signing key: restore the file “signing-key” from a backup.")
    return tuple(keys)


def _path() -> Path:
    return Path(settings.DATA) / "signing-key"


def _kept() -> str:
    """The ring as it is kept: from the settings, else from the file in the data folder; empty where there is none."""
    if settings.DUEREGARD_SIGNING_KEY:
        return str(settings.DUEREGARD_SIGNING_KEY)
    try:
        return _path().read_text()
    except FileNotFoundError:
        return ""


def _made() -> str:
    """The ring as it is kept, made when something is first signed."""
    kept = _kept()
    if kept:
        return kept
    made = new_signing_key() + "\n"
    try:
        handle = os.open(_path(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was a moment faster
        return _path().read_text()
    with os.fdopen(handle, "w") as file:
        file.write(made)
    return made


def signing_key() -> Ed25519PrivateKey:
    """The key that signs: the first of the ring."""
    return _keys(_made())[0]


def public_keys() -> list[Ed25519PublicKey]:
    """The keys that are believed: the one that signs, and earlier ones that stand behind it. Empty before there is one:
    looking makes none."""
    kept = _kept()
    return [key.public_key() for key in _keys(kept)] if kept else []
