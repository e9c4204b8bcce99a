"""The invented institution, as a Django app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "dueregard.demo"
    label = "demo"
