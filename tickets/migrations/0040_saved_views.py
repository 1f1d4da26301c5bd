"""Lists kept as somebody narrowed them, and the columns that they see."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_roles_fit_their_units'),
        ('tickets', '0039_what_has_not_gone_out'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=20)),
                ('name', models.CharField(blank=True, max_length=60)),
                ('asked', models.JSONField(default=dict)),
                ('hidden', models.JSONField(default=list)),
                ('saved_at', models.DateTimeField()),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'ordering': ['name', 'id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('unit__isnull', False)), fields=['unit', 'place'], name='saved_view_of_unit')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'place', 'name'), name='saved_view_name_once'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), ('unit__isnull', True), _connector='OR'), name='saved_view_of_columns_is_ones_own')],
            },
        ),
    ]
