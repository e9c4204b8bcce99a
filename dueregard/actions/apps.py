"""Actions as a Django app."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "dueregard.actions"
    label = "actions"
    default_auto_field = "django.db.models.BigAutoField"
