"""暂存稿: what people are still writing, and the files that wait with it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0021_papers_of_statements'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('kind', models.CharField(max_length=24)),
                ('title', models.TextField(blank=True)),
                ('fields', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.contract')),
                ('occasion', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.ticket')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('system', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.system')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SavedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('path', models.CharField(max_length=100, unique=True)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='tickets.savedform')),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='savedform',
            index=models.Index(fields=['saved_at'], name='saved_form_oldest'),
        ),
        migrations.AddConstraint(
            model_name='savedform',
            constraint=models.UniqueConstraint(fields=('owner', 'key'), name='saved_form_once'),
        ),
        migrations.AddConstraint(
            model_name='savedfile',
            constraint=models.UniqueConstraint(fields=('form', 'slot'), name='saved_file_once'),
        ),
    ]
