"""Documents in and out, as a Django app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "dueregard.documents"
    label = "documents"
