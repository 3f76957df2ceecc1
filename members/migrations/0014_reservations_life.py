from datetime import datetime, time

import django.db.models.deletion
import django.utils.timezone
import django_mongodb_backend.fields
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def begin_the_grace(apps, schema_editor):
    """Who has a customer reserved by now has a full grace from today: nobody was warned before."""
    today = datetime.combine(timezone.localdate(), time())
    rows = schema_editor.connection.get_collection("members_reservation")
    rows.update_many(
        {"status": "approved", "grace_from": None},
        {"$set": {"restarted_on": today, "grace_from": today}},
    )


class Migration(migrations.Migration):
    """Way back: `migrate members 0013`, after which what has ended since is in history alone."""

    dependencies = [
        ('members', '0013_batches_are_counted'),
        ('staff', '0006_visits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PastReservation',
            fields=[
                ('id', django_mongodb_backend.fields.ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reservation_id', django_mongodb_backend.fields.ObjectIdField()),
                ('customer_id', models.CharField(max_length=120)),
                ('customer_key', models.CharField(max_length=240)),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('product_name', models.CharField(max_length=60)),
                ('staff_name', models.CharField(max_length=80)),
                ('created_at', models.DateTimeField()),
                ('created_by_name', models.CharField(max_length=80)),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_by_name', models.CharField(blank=True, max_length=80)),
                ('last_deposit_on', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_by_name', models.CharField(max_length=80)),
                ('cause', models.CharField(choices=[('released', 'Released by an admin'), ('owner_left', 'The staff member left'), ('grace_over', 'No deposit within the grace'), ('no_deposit', 'No deposit at all'), ('rejected', 'Rejected'), ('undecided', 'Not decided in time')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('grace_days', models.IntegerField(null=True)),
                ('days_since', models.IntegerField(null=True)),
                ('state', models.CharField(choices=[('listed', 'In the archive'), ('replaced', 'Replaced'), ('restored', 'Restored'), ('removed', 'Removed from the archive'), ('request', 'Never approved')], default='listed', max_length=8)),
            ],
        ),
        migrations.AddField(
            model_name='reservation',
            name='extended_until',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='reservation',
            name='extension',
            field=models.CharField(choices=[('', 'Not asked for'), ('asked', 'Asked for'), ('granted', 'Granted'), ('refused', 'Refused')], default='', max_length=8),
        ),
        migrations.AddField(
            model_name='reservation',
            name='extension_asked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='reservation',
            name='extension_reason',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='reservation',
            name='grace_from',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='reservation',
            name='is_permanent',
            field=models.BooleanField(default=False, verbose_name='permanent'),
        ),
        migrations.AddField(
            model_name='reservation',
            name='last_deposit_on',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='reservation',
            name='restarted_on',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='reservation',
            name='warned_on',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='reservation',
            index=models.Index(fields=['status', 'is_permanent', 'grace_from', 'id'], name='reservations_by_grace'),
        ),
        migrations.AddField(
            model_name='pastreservation',
            name='product',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.product'),
        ),
        migrations.AddField(
            model_name='pastreservation',
            name='staff',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='pastreservation',
            index=models.Index(fields=['state', '-ended_at', '-id'], name='archive_newest'),
        ),
        migrations.AddIndex(
            model_name='pastreservation',
            index=models.Index(fields=['customer_key', 'product', 'state'], name='archive_of_customer'),
        ),
        migrations.AddIndex(
            model_name='pastreservation',
            index=models.Index(fields=['staff', 'state', '-ended_at', '-id'], name='archive_of_staff'),
        ),
        migrations.AddIndex(
            model_name='pastreservation',
            index=models.Index(fields=['product', 'state', '-ended_at', '-id'], name='archive_in_product'),
        ),
        migrations.AddIndex(
            model_name='pastreservation',
            index=models.Index(fields=['reservation_id'], name='archive_of_reservation'),
        ),
        migrations.RunPython(begin_the_grace, migrations.RunPython.noop),
    ]
