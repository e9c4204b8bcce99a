"""What needs me today, as a Django app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "dueregard.home"
    label = "home"
