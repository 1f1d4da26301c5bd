"""Each kind has its own constraint of states, so that a new state changes that of its kind alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_administrators_apart'),
        ('tickets', '0003_field_terms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='ticket',
            name='ticket_state_of_its_kind',
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['change', 'exit', 'go_live', 'incident', 'migration', 'onboarding', 'provider_exit', 'restart', 'staff_replacement', 'switchover'])), name='ticket_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'change'), _negated=True), ('state__in', ['accepting', 'approving', 'approving_urgent', 'cancelled', 'checking_undo', 'closed', 'confirming', 'costing', 'declined', 'discarded', 'draft', 'filing', 'implementing', 'in_effect', 'not_agreed', 'refused', 'rescheduling', 'resealing', 'returned_by_authority', 'returned_by_finance', 'returned_by_lead', 'returned_by_provider', 'scheduled', 'supplementing', 'undoing']), _connector='OR'), name='ticket_state_of_change'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'exit'), _negated=True), ('state__in', ['accepting', 'approving', 'cancelled', 'checking_erasure', 'checking_inventory', 'checking_move', 'closed', 'discarded', 'draft', 'erasing', 'filing', 'inventorying', 'merged', 'moving', 'refused', 'resealing', 'returned_by_authority', 'returned_by_lead', 'returned_by_provider', 'shut', 'shutting_down', 'stabilizing']), _connector='OR'), name='ticket_state_of_exit'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'go_live'), _negated=True), ('state__in', ['accepting', 'approving', 'cancelled', 'checking', 'checking_undo', 'closed', 'correcting', 'discarded', 'draft', 'filing', 'observing', 'preparing', 'refused', 'rescheduling', 'resealing', 'returned_by_authority', 'returned_by_lead', 'returned_by_provider', 'scheduled', 'undoing']), _connector='OR'), name='ticket_state_of_go_live'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'incident'), _negated=True), ('state__in', ['closed', 'confirming', 'dismissed', 'handling', 'recovered', 'reported']), _connector='OR'), name='ticket_state_of_incident'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'migration'), _negated=True), ('state__in', ['answering', 'awaiting_demand', 'cancelled', 'checking_erasure', 'checking_inventory', 'checking_move', 'closed', 'discarded', 'disputed', 'draft', 'erasing', 'inventorying', 'moving', 'settling', 'shut', 'shutting_down', 'stabilizing']), _connector='OR'), name='ticket_state_of_migration'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'onboarding'), _negated=True), ('state__in', ['accepting', 'allocating', 'approving', 'cancelled', 'checking_resources', 'checking_undo', 'closed', 'confirming', 'deploying', 'discarded', 'draft', 'filing', 'plan_review', 'planning', 'refused', 'resealing', 'returned_by_authority', 'returned_by_lead', 'returned_by_provider', 'testing', 'undoing']), _connector='OR'), name='ticket_state_of_onboarding'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'provider_exit'), _negated=True), ('state__in', ['answering', 'cancelled', 'checking_erasure', 'checking_inventory', 'checking_move', 'closed', 'discarded', 'disputed', 'draft', 'erasing', 'inventorying', 'moving', 'refused', 'returned_by_agency', 'reviewing', 'settling', 'shut', 'shutting_down', 'stabilizing']), _connector='OR'), name='ticket_state_of_provider_exit'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'restart'), _negated=True), ('state__in', ['approving', 'cancelled', 'closed', 'confirming', 'declined', 'discarded', 'draft', 'executing', 'expired', 'permitted', 'refused', 'returned_by_lead', 'returned_by_provider', 'revoked', 'verifying']), _connector='OR'), name='ticket_state_of_restart'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'staff_replacement'), _negated=True), ('state__in', ['approving', 'cancelled', 'closed', 'confirming', 'discarded', 'draft', 'handing_over', 'nominating', 'refused', 'returned_by_lead', 'reviewing_nominee']), _connector='OR'), name='ticket_state_of_staff_replacement'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'switchover'), _negated=True), ('state__in', ['approving', 'cancelled', 'checking_erasure', 'checking_inventory', 'checking_move', 'closed', 'discarded', 'draft', 'erasing', 'inventorying', 'moving', 'refused', 'returned_by_lead', 'shut', 'shutting_down', 'stabilizing']), _connector='OR'), name='ticket_state_of_switchover'),
        ),
    ]
