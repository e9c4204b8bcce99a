"""Figures as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FiguresConfig(AppConfig):
    name = "dueregard.figures"
    label = "figures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks, and the figures of every room."""
        from dueregard.figures import checks  # noqa: F401 - importing registers them

        autodiscover_modules("figures")
