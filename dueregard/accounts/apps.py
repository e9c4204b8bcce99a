"""Accounts as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dueregard.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What the retention run removes here: appointments and accounts before the persons that they point to."""
        from dueregard.kernel.retention import Kind, register

        here = "dueregard.accounts"
        for model, one, many, noun in (
            ("accounts.Person", "person", "persons", "persons"),
            ("accounts.Account", "closed account", "closed accounts", "accounts"),
            ("accounts.Appointment", "former role", "former roles", "appointments"),
        ):
            path = f"{here}.workflows.retention.remove_{noun}"
            register(Kind(model, one, many, f"{here}.queries.due_{noun}", path))
