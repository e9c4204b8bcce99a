"""The Django app of the look."""

from __future__ import annotations

from django.apps import AppConfig


class LookConfig(AppConfig):
    """Templates, style sheets and template tags; no tables."""

    name = "dueregard.look"
    label = "look"
    verbose_name = "Look"

    def ready(self) -> None:
        """Register the checks."""
        from dueregard.look import checks  # noqa: F401 - importing registers them
