"""What is corrected on a form counts its corrections, so that the second of two people is told of the first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]

    operations = [
        migrations.AddField(model_name=name, name="revision", field=models.PositiveIntegerField(default=1))
        for name in ("campus", "body", "post", "membership", "initials")
    ]
