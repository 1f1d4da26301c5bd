"""Lists on their way into files, which only whoever asked for them may fetch."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0033_counted_each_hour'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list', models.CharField(max_length=20)),
                ('asked', models.JSONField(default=dict)),
                ('language', models.CharField(max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('total', models.PositiveIntegerField(default=0)),
                ('written', models.PositiveIntegerField(default=0)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('lease', models.UUIDField(null=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('path', models.CharField(blank=True, max_length=100)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('done_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('state__in', ('running', 'waiting'))), fields=['asked_at', 'id'], name='export_next'), models.Index(fields=['owner', '-asked_at'], name='export_of_owner')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'running', 'done', 'failed'))), name='export_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'running'), _negated=True), models.Q(('lease__isnull', False), ('lease_until__isnull', False)), _connector='OR'), name='export_running_is_leased'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('done_at__isnull', False), ('expires_at__isnull', False), models.Q(('path', ''), _negated=True)), _connector='OR'), name='export_done_has_a_file'), models.CheckConstraint(condition=models.Q(('written__lte', models.F('total'))), name='export_written_of_total')],
            },
        ),
    ]
