"""Training as a Django app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "dueregard.training"
    label = "training"
    default_auto_field = "django.db.models.BigAutoField"
