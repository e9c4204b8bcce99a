"""Indexes of their own for what the register's filters and today's figures ask of steps."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="actionrevision",
            name="actions_current_status_due",
        ),
        migrations.AddIndex(
            model_name="actionrevision",
            index=models.Index(
                condition=models.Q(("recorded_to__isnull", True)),
                fields=["recorded_to", "status", "due_end", "standing", "restricted", "action"],
                name="actions_current_status_due",
            ),
        ),
        migrations.AddIndex(
            model_name="actionrevision",
            index=models.Index(
                condition=models.Q(("recorded_to__isnull", True)),
                fields=["recorded_to", "carried_over", "status", "restricted", "action"],
                name="actions_current_carried",
            ),
        ),
        migrations.AddIndex(
            model_name="actionrevision",
            index=models.Index(
                condition=models.Q(("ask_again_on__isnull", False), ("recorded_to__isnull", True)),
                fields=["recorded_to", "ask_again_on"],
                name="actions_current_ask_again",
            ),
        ),
    ]
