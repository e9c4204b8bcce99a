"""Checks at start: the settings that the look depends on, which would otherwise fail without a word."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

LOOK = "dueregard.look"


@register("look")
def templates_come_first(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Return an error for each setting under which Django's own form templates would be used instead of the look's."""
    names = [name.removesuffix(".apps.LookConfig") for name in settings.INSTALLED_APPS]
    problems: list[CheckMessage] = []
    if "django.forms" not in names:
        problems.append(Error("INSTALLED_APPS lacks django.forms.", id="look.E001"))
    elif LOOK in names and names.index(LOOK) > names.index("django.forms"):
        problems.append(
            Error(
                "INSTALLED_APPS names django.forms before dueregard.look, so that Django's own form templates win.",
                hint="Move dueregard.look above django.forms, and above every app whose templates it overrides.",
                id="look.E002",
            )
        )
    if settings.FORM_RENDERER != "django.forms.renderers.TemplatesSetting":
        problems.append(Error("FORM_RENDERER is not django.forms.renderers.TemplatesSetting.", id="look.E003"))
    if "django_cotton" not in names and not any(name.startswith("django_cotton.") for name in names):
        problems.append(Error("INSTALLED_APPS lacks django_cotton.", id="look.E004"))
    return problems
