"""Whose turn it is, as rows; those of orders that are there are drawn by the sweep. Internal clocks stand apart."""

import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def forwards(apps, _schema_editor):
    judged = apps.get_model("tickets", "Clause").objects.filter(basis="judgement")
    apps.get_model("tickets", "Deadline").objects.filter(clause__in=judged).update(internal=True)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_people_without_post'),
        ('tickets', '0022_saved_forms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=24)),
                ('role', models.CharField(max_length=30)),
                ('step', models.CharField(max_length=40)),
                ('sort', models.CharField(max_length=10)),
                ('opens_at', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(default=datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))),
                ('suggested_at', models.DateTimeField(default=datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))),
                ('barred', models.JSONField(default=list)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='deadline',
            name='internal',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='ticket',
            name='turns_edition',
            field=models.CharField(blank=True, db_default='', default='', max_length=16),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['turns_edition'], name='ticket_turns_edition'),
        ),
        migrations.AddField(
            model_name='follow',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='tickets.ticket'),
        ),
        migrations.AddField(
            model_name='follow',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follows', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='turn',
            name='holder',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='turn',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='tickets.ticket'),
        ),
        migrations.AddField(
            model_name='turn',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organization'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(fields=('user', 'ticket'), name='followed_once'),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(fields=['unit', 'role', 'due_at', 'suggested_at', 'ticket'], name='turn_of_a_role'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.UniqueConstraint(fields=('ticket', 'role', 'opens_at'), name='turn_once'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('opens_at')), _connector='OR'), name='turn_ends_after_it_opens'),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
