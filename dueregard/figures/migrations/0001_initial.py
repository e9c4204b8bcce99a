"""Opening balances."""

import dueregard.kernel.references
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='OpeningBalance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True)),
                ('key', models.CharField(max_length=80)),
                ('value', models.PositiveIntegerField()),
                ('at', models.DateField()),
                ('since', models.DateField(blank=True, null=True)),
                ('overlap', models.CharField(choices=[('apart', 'Later records are of others: they are added to the balance'), ('within', 'Later records may be of the same: the larger of the two numbers counts'), ('until', 'The balance counts for its own day or period only; all others are counted from the records alone')], max_length=8)),
                ('source', models.CharField(max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=16)),
                ('recorded_by_name', models.CharField(max_length=200)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_by_name', models.CharField(blank=True, max_length=200)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('key',), name='figures_one_balance_each'), models.CheckConstraint(condition=models.Q(('since__isnull', True), ('at__gte', models.F('since')), _connector='OR'), name='figures_balance_span'), models.CheckConstraint(condition=models.Q(('overlap__in', ['apart', 'within', 'until'])), name='figures_balance_overlap')],
            },
        ),
    ]
