"""The update round as a Django app."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "dueregard.rounds"
    label = "rounds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dueregard.kernel import retention  # tables exist only now
        from dueregard.organisation.workflows.leads import move_rows_by
        from dueregard.plan.workflows.redaction import takes_out_too

        move_rows_by("dueregard.rounds.workflows.keeping.move_rows")
        takes_out_too("dueregard.rounds.workflows.keeping.take_out")
        here = "dueregard.rounds"
        retention.register(
            retention.Kind(
                "rounds.Round",
                "update round",
                "update rounds",
                f"{here}.queries.rounds.due_rounds",
                f"{here}.workflows.keeping.remove_rounds",
            )
        )
