"""How the tests of figures read pages and files."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from django.urls import reverse

ATTENDED = "training.staff_attended"


def text(response: Any) -> str:
    """What a page says, without its tags and with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def rows(response: Any) -> list[dict[str, str]]:
    """A file's rows by heading."""
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def url(name: str, key: str = "", query: str = "") -> str:
    return reverse(f"figures:{name}", args=[key] if key else []) + query
