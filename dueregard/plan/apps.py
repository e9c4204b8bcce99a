"""The plan as a Django app."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "dueregard.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dueregard.kernel import jobs, retention  # tables exist only now
        from dueregard.organisation.workflows.leads import move_rows_by

        move_rows_by("dueregard.plan.workflows.leads.move_rows")

        jobs.register("plan.read_document", "dueregard.plan.workflows.imports.read_document")
        here = "dueregard.plan"
        for model, one, many, noun in (
            ("plan.SheetReturn", "returned spreadsheet", "returned spreadsheets", "sheets"),
            ("plan.PlanImport", "import", "imports", "imports"),
        ):
            path = f"{here}.workflows.retention.remove_{noun}"
            retention.register(retention.Kind(model, one, many, f"{here}.queries.retention.due_{noun}", path))
