
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0004_outbox'),
    ]

    operations = [
        migrations.AddField(
            model_name='mail',
            name='calendar',
            field=models.TextField(blank=True),
        ),
    ]
