"""The audit trail as a Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "dueregard.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The retention run is recorded in the trail, and asks it when something was done."""
        from dueregard.kernel import retention

        retention.written_in(
            record="dueregard.audit.workflows.record", said_before="dueregard.audit.queries.subjects_said_before"
        )
