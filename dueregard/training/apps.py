"""Training as a Django app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "dueregard.training"
    label = "training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dueregard.kernel import jobs, retention  # tables exist only now

        jobs.register("training.read_list", "dueregard.training.workflows.lists.reading.read_list")
        jobs.register("training.bring_list", "dueregard.training.workflows.lists.bringing.bring")
        # What the retention run empties and removes here.
        here = "dueregard.training"
        for model, one, many, noun, workflow in (
            ("training.Staff", "name of somebody who left", "names of people who left", "staff", "forget_leavers"),
            ("training.Booking", "place in a session", "places in sessions", "bookings", "remove_bookings"),
            ("training.Objection", "word about a record", "words about records", "objections", "remove_objections"),
            (
                "training.RefresherRule",
                "rule for refreshers",
                "rules for refreshers",
                "refresher_rules",
                "remove_refresher_rules",
            ),
            ("training.Told", "note of an invitation", "notes of invitations", "told", "remove_told"),
            ("training.Bringing", "list of records", "lists of records", "bringings", "empty_bringings"),
        ):
            path = f"{here}.workflows.retention.{workflow}"
            retention.register(retention.Kind(model, one, many, f"{here}.queries.retention.due_{noun}", path))
