"""References: the public identity of a thing, short enough to say on the telephone and impossible to count through."""

from __future__ import annotations

import secrets

# Crockford's base 32: no I, L, O, U, so that nothing is misread and no word appears by accident.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10


def new_reference() -> str:
    """Ten characters, 50 bits, unguessable. Uniqueness is held by the database."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
