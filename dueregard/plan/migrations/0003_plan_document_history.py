"""The plan's title and scale get a history: what the one row said becomes their first revision."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

_NAMES = ("title", "likelihood_words", "impact_words", "amber_from", "red_from")


def begin_history(apps, schema_editor):
    """Who set them, and when, was not kept: the history begins now and says so."""
    database = schema_editor.connection.alias
    revisions = apps.get_model("plan", "PlanDocumentRevision").objects.using(database)
    for plan in apps.get_model("plan", "PlanDocument").objects.using(database):
        revisions.create(
            plan=plan,
            recorded_from=timezone.now(),
            reason="As it stood when its history began.",
            **{name: getattr(plan, name) for name in _NAMES},
        )


def end_history(apps, schema_editor):
    """Back to one row that says what is current."""
    database = schema_editor.connection.alias
    for row in apps.get_model("plan", "PlanDocumentRevision").objects.using(database).filter(recorded_to=None):
        plans = apps.get_model("plan", "PlanDocument").objects.using(database)
        plans.filter(pk=row.plan_id).update(**{name: getattr(row, name) for name in _NAMES})


class Migration(migrations.Migration):
    dependencies = [("plan", "0002_words")]

    operations = [
        migrations.CreateModel(
            name="PlanDocumentRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_from", models.DateTimeField()),
                ("recorded_to", models.DateTimeField(blank=True, null=True)),
                ("recorded_by", models.CharField(blank=True, max_length=16)),
                ("recorded_by_name", models.CharField(blank=True, max_length=200)),
                ("reason", models.TextField(blank=True)),
                ("title", models.CharField(default="Prevent duty risk assessment and action plan", max_length=300)),
                ("likelihood_words", models.JSONField(blank=True, default=list)),
                ("impact_words", models.JSONField(blank=True, default=list)),
                ("amber_from", models.PositiveSmallIntegerField(default=6)),
                ("red_from", models.PositiveSmallIntegerField(default=15)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="plan.plandocument",
                    ),
                ),
            ],
        ),
        migrations.RunPython(begin_history, end_history),
        migrations.RemoveConstraint(model_name="plandocument", name="plan_document_scale"),
        *[migrations.RemoveField(model_name="plandocument", name=name) for name in _NAMES],
        migrations.AddConstraint(
            model_name="plandocumentrevision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("recorded_to__isnull", True)),
                fields=("plan",),
                name="plan_document_one_current",
            ),
        ),
        migrations.AddConstraint(
            model_name="plandocumentrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amber_from__gte", 2), ("red_from__gt", models.F("amber_from")), ("red_from__lte", 25)
                ),
                name="plan_document_scale",
            ),
        ),
    ]
