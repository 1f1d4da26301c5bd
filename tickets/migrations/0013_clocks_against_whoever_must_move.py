"""Clauses that bind whoever must move, limits that end with a window, and the states that they brought along."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_people_without_post'),
        ('tickets', '0012_evidence_is_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='clause',
            name='clause_party_known',
        ),
        migrations.RemoveConstraint(
            model_name='deadline',
            name='deadline_has_a_limit',
        ),
        migrations.RemoveConstraint(
            model_name='ticket',
            name='ticket_state_of_change',
        ),
        migrations.RemoveConstraint(
            model_name='ticket',
            name='ticket_state_of_exit',
        ),
        migrations.RemoveConstraint(
            model_name='ticket',
            name='ticket_state_of_go_live',
        ),
        migrations.RemoveConstraint(
            model_name='ticket',
            name='ticket_state_of_migration',
        ),
        migrations.RemoveConstraint(
            model_name='ticket',
            name='ticket_state_of_provider_exit',
        ),
        migrations.RemoveConstraint(
            model_name='ticket',
            name='ticket_state_of_switchover',
        ),
        migrations.AddField(
            model_name='deadline',
            name='last_instant',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.CheckConstraint(condition=models.Q(('party__in', ['agency', 'authority', 'mover', 'provider', 'supervisor', 'vendor'])), name='clause_party_known'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('limit_n__isnull', False), ('last_day__isnull', False), ('last_instant__isnull', False), _connector='OR'), name='deadline_has_a_limit'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('party__in', ['agency', 'authority', 'provider', 'supervisor', 'vendor'])), name='deadline_party_known'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'change'), _negated=True), ('state__in', ['accepting', 'approving', 'approving_urgent', 'cancelled', 'checking_undo', 'closed', 'confirming', 'costing', 'declined', 'discarded', 'draft', 'filing', 'implementing', 'in_effect', 'not_agreed', 'refused', 'rescheduling', 'resealing', 'returned_by_authority', 'returned_by_finance', 'returned_by_lead', 'returned_by_provider', 'scheduled', 'supplementing', 'undoing', 'window_missed']), _connector='OR'), name='ticket_state_of_change'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'exit'), _negated=True), ('state__in', ['accepting', 'approving', 'cancelled', 'checking_erasure', 'checking_inventory', 'checking_move', 'closed', 'discarded', 'draft', 'erasing', 'filing', 'inventorying', 'judging_stability', 'merged', 'moving', 'refused', 'resealing', 'returned_by_authority', 'returned_by_lead', 'returned_by_provider', 'shut', 'shutting_down', 'stabilizing']), _connector='OR'), name='ticket_state_of_exit'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'go_live'), _negated=True), ('state__in', ['accepting', 'approving', 'cancelled', 'checking', 'checking_undo', 'closed', 'correcting', 'discarded', 'draft', 'filing', 'observing', 'preparing', 'refused', 'rescheduling', 'resealing', 'returned_by_authority', 'returned_by_lead', 'returned_by_provider', 'scheduled', 'undoing', 'window_missed']), _connector='OR'), name='ticket_state_of_go_live'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'migration'), _negated=True), ('state__in', ['answering', 'awaiting_demand', 'cancelled', 'checking_erasure', 'checking_inventory', 'checking_move', 'closed', 'discarded', 'disputed', 'draft', 'erasing', 'inventorying', 'judging_stability', 'moving', 'settling', 'shut', 'shutting_down', 'stabilizing']), _connector='OR'), name='ticket_state_of_migration'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'provider_exit'), _negated=True), ('state__in', ['answering', 'cancelled', 'checking_erasure', 'checking_inventory', 'checking_move', 'closed', 'discarded', 'disputed', 'draft', 'erasing', 'inventorying', 'judging_stability', 'moving', 'refused', 'returned_by_agency', 'reviewing', 'settling', 'shut', 'shutting_down', 'stabilizing']), _connector='OR'), name='ticket_state_of_provider_exit'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'switchover'), _negated=True), ('state__in', ['approving', 'cancelled', 'checking_erasure', 'checking_inventory', 'checking_move', 'closed', 'discarded', 'draft', 'erasing', 'inventorying', 'judging_stability', 'moving', 'refused', 'returned_by_lead', 'shut', 'shutting_down', 'stabilizing']), _connector='OR'), name='ticket_state_of_switchover'),
        ),
    ]
