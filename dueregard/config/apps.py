"""Settings and commands, as a Django app."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "dueregard.config"
    label = "config"
