"""Encryption of single values under a rotating key ring that is kept outside the database."""

from __future__ import annotations

import base64
import binascii
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = "v1"


class Unreadable(Exception):
    """The stored value cannot be read: wrong key, changed bytes, or moved from another place."""


class KeyRing:
    """Keys by id, the first of which encrypts. Format: "id:base64 of 32 bytes", separated by commas."""

    def __init__(self, written: str) -> None:
        self.keys: dict[str, AESGCM] = {}
        for part in filter(None, (p.strip() for p in written.split(","))):
            key_id, _, encoded = part.partition(":")
            try:
                raw = base64.b64decode(encoded, validate=True)
            except binascii.Error as error:
                raise ValueError(f"The key “{key_id}” is not base64.") from error
            if len(raw) != 32 or not key_id.isalnum():
                raise ValueError("A key is written as id:base64, with 32 bytes and an id of letters and digits.")
            self.keys[key_id] = AESGCM(raw)
        if not self.keys:
            raise ValueError("The key ring is empty.")
        self.first = next(iter(self.keys))

    def encrypt(self, text: str, bound_to: str) -> str:
        """`text` sealed to `bound_to` (table, column and row): it cannot be read from any other place."""
        nonce = os.urandom(12)
        sealed = self.keys[self.first].encrypt(nonce, text.encode(), f"{self.first}|{bound_to}".encode())
        return f"{VERSION}:{self.first}:{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, stored: str, bound_to: str) -> str:
        """The text that was sealed to `bound_to`. Raises Unreadable; never gives back what it could not open."""
        try:
            version, key_id, encoded = stored.split(":", 2)
            raw = base64.b64decode(encoded, validate=True)
            if version != VERSION:
                raise Unreadable("unknown version")
            return self.keys[key_id].decrypt(raw[:12], raw[12:], f"{key_id}|{bound_to}".encode()).decode()
        except (ValueError, KeyError, InvalidTag) as error:
            raise Unreadable("This value cannot be opened with the present key ring.") from error


def new_key(key_id: str) -> str:
    """A fresh key in the written form."""
    return f"{key_id}:{base64.b64encode(os.urandom(32)).decode()}"


@lru_cache(maxsize=2)
def _ring(written: str) -> KeyRing:
    return KeyRing(written)


def ring() -> KeyRing:
    """The key ring of this installation (settings.DUEREGARD_KEYS)."""
    return _ring(settings.DUEREGARD_KEYS)
