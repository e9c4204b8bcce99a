"""The plan as a Django app."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "dueregard.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dueregard.kernel import jobs  # tables exist only now
        from dueregard.organisation.workflows.leads import move_rows_by

        move_rows_by("dueregard.plan.workflows.leads.move_rows")

        jobs.register("plan.read_document", "dueregard.plan.workflows.imports.read_document")
