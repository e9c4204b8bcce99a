"""The kernel as a Django app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "dueregard.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dueregard.kernel import housekeeping, jobs, outbox, retention  # tables exist only now

        jobs.register(retention.WORK, "dueregard.kernel.retention.work")
        jobs.register(outbox.WORK, "dueregard.kernel.outbox.work")
        housekeeping.register_all()
