"""Indexes of their own for late reviews, leads and the areas of steps: the figures of today and the filters read nothing else."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0002_speed"),
        ("organisation", "0002_corrections"),
        ("plan", "0003_plan_document_history"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="areaaction",
            name="plan_area_action_order",
        ),
        migrations.AddIndex(
            model_name="areaaction",
            index=models.Index(fields=["area", "position", "action"], name="plan_area_action_order"),
        ),
        migrations.AddIndex(
            model_name="areaaction",
            index=models.Index(fields=["action", "area"], name="plan_area_of_action"),
        ),
        migrations.AddIndex(
            model_name="arealead",
            index=models.Index(
                condition=models.Q(("recorded_to__isnull", True)),
                fields=["area", "recorded_to", "order", "lead"],
                name="plan_area_current_leads",
            ),
        ),
        migrations.AddIndex(
            model_name="arearevision",
            index=models.Index(
                condition=models.Q(("recorded_to__isnull", True)),
                fields=["recorded_to", "retired_on", "review_on", "position"],
                name="plan_area_current_review",
            ),
        ),
    ]
