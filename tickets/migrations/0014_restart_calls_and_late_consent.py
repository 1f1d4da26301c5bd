"""A restart by telephone and on the occasion of a fault; its new ends; a late exit that waits for consent."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_people_without_post'),
        ('tickets', '0013_clocks_against_whoever_must_move'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Occasion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ReadBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce', models.CharField(max_length=32, unique=True)),
                ('sent_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('spent_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.RemoveConstraint(
            model_name='ticket',
            name='ticket_state_of_provider_exit',
        ),
        migrations.RemoveConstraint(
            model_name='ticket',
            name='ticket_state_of_restart',
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'provider_exit'), _negated=True), ('state__in', ['agreeing', 'answering', 'cancelled', 'checking_erasure', 'checking_inventory', 'checking_move', 'closed', 'discarded', 'disputed', 'draft', 'erasing', 'inventorying', 'judging_stability', 'moving', 'refused', 'returned_by_agency', 'reviewing', 'settling', 'shut', 'shutting_down', 'stabilizing']), _connector='OR'), name='ticket_state_of_provider_exit'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'restart'), _negated=True), ('state__in', ['approving', 'authenticating', 'cancelled', 'closed', 'confirming', 'declined', 'discarded', 'draft', 'executing', 'expired', 'not_carried_out', 'permitted', 'refused', 'returned_by_lead', 'returned_by_provider', 'revoked', 'verifying']), _connector='OR'), name='ticket_state_of_restart'),
        ),
        migrations.AddField(
            model_name='occasion',
            name='of',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='led_to', to='tickets.ticket'),
        ),
        migrations.AddField(
            model_name='occasion',
            name='ticket',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='occasion', to='tickets.ticket'),
        ),
        migrations.AddField(
            model_name='readback',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='read_backs', to='tickets.ticket'),
        ),
        migrations.AddField(
            model_name='readback',
            name='to',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='occasion',
            constraint=models.CheckConstraint(condition=models.Q(('ticket', models.F('of')), _negated=True), name='occasion_is_another_ticket'),
        ),
        migrations.AddConstraint(
            model_name='readback',
            constraint=models.UniqueConstraint(condition=models.Q(('spent_at__isnull', True)), fields=('ticket',), name='read_back_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='readback',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('sent_at'))), name='read_back_expires_after_it_is_sent'),
        ),
    ]
