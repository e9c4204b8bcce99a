"""How a document is called in an address."""

from __future__ import annotations

from django import template

from dueregard.publication.rules.states import SLUGS, Kind

register = template.Library()


@register.filter
def slug_of(kind: str) -> str:
    """The slug of a document's kind."""
    return SLUGS[Kind(kind)]
