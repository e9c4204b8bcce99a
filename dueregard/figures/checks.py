"""Checks at start: small-number settings under which no figure could be shown."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from dueregard.figures.rules.small_numbers import SmallNumbers


@register("figures")
def small_numbers_are_hidden(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Return an error where the threshold and the rounding make no rule."""
    try:
        SmallNumbers(settings.DUEREGARD_SMALL_BELOW, settings.DUEREGARD_ROUND_TO)
    except ValueError as error:
        return [Error(str(error), hint="See DUEREGARD_SMALL_BELOW and DUEREGARD_ROUND_TO.", id="figures.E001")]
    return []
