"""Staff, courses, needs, officers, sessions, completions, and lists on their way in."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import dueregard.kernel.references
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_corrections'),
        ('kernel', '0004_outbox'),
        ('organisation', '0002_corrections'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bringing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True)),
                ('what', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=200)),
                ('choices', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('reading', 'Being read'), ('refused', 'Cannot be read'), ('proposed', 'Read, waits to be brought in'), ('bringing', 'Being brought in'), ('brought', 'Brought in'), ('undone', 'Undone'), ('discarded', 'Discarded')], default='reading', max_length=10)),
                ('summary', models.JSONField(default=dict)),
                ('errors', models.JSONField(default=list)),
                ('undo', models.JSONField(default=dict)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('brought_at', models.DateTimeField()),
                ('brought_by', models.CharField(max_length=16)),
                ('brought_by_name', models.CharField(max_length=200)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.storedfile')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='kernel.job')),
            ],
        ),
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('what', models.CharField(max_length=12)),
                ('columns', models.JSONField(default=dict)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('what', 'name'), name='training_mapping_once')],
            },
        ),
        migrations.CreateModel(
            name='Course',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('ho_awareness', 'Home Office: Awareness'), ('ho_refresher', 'Home Office: Refresher'), ('ho_referrals', 'Home Office: Referrals'), ('ho_channel', 'Home Office: Channel'), ('wrap', 'Workshop to Raise Awareness of Prevent (WRAP)'), ('local', 'Local session'), ('other', 'Other')], default='local', max_length=16)),
                ('subject', models.CharField(choices=[('prevent', 'Prevent training'), ('qualification', 'Safeguarding qualification'), ('safeguarding', 'Other safeguarding or welfare training')], default='prevent', max_length=16)),
                ('category', models.CharField(choices=[('induction', 'Induction'), ('refresher', 'Refresher'), ('broader_awareness', 'Broader welfare and safeguarding awareness')], default='induction', max_length=20)),
                ('provider', models.CharField(blank=True, max_length=200)),
                ('mode', models.CharField(choices=[('online', "Online, in one's own time"), ('live', 'Online, at a set time'), ('in_person', 'In person')], default='in_person', max_length=12)),
                ('link', models.URLField(blank=True, max_length=500)),
                ('note', models.TextField(blank=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('title'), name='training_course_title_once')],
            },
        ),
        migrations.CreateModel(
            name='AlsoMeets',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.course')),
            ],
            options={
                'verbose_name_plural': 'also meets',
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('from_on', models.DateField(blank=True, null=True)),
                ('to_on', models.DateField(blank=True, null=True)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='training.course')),
            ],
        ),
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('link', models.URLField(blank=True, max_length=500)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='materials', to='training.course')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.storedfile')),
            ],
        ),
        migrations.CreateModel(
            name='RefresherRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('before', models.DateField()),
                ('note', models.TextField(blank=True)),
                ('made_at', models.DateTimeField()),
                ('made_by_name', models.CharField(max_length=200)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.course')),
                ('edition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.edition')),
                ('invite_to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.course')),
            ],
        ),
        migrations.CreateModel(
            name='Requirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True)),
                ('validity_months', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('grace_days', models.PositiveSmallIntegerField(default=0)),
                ('reason', models.TextField(blank=True)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('also', models.ManyToManyField(related_name='+', through='training.AlsoMeets', to='training.course')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requirements', to='training.course')),
            ],
        ),
        migrations.AddField(
            model_name='alsomeets',
            name='requirement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.requirement'),
        ),
        migrations.CreateModel(
            name='RoleGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('everybody', 'All staff'), ('department', 'Staff of a school or department'), ('body', 'Members of a body'), ('post', 'Holders of a post'), ('officers', 'Designated safeguarding officers'), ('role', 'People appointed to a role in this application'), ('listed', 'A named list')], max_length=12)),
                ('role', models.CharField(blank=True, choices=[('prevent_lead', 'Prevent lead'), ('prevent_officer', 'Prevent officer'), ('university_secretary', 'University secretary'), ('steering_member', 'Steering group member'), ('governor', 'Governor or executive member'), ('head_of_department', 'Head of department'), ('safeguarding_officer', 'Designated safeguarding officer'), ('training_administrator', 'Training administrator'), ('local_event_assessor', 'Event assessor (local)'), ('university_event_assessor', 'Event assessor (university)'), ('students_union_officer', "Students' union officer"), ('research_ethics_officer', 'Research ethics officer'), ('policy_owner', 'Policy owner'), ('data_protection_officer', 'Data protection officer'), ('auditor', 'Auditor'), ('system_administrator', 'System administrator'), ('member_of_staff', 'Member of staff')], max_length=40)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.body')),
                ('campus', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.campus')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.post')),
            ],
        ),
        migrations.CreateModel(
            name='RoleDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True)),
                ('role', models.CharField(max_length=200)),
                ('asked_at', models.CharField(blank=True, max_length=16)),
                ('count', models.PositiveIntegerField(default=1)),
                ('named_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('waiting', 'Waits for a decision'), ('needed', 'Needs training'), ('not_needed', 'Does not need training')], default='waiting', max_length=12)),
                ('reason', models.TextField(blank=True)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('decided_by', models.CharField(blank=True, max_length=16)),
                ('decided_by_name', models.CharField(blank=True, max_length=200)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions', to='training.rolegroup')),
            ],
        ),
        migrations.AddField(
            model_name='requirement',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requirements', to='training.rolegroup'),
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True)),
                ('trainer', models.CharField(blank=True, max_length=200)),
                ('capacity', models.PositiveIntegerField(blank=True, null=True)),
                ('all_dates', models.BooleanField(default=False)),
                ('open_to_all', models.BooleanField(default=True)),
                ('ask_roles', models.BooleanField(default=False)),
                ('note', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='planned', max_length=10)),
                ('cancelled_reason', models.CharField(blank=True, max_length=300)),
                ('next_turn', models.PositiveIntegerField(default=1)),
                ('site', models.CharField(blank=True, max_length=200)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('campus', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.campus')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='training.course')),
                ('edition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.edition')),
            ],
        ),
        migrations.CreateModel(
            name='SessionDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('place', models.CharField(blank=True, max_length=200)),
                ('link', models.URLField(blank=True, max_length=500)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dates', to='training.session')),
            ],
        ),
        migrations.CreateModel(
            name='Staff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True)),
                ('number', models.CharField(blank=True, max_length=40)),
                ('name', models.CharField(max_length=200)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('began_on', models.DateField(blank=True, null=True)),
                ('left_on', models.DateField(blank=True, null=True)),
                ('forgotten_on', models.DateField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('bringing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.bringing')),
                ('person', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.person')),
            ],
            options={
                'verbose_name_plural': 'staff',
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.CharField(blank=True, max_length=200)),
                ('from_on', models.DateField(blank=True, null=True)),
                ('to_on', models.DateField(blank=True, null=True)),
                ('bringing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.bringing')),
                ('campus', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.campus')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.body')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='training.staff')),
            ],
        ),
        migrations.CreateModel(
            name='Officer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True)),
                ('title', models.CharField(blank=True, max_length=120)),
                ('contact', models.CharField(blank=True, max_length=200)),
                ('hours', models.CharField(blank=True, max_length=120)),
                ('on_card', models.BooleanField(default=True)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(blank=True, null=True)),
                ('ended_reason', models.CharField(blank=True, max_length=300)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('campus', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.campus')),
                ('covers', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cover', to='training.officer')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.body')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='training.staff')),
            ],
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True)),
                ('words', models.TextField()),
                ('said_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'Waits for an answer'), ('mended', 'Put right'), ('kept', 'Kept as it is')], default='open', max_length=8)),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by_name', models.CharField(blank=True, max_length=200)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='training.staff')),
            ],
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(blank=True, null=True)),
                ('to_on', models.DateField(blank=True, null=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='training.rolegroup')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.staff')),
            ],
        ),
        migrations.CreateModel(
            name='Completion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('completed_on', models.DateField()),
                ('source', models.CharField(choices=[('session', 'Attendance at a session'), ('import', 'Brought in from a list'), ('entered', 'Entered by hand')], max_length=8)),
                ('evidence', models.CharField(blank=True, max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_name', models.CharField(max_length=200)),
                ('removed_on', models.DateField(blank=True, null=True)),
                ('removed_reason', models.CharField(blank=True, max_length=300)),
                ('bringing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.bringing')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.course')),
                ('edition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.edition')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='completions', to='training.session')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='completions', to='training.staff')),
            ],
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=dueregard.kernel.references.new_reference, editable=False, max_length=16, unique=True)),
                ('state', models.CharField(choices=[('booked', 'Has a place'), ('waiting', 'On the waiting list'), ('cancelled', 'Cancelled')], max_length=10)),
                ('turn', models.PositiveIntegerField()),
                ('booked_at', models.DateTimeField()),
                ('booked_by_name', models.CharField(max_length=200)),
                ('changed_at', models.DateTimeField()),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bookings', to='training.session')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bookings', to='training.staff')),
            ],
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_name', models.CharField(max_length=200)),
                ('late_reason', models.CharField(blank=True, max_length=300)),
                ('date', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='training.sessiondate')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='training.staff')),
            ],
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=20)),
                ('about', models.CharField(max_length=40)),
                ('count', models.PositiveSmallIntegerField(default=0)),
                ('told_at', models.DateTimeField()),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.staff')),
            ],
            options={
                'verbose_name_plural': 'told',
            },
        ),
        migrations.AddIndex(
            model_name='bringing',
            index=models.Index(fields=['-brought_at'], name='training_bringing_newest'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(models.F('course'), django.db.models.functions.text.Lower('name'), name='training_edition_once'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('from_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='training_edition_span'),
        ),
        migrations.AddConstraint(
            model_name='alsomeets',
            constraint=models.UniqueConstraint(fields=('requirement', 'course'), name='training_also_meets_once'),
        ),
        migrations.AddConstraint(
            model_name='rolegroup',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='training_group_name_once'),
        ),
        migrations.AddConstraint(
            model_name='rolegroup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('body__isnull', False), ('kind__in', ['department', 'body']), ('post__isnull', True), ('role', '')), models.Q(('body__isnull', True), ('kind', 'post'), ('post__isnull', False), ('role', '')), models.Q(('body__isnull', True), ('kind', 'role'), ('post__isnull', True), models.Q(('role', ''), _negated=True)), models.Q(('body__isnull', True), ('kind__in', ['everybody', 'officers', 'listed']), ('post__isnull', True), ('role', '')), _connector='OR'), name='training_group_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='roledecision',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('role'), condition=models.Q(('outcome', 'waiting')), name='training_role_waits_once'),
        ),
        migrations.AddConstraint(
            model_name='roledecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('outcome', 'waiting')), models.Q(models.Q(('outcome', 'waiting'), _negated=True), ('decided_on__isnull', False)), _connector='OR'), name='training_role_decided_pair'),
        ),
        migrations.AddConstraint(
            model_name='requirement',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('group', 'course'), name='training_requirement_once'),
        ),
        migrations.AddConstraint(
            model_name='requirement',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='training_requirement_span'),
        ),
        migrations.AddConstraint(
            model_name='requirement',
            constraint=models.CheckConstraint(condition=models.Q(('validity_months__isnull', True), ('validity_months__gte', 1), _connector='OR'), name='training_validity'),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['state', 'course'], name='training_session_by_state'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__isnull', True), ('capacity__gte', 1), _connector='OR'), name='training_session_capacity'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'held', 'cancelled'])), name='training_session_state'),
        ),
        migrations.AddIndex(
            model_name='sessiondate',
            index=models.Index(fields=['starts_at'], name='training_date_order'),
        ),
        migrations.AddConstraint(
            model_name='sessiondate',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='training_date_span'),
        ),
        migrations.AddConstraint(
            model_name='sessiondate',
            constraint=models.UniqueConstraint(fields=('session', 'starts_at'), name='training_date_once'),
        ),
        migrations.AddIndex(
            model_name='staff',
            index=models.Index(django.db.models.functions.text.Lower('name'), models.F('id'), name='training_staff_by_name'),
        ),
        migrations.AddIndex(
            model_name='staff',
            index=models.Index(fields=['left_on', 'began_on'], name='training_staff_present'),
        ),
        migrations.AddConstraint(
            model_name='staff',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('number',), name='training_staff_number_once'),
        ),
        migrations.AddConstraint(
            model_name='staff',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='training_staff_email_once'),
        ),
        migrations.AddConstraint(
            model_name='staff',
            constraint=models.CheckConstraint(condition=models.Q(('left_on__isnull', True), ('began_on__isnull', True), ('left_on__gte', models.F('began_on')), _connector='OR'), name='training_staff_span'),
        ),
        migrations.AddIndex(
            model_name='placement',
            index=models.Index(fields=['department', 'to_on', 'from_on', 'staff'], name='training_placed'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('staff',), name='training_one_place_now'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('from_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='training_placement_span'),
        ),
        migrations.AddIndex(
            model_name='officer',
            index=models.Index(fields=['from_on', 'to_on', 'staff'], name='training_officer_present'),
        ),
        migrations.AddConstraint(
            model_name='officer',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='training_officer_span'),
        ),
        migrations.AddConstraint(
            model_name='officer',
            constraint=models.UniqueConstraint(models.F('staff'), django.db.models.functions.comparison.Coalesce('campus', models.Value(0), output_field=models.BigIntegerField()), django.db.models.functions.comparison.Coalesce('school', models.Value(0), output_field=models.BigIntegerField()), condition=models.Q(('to_on__isnull', True)), name='training_officer_once'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='training_objection_answered_pair'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('group', 'staff'), name='training_listed_once'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('from_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='training_listed_span'),
        ),
        migrations.AddIndex(
            model_name='completion',
            index=models.Index(condition=models.Q(('removed_on__isnull', True)), fields=['course', 'completed_on', 'staff'], name='training_completed_by_course'),
        ),
        migrations.AddIndex(
            model_name='completion',
            index=models.Index(condition=models.Q(('removed_on__isnull', True)), fields=['staff', 'course', '-completed_on'], name='training_completed_by_staff'),
        ),
        migrations.AddConstraint(
            model_name='completion',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_on__isnull', True)), fields=('staff', 'course', 'completed_on'), name='training_completed_once'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['session', 'state', 'turn'], name='training_booking_turns'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.UniqueConstraint(fields=('session', 'staff'), name='training_booked_once'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['booked', 'waiting', 'cancelled'])), name='training_booking_state'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('date', 'staff'), name='training_attended_once'),
        ),
        migrations.AddIndex(
            model_name='told',
            index=models.Index(fields=['what', 'about'], name='training_told_of'),
        ),
        migrations.AddConstraint(
            model_name='told',
            constraint=models.UniqueConstraint(fields=('staff', 'what', 'about', 'count'), name='training_told_once'),
        ),
        migrations.AddConstraint(
            model_name='told',
            constraint=models.CheckConstraint(condition=models.Q(('about', ''), _negated=True), name='training_told_about'),
        ),
    ]
