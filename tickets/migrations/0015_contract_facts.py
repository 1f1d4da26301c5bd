"""What ends or extends a contract, what a ledger begins with, and the parts of a demand.

SQLite rebuilds the ledger here and drops its triggers: they are taken off before and put on again after, both ways.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tickets.migrations._evidence import guard, unguard


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_people_without_post'),
        ('tickets', '0014_restart_calls_and_late_consent'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(unguard, guard),
        migrations.CreateModel(
            name='TermEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=20)),
                ('basis', models.CharField(max_length=20)),
                ('ends', models.DateField(null=True)),
                ('days', models.PositiveSmallIntegerField(null=True)),
                ('interrupted_from', models.DateField(null=True)),
                ('interrupted_to', models.DateField(null=True)),
                ('evidence', models.CharField(max_length=200)),
                ('proposed_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='after',
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='source',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='ticket',
            name='part_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='tickets.ticket'),
        ),
        migrations.AlterField(
            model_name='ledgerentry',
            name='ticket',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='tickets.ticket'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(('after__isnull', True), ('after__gte', 0), ('quantity__gt', 0), _connector='OR'), name='ledger_not_below_zero'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(('ticket__isnull', False), models.Q(('source', ''), _negated=True), _connector='OR'), name='ledger_has_a_source'),
        ),
        migrations.AddField(
            model_name='termevent',
            name='agreed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='termevent',
            name='agreed_unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization'),
        ),
        migrations.AddField(
            model_name='termevent',
            name='contract',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='term_events', to='tickets.contract'),
        ),
        migrations.AddField(
            model_name='termevent',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='termevent',
            name='proposed_unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization'),
        ),
        migrations.AddField(
            model_name='termevent',
            name='ticket',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='term_events', to='tickets.ticket'),
        ),
        migrations.AddField(
            model_name='termevent',
            name='withdrawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='termevent',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['early_end', 'expiry', 'extension'])), name='term_act_known'),
        ),
        migrations.AddConstraint(
            model_name='termevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act', 'extension'), ('days__gt', 0), ('ends__isnull', True), ('interrupted_from__isnull', False), ('interrupted_to__gte', models.F('interrupted_from'))), models.Q(models.Q(('act', 'extension'), _negated=True), ('agreed_at__isnull', False), ('days__isnull', True), ('ends__isnull', False)), _connector='OR'), name='term_act_says_what_it_changes'),
        ),
        migrations.AddConstraint(
            model_name='termevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act', 'expiry'), _negated=True), ('basis', 'not_renewed'), _connector='OR'), name='term_expires_unrenewed'),
        ),
        migrations.AddConstraint(
            model_name='termevent',
            constraint=models.CheckConstraint(condition=models.Q(('agreed_by__isnull', True), models.Q(('agreed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='term_two_people'),
        ),
        migrations.AddConstraint(
            model_name='termevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', True), ('agreed_by__isnull', True)), models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False)), _connector='OR'), name='term_agreed_says_who_and_when'),
        ),
        migrations.AddConstraint(
            model_name='termevent',
            constraint=models.UniqueConstraint(condition=models.Q(('act__in', ['early_end', 'expiry']), ('withdrawn_at__isnull', True)), fields=('contract',), name='term_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='termevent',
            constraint=models.UniqueConstraint(condition=models.Q(('act', 'extension'), ('withdrawn_at__isnull', True)), fields=('contract', 'basis', 'interrupted_from'), name='term_extended_once_a_ground'),
        ),
        migrations.RunPython(guard, unguard),
    ]
