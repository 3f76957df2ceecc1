"""Imports from the page, and the way to the deposits that one brought. Only adds."""

import django.db.models.deletion
import django.utils.timezone
import django_mongodb_backend.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("omset", "0007_submissions_and_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name='DepositImport',
            fields=[
                ('id', django_mongodb_backend.fields.ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('upload_id', django_mongodb_backend.fields.ObjectIdField()),
                ('file_name', models.CharField(max_length=200)),
                ('staff', models.CharField(blank=True, max_length=150)),
                ('product', models.CharField(blank=True, max_length=150)),
                ('status', models.CharField(max_length=10)),
                ('state', models.CharField(choices=[('reading', 'Being read'), ('ready', 'Ready to import'), ('refused', 'Cannot be read'), ('importing', 'Being imported'), ('done', 'Imported'), ('cancelled', 'Cancelled')], default='reading', max_length=10)),
                ('job_id', django_mongodb_backend.fields.ObjectIdField(null=True)),
                ('problem', models.TextField(blank=True)),
                ('reading', models.JSONField(null=True)),
                ('rows', models.IntegerField(default=0)),
                ('outcome', models.JSONField(null=True)),
                ('rejects_id', django_mongodb_backend.fields.ObjectIdField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['-created_at', '-id'], name='imports_newest')],
            },
        ),
        migrations.AddIndex(
            model_name='omsetrecord',
            index=models.Index(condition=models.Q(('batch__gt', '')), fields=['batch', '-date', '-id'], name='omset_by_batch'),
        ),
    ]
