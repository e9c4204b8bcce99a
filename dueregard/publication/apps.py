"""Publication as a Django app."""

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "dueregard.publication"
    label = "publication"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dueregard.kernel import jobs  # tables exist only now

        jobs.register("publication.publish", "dueregard.publication.workflows.making.make_issue")
