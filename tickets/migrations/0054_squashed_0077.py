"""What migrations 0054 to 0077 leave, in one step for a database that has none of them; their steps over rows, too.

The orders' table, which each new kind of theirs made anew, is made anew once. A database that has run some of the
twenty-four runs the others. `tests/upgrade/test_one_schema.py` holds the two ways to one end.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tickets.migrations import _register_stands, _registers, _sheets
from tickets.migrations._at_once import AtOnce, Rebuild

KINDS = (
    "Consent", "Dispute", "Drill", "ForceMajeure", "Payment", "Reclaim", "Rectification", "ServiceAcceptance",
    "ServiceReport", "Staffing", "Suspension", "SupplementaryContract", "Assessment", "Finding", "Recovery",
)
NAMES = import_module("tickets.migrations.0064_old_orders_name_others")
DUTIES = import_module("tickets.migrations.0067_duties_end_by_time")
MISSED = import_module("tickets.migrations.0071_missed_clocks_come_first")
URGENT = import_module("tickets.migrations.0074_what_waits_is_as_urgent_as_its_notice")


def proxy(name):
    options = {"proxy": True, "default_permissions": (), "indexes": [], "constraints": []}
    return migrations.CreateModel(name=name, fields=[], options=options, bases=("tickets.ticket",))


class Migration(migrations.Migration):

    replaces = [
        ("tickets", "0054_kinds_of_the_whole_contract"),
        ("tickets", "0055_what_monitoring_reports"),
        ("tickets", "0056_supplementary_contracts"),
        ("tickets", "0057_registers_of_contracts"),
        ("tickets", "0058_registers_stand"),
        ("tickets", "0059_assessment"),
        ("tickets", "0060_findings"),
        ("tickets", "0061_samples"),
        ("tickets", "0062_data_that_a_line_holds"),
        ("tickets", "0063_orders_that_name_others"),
        ("tickets", "0064_old_orders_name_others"),
        ("tickets", "0065_fees_of_systems"),
        ("tickets", "0066_staffing_by_month"),
        ("tickets", "0067_duties_end_by_time"),
        ("tickets", "0068_editions_of_penalties"),
        ("tickets", "0069_sheets_of_months"),
        ("tickets", "0070_sheets_stand"),
        ("tickets", "0071_missed_clocks_come_first"),
        ("tickets", "0072_epochs_of_the_database"),
        ("tickets", "0073_urgent_deliveries"),
        ("tickets", "0074_what_waits_is_as_urgent_as_its_notice"),
        ("tickets", "0075_findings_decided_anew"),
        ("tickets", "0076_late_clocks_first"),
        ("tickets", "0077_recovery_of_money"),
    ]

    dependencies = [
        ("accounts", "0013_unit_codes_are_unique_without_case"),
        ("tickets", "0001_squashed_0053"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce(
            *map(proxy, KINDS),
            Rebuild(
                'ticket',
                migrations.RemoveConstraint(model_name='ticket', name='ticket_kind_known'),
                migrations.AlterField(
                    model_name='ticket',
                    name='opened_by',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets_opened', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'acceptance'), _negated=True), ('state__in', ['applying', 'cancelled', 'checking', 'checking_items', 'closed', 'concluding', 'correcting', 'examining', 'open_items', 'rechecking', 'rejected', 'supplying']), _connector='OR'), name='ticket_state_of_acceptance'),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'consent'), _negated=True), ('state__in', ['answering', 'approving', 'closed', 'confirming', 'correcting', 'discarded', 'draft', 'expired', 'granted', 'refused', 'revoked', 'using']), _connector='OR'), name='ticket_state_of_consent'),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'dispute'), _negated=True), ('state__in', ['answering', 'closed', 'litigating', 'negotiating', 'withdrawn']), _connector='OR'), name='ticket_state_of_dispute'),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'drill'), _negated=True), ('state__in', ['approving', 'cancelled', 'checking', 'closed', 'discarded', 'draft', 'preparing', 'refused', 'reporting', 'returned_by_lead', 'scheduled']), _connector='OR'), name='ticket_state_of_drill'),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'force_majeure'), _negated=True), ('state__in', ['checking', 'claimed', 'closed', 'deciding', 'disputed', 'interrupted', 'negotiating', 'rejected', 'withdrawn']), _connector='OR'), name='ticket_state_of_force_majeure'),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'payment'), _negated=True), ('state__in', ['approving', 'awaiting', 'cancelled', 'checking', 'closed', 'deferred', 'paid', 'paying', 'settling']), _connector='OR'), name='ticket_state_of_payment'),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reclaim'), _negated=True), ('state__in', ['answering', 'approving', 'closed', 'discarded', 'draft', 'kept', 'withdrawn']), _connector='OR'), name='ticket_state_of_reclaim'),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'rectification'), _negated=True), ('state__in', ['approving', 'cancelled', 'checking', 'closed', 'discarded', 'draft', 'not_cured', 'rectifying', 'refused', 'returned_by_lead']), _connector='OR'), name='ticket_state_of_rectification'),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'report'), _negated=True), ('state__in', ['checking', 'closed', 'due', 'waived']), _connector='OR'), name='ticket_state_of_report'),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'suspension'), _negated=True), ('state__in', ['cancelled', 'checking', 'closed', 'deciding', 'notifying', 'restoring', 'suspended', 'wrongful']), _connector='OR'), name='ticket_state_of_suspension'),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'supplement'), _negated=True), ('state__in', ['answering', 'approving', 'closed', 'countersigning', 'discarded', 'draft', 'not_agreed', 'refused', 'releasing', 'returned_by_lead', 'revising', 'signing']), _connector='OR'), name='ticket_state_of_supplement'),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'assessment'), _negated=True), ('state__in', ['approving', 'closed', 'collecting', 'deciding', 'issued', 'scoring', 'void']), _connector='OR'), name='ticket_state_of_assessment'),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'staffing'), _negated=True), ('state__in', ['cancelled', 'checking', 'checking_plan', 'closed', 'on_duty', 'planning', 'reporting']), _connector='OR'), name='ticket_state_of_staffing'),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'finding'), _negated=True), ('state__in', ['agreeing', 'closed', 'confirming', 'deciding', 'entitled', 'judged', 'not_established', 'notified', 'offered', 'opining', 'proposed', 'redeciding', 'reviewing']), _connector='OR'), name='ticket_state_of_finding'),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['acceptance', 'assessment', 'change', 'consent', 'dispute', 'drill', 'exit', 'finding', 'force_majeure', 'go_live', 'incident', 'migration', 'notice', 'onboarding', 'payment', 'provider_exit', 'reclaim', 'recovery', 'rectification', 'report', 'restart', 'secrecy_return', 'staff_replacement', 'staffing', 'supplement', 'suspension', 'switchover'])), name='ticket_kind_known'),
                ),
                migrations.AddConstraint(
                    model_name='ticket',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'recovery'), _negated=True), ('state__in', ['closed', 'demanded', 'netted', 'netting', 'objected', 'paid', 'paying', 'proposed', 'withdrawn']), _connector='OR'), name='ticket_state_of_recovery'),
                ),
            ),
            migrations.CreateModel(
                name='Recurrence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule', models.CharField(max_length=40)),
                    ('period', models.CharField(max_length=20)),
                    ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recurrences', to='tickets.contract')),
                    ('ticket', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='recurrence', to='tickets.ticket')),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('contract', 'rule', 'period'), name='recurrence_once')],
                },
            ),
            migrations.CreateModel(
                name='MonitoredOutage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('began_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('source_id', models.CharField(max_length=100)),
                    ('entered_at', models.DateTimeField()),
                    ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='monitored', to='tickets.contract')),
                    ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='tickets.monitoredoutage')),
                    ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='monitored', to='tickets.system')),
                    ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'indexes': [models.Index(fields=['-began_at', '-id'], name='monitored_newest')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gt', models.F('began_at')), _connector='OR'), name='monitored_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('began_at__lte', models.F('entered_at'))), name='monitored_began_before_its_entry'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__lte', models.F('entered_at')), _connector='OR'), name='monitored_ended_before_its_entry'), models.CheckConstraint(condition=models.Q(('source_id', ''), _negated=True), name='monitored_says_what_its_source_calls_it'), models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('contract', 'source_id'), name='monitored_once_a_source_id'), models.CheckConstraint(condition=models.Q(models.Q(('entered_by__isnull', True), ('unit__isnull', True)), models.Q(('entered_by__isnull', False), ('unit__isnull', False)), _connector='OR'), name='monitored_entered_for_a_unit')],
                },
            ),
            migrations.CreateModel(
                name='OutageWord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('word', models.CharField(max_length=12)),
                    ('said_side', models.CharField(blank=True, max_length=20)),
                    ('reason', models.CharField(blank=True, max_length=500)),
                    ('side', models.CharField(max_length=20)),
                    ('at', models.DateTimeField()),
                    ('answers', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answered_by', to='tickets.outageword')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='tickets.monitoredoutage')),
                    ('on_behalf_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('said_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ticket', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='monitored', to='tickets.ticket')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ],
                options={
                    'ordering': ['id'],
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [models.CheckConstraint(condition=models.Q(('word__in', ('confirmed', 'contested', 'false_alarm', 'fault', 'outage'))), name='outage_word_known'), models.CheckConstraint(condition=models.Q(models.Q(('ticket__isnull', False), ('word', 'fault')), models.Q(models.Q(('word', 'fault'), _negated=True), ('ticket__isnull', True)), _connector='OR'), name='outage_word_of_a_fault_names_it'), models.CheckConstraint(condition=models.Q(models.Q(('answers__isnull', False), ('said_by__isnull', False), ('word__in', ('confirmed', 'contested')), models.Q(('said_side', ''), _negated=True)), models.Q(('answers__isnull', True), ('said_by__isnull', True), ('said_side', ''), ('word__in', ('false_alarm', 'fault', 'outage'))), _connector='OR'), name='outage_word_answers_a_word'), models.CheckConstraint(condition=models.Q(('said_by__isnull', True), models.Q(('said_by', models.F('by')), _negated=True), _connector='OR'), name='outage_word_answered_by_another'), models.CheckConstraint(condition=models.Q(('said_side', models.F('side')), _negated=True), name='outage_word_answered_by_the_other_side'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), ('word__in', ('confirmed', 'fault')), _connector='OR'), name='outage_word_says_why'), models.CheckConstraint(condition=models.Q(('on_behalf_of__isnull', True), models.Q(('on_behalf_of', models.F('by')), _negated=True), _connector='OR'), name='outage_word_for_another')],
                },
            ),
            migrations.CreateModel(
                name='RegisterEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('register', models.CharField(max_length=40)),
                    ('subject', models.CharField(max_length=500)),
                    ('values', models.JSONField()),
                    ('starts', models.DateField()),
                    ('ends', models.DateField(null=True)),
                    ('note', models.TextField(blank=True, default='')),
                    ('annulled', models.BooleanField(default=False)),
                    ('file_name', models.CharField(blank=True, default='', max_length=200)),
                    ('file_type', models.CharField(blank=True, default='', max_length=100)),
                    ('file_size', models.PositiveIntegerField(default=0)),
                    ('file_sha256', models.CharField(blank=True, default='', max_length=64)),
                    ('file_path', models.CharField(blank=True, default='', max_length=100)),
                    ('side', models.CharField(max_length=20)),
                    ('entered_at', models.DateTimeField()),
                    ('state', models.CharField(default='waiting', max_length=10)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('reason', models.TextField(blank=True, default='')),
                    ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='register_entries', to='tickets.contract')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                    ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entered_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entered_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                    ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replacements', to='tickets.registerentry')),
                    ('ticket', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='register_entries', to='tickets.ticket')),
                ],
                options={
                    'ordering': ['id'],
                    'abstract': False,
                    'default_permissions': (),
                    'indexes': [models.Index(fields=['contract', 'register', 'subject', '-starts'], name='register_of_a_subject'), models.Index(fields=['-entered_at', '-id'], name='register_newest'), models.Index(condition=models.Q(('state', 'waiting')), fields=['contract', 'register'], name='register_waits')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['confirmed', 'returned', 'waiting', 'withdrawn'])), name='register_entry_state_known'), models.CheckConstraint(condition=models.Q(('ends__isnull', True), ('ends__gte', models.F('starts')), _connector='OR'), name='register_entry_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__gte', models.F('entered_at')), ('decided_by__isnull', False)), _connector='OR'), name='register_entry_decided_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('confirmed', 'returned')), _negated=True), models.Q(models.Q(('decided_by', models.F('entered_by')), _negated=True), models.Q(('entered_for__isnull', True), models.Q(('decided_by', models.F('entered_for')), _negated=True), _connector='OR')), _connector='OR'), name='register_entry_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='register_entry_returned_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('annulled', False), ('note', ''), ('replaces__isnull', True)), models.Q(('replaces__isnull', False), models.Q(('note', ''), _negated=True)), _connector='OR'), name='register_entry_corrected_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('file_name', ''), ('file_path', ''), ('file_size', 0)), models.Q(models.Q(('file_path', ''), _negated=True), models.Q(('file_name', ''), _negated=True), ('file_size__gt', 0)), _connector='OR'), name='register_entry_file_whole'), models.UniqueConstraint(condition=models.Q(('state__in', ('confirmed', 'waiting'))), fields=('replaces',), name='register_entry_replaced_once'), models.UniqueConstraint(condition=models.Q(('replaces__isnull', True), ('state__in', ('confirmed', 'waiting'))), fields=('contract', 'register', 'subject', 'starts'), name='register_entry_said_once'), models.UniqueConstraint(condition=models.Q(('file_path', ''), _negated=True), fields=('file_path',), name='register_entry_own_file')],
                },
            ),
            migrations.CreateModel(
                name='Sampling',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField()),
                    ('kind', models.CharField(blank=True, default='', max_length=24)),
                    ('population', models.PositiveIntegerField()),
                    ('size', models.PositiveSmallIntegerField()),
                    ('seed', models.CharField(max_length=32)),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='samplings', to='tickets.contract')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                ],
                options={
                    'ordering': ['-id'],
                    'abstract': False,
                    'default_permissions': (),
                    'indexes': [models.Index(fields=['unit', '-at', '-id'], name='sampling_newest')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('size__gte', 1), ('size__lte', models.F('population'))), name='sampling_size_is_there')],
                },
            ),
            migrations.CreateModel(
                name='SampledOrder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField()),
                    ('found', models.CharField(blank=True, default='', max_length=10)),
                    ('note', models.CharField(blank=True, default='', max_length=500)),
                    ('looked_at', models.DateTimeField(null=True)),
                    ('looked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.ticket')),
                    ('sampling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='tickets.sampling')),
                ],
                options={
                    'ordering': ['sampling', 'place'],
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('sampling', 'place'), name='sampled_place_once'), models.UniqueConstraint(fields=('sampling', 'ticket'), name='sampled_order_once'), models.CheckConstraint(condition=models.Q(models.Q(('found', ''), ('looked_at__isnull', True), ('looked_by__isnull', True)), models.Q(('found__in', ('in_order', 'objected')), ('looked_at__isnull', False), ('looked_by__isnull', False)), _connector='OR'), name='sampled_found_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('found', 'objected'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='sampled_objection_says_what')],
                },
            ),
            migrations.CreateModel(
                name='Naming',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('field', models.CharField(max_length=24)),
                    ('clock', models.CharField(blank=True, default='', max_length=40)),
                    ('of', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='named_by', to='tickets.ticket')),
                    ('ticket', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='names', to='tickets.ticket')),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'indexes': [models.Index(fields=['of', 'field', 'ticket', 'clock'], name='naming_of')],
                    'constraints': [models.UniqueConstraint(fields=('ticket', 'of', 'field', 'clock'), name='naming_once')],
                },
            ),
            migrations.CreateModel(
                name='FeeTable',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('total', models.DecimalField(decimal_places=2, max_digits=14)),
                    ('basis', models.CharField(max_length=200)),
                    ('entered_at', models.DateTimeField()),
                    ('agency_at', models.DateTimeField(null=True)),
                    ('provider_at', models.DateTimeField(null=True)),
                    ('signed_at', models.DateTimeField(null=True)),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                    ('reason', models.CharField(blank=True, default='', max_length=500)),
                    ('agency_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fee_tables', to='tickets.contract')),
                    ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entered_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                    ('provider_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['contract', '-number'],
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('contract', 'number'), name='fee_table_number_once'), models.UniqueConstraint(condition=models.Q(('signed_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('contract',), name='fee_table_one_open'), models.CheckConstraint(condition=models.Q(('agency_by__isnull', True), models.Q(('agency_by', models.F('entered_by')), _negated=True), _connector='OR'), name='fee_table_two_people'), models.CheckConstraint(condition=models.Q(('signed_at__isnull', True), models.Q(('agency_at__isnull', False), ('provider_at__isnull', False), ('withdrawn_at__isnull', True)), _connector='OR'), name='fee_table_signed_by_both'), models.CheckConstraint(condition=models.Q(models.Q(('agency_at__isnull', True), ('agency_by__isnull', True)), models.Q(('agency_at__isnull', False), ('agency_by__isnull', False)), _connector='OR'), name='fee_table_agency_says_who_and_when'), models.CheckConstraint(condition=models.Q(models.Q(('provider_at__isnull', True), ('provider_by__isnull', True)), models.Q(('provider_at__isnull', False), ('provider_by__isnull', False)), _connector='OR'), name='fee_table_provider_says_who_and_when'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='fee_table_withdrawn_says_who_and_when')],
                },
            ),
            migrations.CreateModel(
                name='SystemFee',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                    ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.system')),
                    ('table', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fees', to='tickets.feetable')),
                ],
                options={
                    'ordering': ['table', 'system__code'],
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('table', 'system'), name='system_fee_once'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='system_fee_is_none_or_more')],
                },
            ),
            migrations.CreateModel(
                name='PenaltyEdition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('edition', models.PositiveSmallIntegerField(default=1)),
                    ('current', models.BooleanField(default=True)),
                    ('since', models.DateTimeField()),
                    ('terms', models.JSONField(null=True)),
                    ('readings', models.JSONField(default=dict)),
                    ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='penalty_editions', to='tickets.contract')),
                ],
                options={
                    'ordering': ['edition'],
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('contract', 'edition'), name='penalty_edition_once'), models.UniqueConstraint(condition=models.Q(('current', True)), fields=('contract',), name='penalty_edition_current_once')],
                },
            ),
            migrations.CreateModel(
                name='MonthSheet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField()),
                    ('number', models.PositiveSmallIntegerField()),
                    ('until', models.DateTimeField()),
                    ('size', models.PositiveSmallIntegerField()),
                    ('sum', models.DecimalField(decimal_places=2, max_digits=14)),
                    ('before', models.DecimalField(decimal_places=2, max_digits=14)),
                    ('printed', models.JSONField()),
                    ('closed_at', models.DateTimeField()),
                    ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('closed_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization')),
                    ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='month_sheets', to='tickets.contract')),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.penaltyedition')),
                    ('fees', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.feetable')),
                ],
                options={
                    'ordering': ['contract', 'number'],
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('contract', 'month'), name='month_sheet_once'), models.UniqueConstraint(fields=('contract', 'number'), name='month_sheet_in_order'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='month_sheet_number_from_one'), models.CheckConstraint(condition=models.Q(('number__gt', 1), ('before', 0), _connector='OR'), name='month_sheet_first_has_none_before'), models.CheckConstraint(condition=models.Q(('size__gt', 0), ('sum', 0), _connector='OR'), name='month_sheet_empty_comes_to_nothing'), models.CheckConstraint(condition=models.Q(('until__lte', models.F('closed_at'))), name='month_sheet_closed_after_what_it_holds'), models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('closed_unit__isnull', True)), models.Q(('closed_by__isnull', False), ('closed_unit__isnull', False)), _connector='OR'), name='month_sheet_closed_for_a_unit')],
                },
            ),
            migrations.CreateModel(
                name='SheetLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('sort', models.CharField(max_length=10)),
                    ('key', models.CharField(max_length=300)),
                    ('rule', models.CharField(blank=True, max_length=40)),
                    ('article', models.CharField(blank=True, max_length=40)),
                    ('trigger', models.CharField(max_length=20)),
                    ('systems', models.JSONField(default=list)),
                    ('fact_month', models.DateField()),
                    ('events', models.JSONField(default=list)),
                    ('formula', models.JSONField(null=True)),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                    ('settled_on', models.DateField()),
                    ('said', models.JSONField()),
                    ('held', models.BooleanField(default=False)),
                    ('assessed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.ticket')),
                    ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='tickets.sheetline')),
                    ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='tickets.monthsheet')),
                ],
                options={
                    'ordering': ['sheet', 'number'],
                    'abstract': False,
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('sheet', 'number'), name='sheet_line_place_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='sheet_line_number_from_one'), models.CheckConstraint(condition=models.Q(('sort__in', ['corrected', 'current', 'earlier', 'of_agency', 'reversed'])), name='sheet_line_sort_known'), models.CheckConstraint(condition=models.Q(models.Q(('amount__lte', 0), ('reverses__isnull', False), ('sort', 'reversed')), models.Q(models.Q(('sort', 'reversed'), _negated=True), ('amount__gte', 0), ('reverses__isnull', True)), _connector='OR'), name='sheet_line_taken_back_is_negative'), models.CheckConstraint(condition=models.Q(models.Q(('formula__isnull', False), models.Q(('rule', ''), _negated=True)), ('formula__isnull', True), _connector='OR'), name='sheet_line_formula_of_a_rule'), models.CheckConstraint(condition=models.Q(('held', False), ('sort__in', ['corrected', 'current', 'earlier']), _connector='OR'), name='sheet_line_held_is_entered'), models.CheckConstraint(condition=models.Q(('assessed_by', models.F('confirmed_by')), _negated=True), name='sheet_line_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('key', ''), _negated=True), models.Q(('trigger', ''), _negated=True)), name='sheet_line_says_what')],
                },
            ),
            migrations.CreateModel(
                name="Installation",
                fields=[
                    ("epoch", models.PositiveIntegerField(primary_key=True, serialize=False)),
                    ("mark", models.UUIDField(unique=True)),
                    ("began_at", models.DateTimeField()),
                ],
                options={"abstract": False, "default_permissions": ()},
            ),
            migrations.AddField(
                model_name='clause',
                name='outranked',
                field=models.JSONField(default=list),
            ),
            migrations.AddField(
                model_name='contract',
                name='documents',
                field=models.JSONField(default=list),
            ),
            migrations.AddField(
                model_name='contract',
                name='score_sheet',
                field=models.JSONField(null=True),
            ),
            migrations.AddField(
                model_name='catalogueline',
                name='data_gb',
                field=models.PositiveIntegerField(null=True),
            ),
            migrations.AddField(
                model_name='delivery',
                name='urgent',
                field=models.BooleanField(default=False),
            ),
            migrations.RemoveIndex(
                model_name='delivery',
                name='delivery_pending',
            ),
            migrations.AddIndex(
                model_name='delivery',
                index=models.Index(condition=models.Q(('state', 'pending')), fields=['channel', 'urgent', 'next_at', 'id'], name='delivery_waiting'),
            ),
            migrations.AddIndex(
                model_name='deadline',
                index=models.Index(condition=models.Q(('next_at__isnull', False)), fields=['due_at', 'next_at'], name='deadline_late_first'),
            ),
        ),
        AtOnce(
            migrations.AddField(
                model_name='clause',
                name='source',
                field=models.CharField(blank=True, max_length=40),
            ),
            migrations.AddField(
                model_name='contract',
                name='head_count',
                field=models.JSONField(default=list),
            ),
        ),
        migrations.RunPython(_registers.guard, _registers.unguard),
        migrations.RunPython(_register_stands.guard, _register_stands.unguard),
        migrations.RunPython(_sheets.guard, _sheets.unguard),
        migrations.RunPython(NAMES.fill, migrations.RunPython.noop),
        migrations.RunPython(DUTIES.end, migrations.RunPython.noop),
        migrations.RunPython(MISSED.draw, migrations.RunPython.noop),
        migrations.RunPython(URGENT.mark, migrations.RunPython.noop),
    ]
