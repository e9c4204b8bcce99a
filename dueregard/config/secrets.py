"""The secrets of an installation: from the environment, else made once and kept in the data folder, never in the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

DEMO_SECRET_KEY = "demonstration-only-and-known-to-everybody-never-use-it-for-real"  # noqa: S105 - refused outside demo mode
# The demonstration signs too, with a key that proves nothing.
DEMO_SIGNING_KEY = "ZGVtb25zdHJhdGlvbi1zaWduaW5nLWtleS0zMmJ5dGU="
DEMO_KEYS = "demo:ZGVtb25zdHJhdGlvbi1rZXktMzItYnl0ZXMtbG9uZyE="

env = environ.Env()


def data_folder() -> Path:
    """The installation's folder, whether it is there or not."""
    return Path(env.str("DUEREGARD_DATA", default="dueregard-data")).resolve()


def given() -> dict[str, str]:
    """The secrets that the environment gives; the empty string for one that it does not."""
    return {
        "secret_key": env.str("DUEREGARD_SECRET_KEY", default=""),
        "keys": env.str("DUEREGARD_KEYS", default=""),
    }


def _kept(path: Path, make: str) -> str:
    """The content of `path`, made with `make` when there is none; readable by its owner only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        written = path.read_text().strip()
        if not written:
            raise ImproperlyConfigured(f"{path} is empty. Restore it from a backup: what it sealed needs it.") from None
        return written
    with os.fdopen(handle, "w") as file:
        file.write(make)
    return make


def missing(data: Path, *, demo: bool, secret_key: str, keys: str) -> list[str]:
    """The names of the files in `data` that `load` would have to make."""
    if demo:
        return []
    kept = [("secret-key", secret_key), ("key-ring", keys)]
    return [name for name, given in kept if not given and not (data / name).exists()]


def load(data: Path, *, demo: bool, secret_key: str, keys: str) -> tuple[str, str]:
    """(SECRET_KEY, key ring). Raises ImproperlyConfigured where a real installation is given the demonstration's."""
    if demo:
        return secret_key or DEMO_SECRET_KEY, keys or DEMO_KEYS
    # Imported late: the key ring's module is not needed for the demonstration's fixed keys.
    from dueregard.kernel.encryption import new_key

    secret_key = secret_key or _kept(data / "secret-key", secrets.token_urlsafe(48))
    keys = keys or _kept(data / "key-ring", new_key("k1"))
    demo_key = DEMO_KEYS.partition(":")[2]
    if secret_key == DEMO_SECRET_KEY or demo_key in keys:
        raise ImproperlyConfigured(
            "These are the demonstration's secrets, which everybody knows. Take DUEREGARD_SECRET_KEY and DUEREGARD_KEYS "
            "out of the environment (they are made for you) or set your own."
        )
    if len(secret_key) < 32:
        raise ImproperlyConfigured("DUEREGARD_SECRET_KEY is too short: give at least 32 random characters.")
    return secret_key, keys
