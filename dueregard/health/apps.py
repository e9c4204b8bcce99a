"""Health as a Django app."""

from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "dueregard.health"
    label = "health"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dueregard.kernel import jobs  # tables exist only now
        from dueregard.plan.workflows.redaction import takes_out_too

        jobs.register("health.look_through", "dueregard.health.workflows.looking.look_through")
        jobs.register("health.check_links", "dueregard.health.workflows.links.check_links")
        takes_out_too("dueregard.health.workflows.looking.take_out")
