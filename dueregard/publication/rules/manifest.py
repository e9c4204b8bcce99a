"""The signed manifest of a publication: which files it has, and how anybody can check one without a server. Pure.

The manifest is a JSON text; its signature is Ed25519 over exactly these bytes. Both stand in one file:
{"manifest": "<the text>", "key": "<key id>", "signature": "<base64>"}.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dueregard.publication.rules.frozen import canonical


class NotGenuine(Exception):
    """A file, a manifest or a signature that does not hold. Its text is a sentence."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a publication."""

    name: str
    audience: str
    format: str
    size: int
    sha256: str


def manifest_text(*, version: dict[str, Any], issue: int, made: str, files: Iterable[FileEntry]) -> str:
    """The manifest as canonical JSON. version: kind, number, dated and hash; made: the moment, ISO in UTC."""
    listed = [
        {"name": f.name, "audience": f.audience, "format": f.format, "size": f.size, "sha256": f.sha256}
        for f in sorted(files, key=lambda f: f.name)
    ]
    return canonical({"due_regard_manifest": 1, "version": version, "issue": issue, "made": made, "files": listed})


def public_key_text(key: Ed25519PublicKey) -> str:
    """A public key as 44 characters of base64."""
    return base64.b64encode(key.public_bytes_raw()).decode()


def key_id(key: Ed25519PublicKey) -> str:
    """A short name of a key: the first 16 digits of its SHA-256."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def public_key_of(text: str) -> Ed25519PublicKey:
    """The public key that `public_key_text` wrote. Raises NotGenuine."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text.strip(), validate=True))
    except (binascii.Error, ValueError):
        raise NotGenuine("The key is not one that Due Regard wrote: 44 characters of base64.") from None


def signed(text: str, key: Ed25519PrivateKey) -> str:
    """The manifest file: the text with its signature."""
    signature = base64.b64encode(key.sign(text.encode())).decode()
    return json.dumps({"manifest": text, "key": key_id(key.public_key()), "signature": signature}, indent=1) + "\n"


def opened(manifest_file: str | bytes, key: Ed25519PublicKey) -> dict[str, Any]:
    """The manifest in a manifest file, once its signature holds. Raises NotGenuine."""
    try:
        outer = json.loads(manifest_file)
        text, signature = outer["manifest"], base64.b64decode(outer["signature"], validate=True)
        signed_by = outer["key"]
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError):
        raise NotGenuine("This is not a manifest of Due Regard.") from None
    if signed_by != key_id(key):
        raise NotGenuine("The manifest was signed with another key than the one given.")
    try:
        key.verify(signature, str(text).encode("utf-8", "surrogatepass"))
    except InvalidSignature:
        raise NotGenuine("The manifest has been changed since it was signed, or another key signed it.") from None
    manifest: dict[str, Any] = json.loads(text)
    return manifest


def entry_for(manifest: dict[str, Any], sha256: str) -> dict[str, Any] | None:
    """The manifest's entry of the file with this SHA-256."""
    return next((entry for entry in manifest["files"] if entry["sha256"] == sha256), None)
