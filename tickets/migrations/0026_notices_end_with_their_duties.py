"""A notice is read, ends with its duty, is put away or off, and is held for a digest; people have quiet hours."""

import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0025_a_citys_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quiet_from', models.TimeField(default=datetime.time(22, 0))),
                ('quiet_until', models.TimeField(default=datetime.time(7, 0))),
                ('copies_by_digest', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.RemoveIndex(
            model_name='notice',
            name='notice_unread',
        ),
        migrations.AddField(
            model_name='notice',
            name='archived_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='digest',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='tickets.notice'),
        ),
        migrations.AddField(
            model_name='notice',
            name='ended_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='first_read_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='held',
            field=models.CharField(blank=True, default='', max_length=10),
        ),
        migrations.AddField(
            model_name='notice',
            name='snoozed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='snoozed_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('archived_at__isnull', True), ('ended_at__isnull', True), ('held', ''), ('read_at__isnull', True)), fields=['recipient', '-id'], name='notice_unread'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('archived_at__isnull', True), ('ended_at__isnull', True), ('held', ''), ('read_at__isnull', False)), fields=['recipient', '-id'], name='notice_read'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('digest__isnull', True), ('ended_at__isnull', True), ('read_at__isnull', True), models.Q(('held', ''), _negated=True)), fields=['held'], name='notice_awaits_digest'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('held__in', ('', 'daily', 'weekly'))), name='notice_held_known'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('digest__isnull', True), models.Q(('held', ''), _negated=True), _connector='OR'), name='notice_of_a_digest_was_held'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('snoozed_until__isnull', True), ('urgent', False), _connector='OR'), name='notice_red_is_not_put_off'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('snoozed_at__isnull', True), ('snoozed_until__isnull', True)), ('snoozed_until__gt', models.F('snoozed_at')), _connector='OR'), name='notice_put_off_says_when'),
        ),
        migrations.AddField(
            model_name='noticehours',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notice_hours', to=settings.AUTH_USER_MODEL),
        ),
    ]
