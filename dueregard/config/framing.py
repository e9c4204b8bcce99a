"""Which sites may show a page of this server inside theirs: what the setting may say."""

from __future__ import annotations

import re
from collections.abc import Iterable

# An origin: https, a host, perhaps with * as its first part, and perhaps a port. Nothing that ends a directive.
_ORIGIN = re.compile(r"https://(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]{1,5})?", re.IGNORECASE)


def frame_ancestors(written: Iterable[str]) -> list[str]:
    """The sites as they stand in the policy. Raises ValueError, with a sentence, for what is no site."""
    found = [site.strip().rstrip("/") for site in written if site.strip()]
    for site in found:
        if not _ORIGIN.fullmatch(site):
            raise ValueError(
                "DUEREGARD_CARD_FRAME_ANCESTORS must name sites such as https://intranet.example.ac.uk, by commas."
            )
    return found
