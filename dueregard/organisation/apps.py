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
        from dueregard.kernel.retention import Kind, register

        scopes_from("dueregard.organisation.queries.scope_choices")
        follow_names("dueregard.organisation.workflows.leads.person_named")
        here = "dueregard.organisation"
        for model, one, many, noun in (
            ("organisation.Lead", "name of a lead", "names of leads", "leads"),
            ("organisation.Membership", "former seat", "former seats", "memberships"),
        ):
            path = f"{here}.workflows.retention.remove_{noun}"
            register(Kind(model, one, many, f"{here}.queries.due_{noun}", path))
