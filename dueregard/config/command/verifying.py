"""`dueregard verify`: the whole installation; or one file against its manifest, without server or database."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from dueregard.config.command.failing import Failure, complain, say

DIFFERS = 1
# A manifest lists some tens of files.
_LARGEST_MANIFEST = 5_000_000


def verify(arguments: Any) -> int:
    """Recompute trail, versions and published files; or, with FILE, check that file alone.

    Exit status 0 where all holds; 1 where something differs, with a sentence for each thing on standard error.
    """
    given = [bool(arguments.file), bool(arguments.manifest), bool(arguments.key)]
    if any(given):
        if not all(given):
            raise Failure("Give all three: dueregard verify FILE --manifest MANIFEST --key KEY.")
        if arguments.head:
            raise Failure("--head is for verifying the installation, not one file.")
        return _verify_file(arguments.file, arguments.manifest, arguments.key)
    return _verify_installation(arguments.head)


# --- one file ---------------------------------------------------------------------------------------------------------
def _verify_file(file: str, manifest_file: str, key: str) -> int:
    # Nothing here loads Django: it runs wherever the package is installed.
    from dueregard.publication.rules.manifest import NotGenuine, entry_for, opened, public_key_of

    digest = hashlib.sha256()
    with open(file, "rb") as stream:
        while block := stream.read(1024 * 1024):
            digest.update(block)
    with open(manifest_file, "rb") as stream:
        written = stream.read(_LARGEST_MANIFEST + 1)
    if len(written) > _LARGEST_MANIFEST:
        raise Failure(f"{manifest_file} is too large for a manifest.")
    try:
        keys = [public_key_of(line) for line in _key_lines(key)]
        manifest = _opened_by_one(opened, written, keys)
    except NotGenuine as error:
        complain(error)
        return DIFFERS
    entry = entry_for(manifest, digest.hexdigest())
    if entry is None:
        complain(
            f"{file} is none of the files that the manifest lists: it was changed, or belongs to another publication."
        )
        return DIFFERS
    version = manifest["version"]
    say(f"{file} is {entry['name']}, as it was published.")
    say(f"Version {version['number']} of {version['dated']}, SHA-256 of its content {version['hash']}.")
    return 0


def _opened_by_one(opened: Any, written: bytes, keys: list[Any]) -> dict[str, Any]:
    """The manifest, opened with whichever of the keys signed it. Raises NotGenuine of the last one tried."""
    last: Exception = ValueError("There is no key.")
    for one in keys:
        try:
            manifest: dict[str, Any] = opened(written, one)
        except Exception as error:
            last = error
        else:
            return manifest
    raise last


def _key_lines(key: str) -> list[str]:
    """The keys in a file such as the public page gives, or the one key that was typed. Raises Failure."""
    path = Path(key)
    try:
        text = path.read_text() if path.is_file() else key
    except (OSError, UnicodeDecodeError, ValueError):
        text = key
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise Failure(f"{key} holds no key.")
    return lines


# --- the installation -------------------------------------------------------------------------------------------------
def _written_down(written: str) -> Any:
    """A head as `verify` prints it: N:HASH. Raises Failure."""
    from dueregard.audit.queries import Head

    number, _, digest = written.strip().partition(":")
    digest = digest.lower()
    if not number.isdecimal() or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise Failure(
            "A head is written N:HASH, as “dueregard verify” prints it: a number, a colon, 64 hexadecimal digits."
        )
    return Head(int(number), digest)


def _verify_installation(written_down: str | None) -> int:
    from dueregard.config.command.ready import refuse_pending, set_up

    set_up()
    refuse_pending()
    from dueregard.audit.queries import faults, head
    from dueregard.kernel.signing import public_keys
    from dueregard.publication.queries import proof
    from dueregard.publication.rules.manifest import public_key_text

    expected = _written_down(written_down) if written_down else None
    of_trail = of_versions = 0
    for sentence in faults(expected):
        complain(sentence)
        of_trail += 1
    for sentence in proof.faults():
        complain(sentence)
        of_versions += 1
    end = head()
    versions, files = proof.counted()
    if of_trail:
        complain(f"The audit trail does not verify: {of_trail} fault{'s' * (of_trail > 1)} in {end.number} entries.")
    if of_versions:
        complain(f"Versions and publications do not verify: {of_versions} fault{'s' * (of_versions > 1)}.")
    if of_trail or of_versions:
        return DIFFERS
    say(f"The audit trail verifies: {end.number} entries.")
    say(f"Versions and publications verify: {versions} versions, {files} published files.")
    say(f"Head: {end.number}:{end.hash}")
    for place, key in enumerate(public_keys()):
        say(f"{'Signing key' if place == 0 else 'Earlier key'}: {public_key_text(key)}")
    return 0
