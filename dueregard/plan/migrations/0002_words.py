"""The full-text index of areas: title, passages, next steps, and leads."""

from django.db import migrations

from dueregard.kernel.textindex import create_index


class Migration(migrations.Migration):
    dependencies = [("plan", "0001_initial")]
    operations = [create_index("plan_area_words")]
