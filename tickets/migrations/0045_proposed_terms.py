"""Editions of contracts and calendars wait until a second person releases them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0044_calendar_feeds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProposedTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=60)),
                ('file', models.CharField(max_length=120)),
                ('text', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('proposed_at', models.DateTimeField()),
                ('state', models.CharField(default='proposed', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, default='', max_length=200)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['-proposed_at', '-id'], name='proposed_terms_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sort__in', ('calendar', 'contract'))), name='proposed_terms_sort_known'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'proposed')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ('rejected', 'released'))), _connector='OR'), name='proposed_terms_decided_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='proposed_terms_released_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'rejected'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='proposed_terms_rejected_says_why'), models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('sort', 'name'), name='proposed_terms_once')],
            },
        ),
    ]
