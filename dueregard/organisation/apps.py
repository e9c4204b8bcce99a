"""The organisation as a Django app."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "dueregard.organisation"
    label = "organisation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every person has a lead, which follows their name; appointments may be limited to a campus or body."""
        from dueregard.accounts.queries import scopes_from
        from dueregard.accounts.workflows import follow_names

        scopes_from("dueregard.organisation.queries.scope_choices")
        follow_names("dueregard.organisation.workflows.leads.person_named")
