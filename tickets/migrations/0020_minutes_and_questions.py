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
            name='Minutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=2000)),
                ('side', models.CharField(max_length=20)),
                ('proposed_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.RemoveConstraint(
            model_name='statement',
            name='statement_saying_known',
        ),
        migrations.AddField(
            model_name='claim',
            name='question',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='idempotencykey',
            name='claim',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.claim'),
        ),
        migrations.AddField(
            model_name='minutes',
            name='agreed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='minutes',
            name='agreed_for',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='minutes',
            name='contract',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='minutes', to='tickets.contract'),
        ),
        migrations.AddField(
            model_name='minutes',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='minutes',
            name='proposed_for',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='statement',
            name='minutes',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='tickets.minutes'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('saying__in', ('accepted', 'agreed', 'claimed', 'contested', 'corrected', 'decided', 'ended', 'proof', 'proof_missing', 'proposed', 'referred', 'review_asked', 'reviewed', 'unanswered', 'undecided', 'withdrawn'))), name='statement_saying_known'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', True), ('agreed_by__isnull', True)), models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False)), _connector='OR'), name='minutes_agreed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(('agreed_by__isnull', True), models.Q(('agreed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='minutes_of_two_people'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(('agreed_at__isnull', True), ('agreed_at__gte', models.F('proposed_at')), _connector='OR'), name='minutes_proposed_before_agreed'),
        ),
    ]
