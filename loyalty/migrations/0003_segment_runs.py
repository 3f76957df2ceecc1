import django.db.models.deletion
import django.utils.timezone
import django_mongodb_backend.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0002_members'),
    ]

    operations = [
        migrations.CreateModel(
            name='SegmentedBuyer',
            fields=[
                ('id', django_mongodb_backend.fields.ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run_id', django_mongodb_backend.fields.ObjectIdField()),
                ('buyer', models.CharField(max_length=260)),
                ('recency', models.IntegerField()),
                ('frequency', models.IntegerField()),
                ('value', models.DecimalField(decimal_places=2, max_digits=20)),
                ('recency_score', models.IntegerField()),
                ('frequency_score', models.IntegerField()),
                ('value_score', models.IntegerField()),
                ('segment', models.CharField(choices=[('Champions', 'Champions'), ('Loyal Customers', 'Loyal Customers'), ('New Customers', 'New Customers'), ('Potential Loyalists', 'Potential Loyalists'), ('At Risk', 'At Risk'), ('Cannot Lose Them', 'Cannot Lose Them'), ('Hibernating', 'Hibernating'), ('Others', 'Others')], max_length=19)),
            ],
            options={
                'indexes': [models.Index(fields=['run_id', 'segment', 'buyer'], name='buyers_of_segment'), models.Index(fields=['buyer'], name='runs_of_buyer')],
                'constraints': [models.UniqueConstraint(fields=('run_id', 'buyer'), name='one_place_a_run_and_buyer')],
            },
        ),
        migrations.CreateModel(
            name='SegmentRun',
            fields=[
                ('id', django_mongodb_backend.fields.ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('months', models.IntegerField(default=0)),
                ('buyers', models.IntegerField()),
                ('value', models.DecimalField(decimal_places=2, max_digits=20)),
                ('beginnings', models.JSONField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('programme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'day', 'months', 'fingerprint'), name='one_run_of_the_same')],
            },
        ),
    ]
