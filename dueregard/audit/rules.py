"""The chain's arithmetic: what exactly is hashed, in which order. Pure (ADR 0004)."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no spaces and plain UTF-8: one value, one byte string."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


def details_digest(salt: str, details: dict[str, Any]) -> str:
    """The digest that stays when the details are erased. Salted, so that short values cannot be guessed back."""
    return hashlib.sha256(salt.encode() + b"\n" + canonical(details)).hexdigest()


def moment_text(at: datetime) -> str:
    """A moment as it is hashed: UTC with microseconds, equal on every database."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def entry_hash(
    previous: str,
    *,
    number: int,
    at: datetime,
    actor: str,
    actor_name: str,
    verb: str,
    subject_kind: str,
    subject: str,
    summary: str,
    digest: str,
) -> str:
    """The hash of one entry over its content and its predecessor's hash."""
    content = [number, moment_text(at), actor, actor_name, verb, subject_kind, subject, summary, digest]
    return hashlib.sha256(previous.encode() + b"\n" + canonical(content)).hexdigest()
