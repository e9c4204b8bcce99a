"""Reviews of the plan and of the risk register's entry, withdrawn reviews, the cycles, and how a review date was set."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import dueregard.kernel.references


def say_what_was_reviewed(apps: Any, schema_editor: Any) -> None:
    """A review without an area was always one of the whole plan."""
    apps.get_model("plan", "Review").objects.filter(area__isnull=True).update(subject="plan")


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0002_corrections"),
        ("plan", "0004_speed"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewCycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("plan", "The whole plan"),
                            ("risk_entry", "The corporate risk register’s entry"),
                            ("area", "A risk area"),
                        ],
                        max_length=12,
                    ),
                ),
                ("rag", models.CharField(blank=True, max_length=8)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("reviewer", models.CharField(blank=True, max_length=200)),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("meeting", "At each meeting"),
                            ("termly", "Each term"),
                            ("yearly", "Each academic year"),
                            ("months", "Every so many months"),
                        ],
                        max_length=8,
                    ),
                ),
                ("months", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("next_on", models.DateField(blank=True, null=True)),
                ("in_use", models.BooleanField(default=True)),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.RemoveIndex(
            model_name="review",
            name="plan_review_last",
        ),
        migrations.AddField(
            model_name="arearevision",
            name="review_by_rule",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="review",
            name="plan_version",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="review",
            name="plan_version_reference",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name="review",
            name="referred_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.body",
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="reviewed_by",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="review",
            name="subject",
            field=models.CharField(
                choices=[
                    ("plan", "The whole plan"),
                    ("risk_entry", "The corporate risk register’s entry"),
                    ("area", "A risk area"),
                ],
                default="area",
                max_length=12,
            ),
        ),
        migrations.RunPython(say_what_was_reviewed, migrations.RunPython.noop),
        migrations.AddField(
            model_name="review",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="review",
            name="withdrawn_by_name",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="review",
            name="withdrawn_why",
            field=models.TextField(blank=True),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=["withdrawn_at", "area", "-reviewed_on"],
                name="plan_review_last",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["-reviewed_on", "-id"], name="plan_review_newest"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("area__isnull", False), ("subject", "area")),
                    models.Q(("area__isnull", True), ("subject__in", ["plan", "risk_entry"])),
                    _connector="OR",
                ),
                name="plan_review_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("referred_to__isnull", True), ("outcome", "referred"), _connector="OR"),
                name="plan_review_referred",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_why", "")),
                    models.Q(("withdrawn_at__isnull", False), models.Q(("withdrawn_why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="plan_review_withdrawn_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                condition=models.Q(("area__isnull", True), ("withdrawn_at__isnull", True)),
                fields=("subject", "body", "reviewed_on"),
                name="plan_review_of_plan_once",
            ),
        ),
        migrations.AddField(
            model_name="reviewcycle",
            name="body",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.body",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcycle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("body__isnull", True),
                        ("in_use", True),
                        ("next_on__isnull", True),
                        ("rag__in", ["red", "amber", "green", "unknown"]),
                        ("what", "area"),
                    ),
                    models.Q(("rag", ""), ("what__in", ["plan", "risk_entry"])),
                    _connector="OR",
                ),
                name="plan_cycle_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcycle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("months__isnull", False), ("months__range", (1, 60)), ("rhythm", "months")),
                    models.Q(("months__isnull", True), ("rhythm__in", ["meeting", "termly", "yearly"])),
                    _connector="OR",
                ),
                name="plan_cycle_months",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcycle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("days__isnull", True), models.Q(("days__range", (1, 366)), ("rhythm", "meeting")), _connector="OR"
                ),
                name="plan_cycle_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcycle",
            constraint=models.CheckConstraint(
                condition=models.Q(("rhythm", "meeting"), ("what", "area"), _negated=True),
                name="plan_cycle_no_meeting_of_areas",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcycle",
            constraint=models.UniqueConstraint(
                condition=models.Q(("what", "area")), fields=("rag",), name="plan_cycle_rating_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcycle",
            constraint=models.UniqueConstraint(
                condition=models.Q(("body__isnull", False), ("in_use", True), ("what", "plan")),
                fields=("what", "body"),
                name="plan_cycle_body_once",
            ),
        ),
    ]
