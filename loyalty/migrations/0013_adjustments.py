import django.db.models.deletion
import django.utils.timezone
import django_mongodb_backend.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0012_rewards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PointsAdjustment',
            fields=[
                ('id', django_mongodb_backend.fields.ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.IntegerField()),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('state', models.CharField(choices=[('waiting', 'Waits for a second admin'), ('posted', 'Posted'), ('refused', 'Refused')], max_length=7)),
                ('key', models.CharField(max_length=80, unique=True)),
                ('asked_by_name', models.CharField(max_length=80)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_by_name', models.CharField(blank=True, max_length=80)),
                ('decided_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.member')),
                ('programme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.programme')),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-asked_at', '-id'], name='adjustments_by_state'), models.Index(fields=['-asked_at', '-id'], name='adjustments_by_time'), models.Index(fields=['member', 'asked_at'], name='adjustments_of_member')],
            },
        ),
    ]
