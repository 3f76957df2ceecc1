import django_mongodb_backend.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0009_hand_overs'),
    ]

    operations = [
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('person_id', django_mongodb_backend.fields.ObjectIdField(db_column='_id', primary_key=True, serialize=False)),
                ('secret', models.CharField(max_length=64)),
                ('last_timecode', models.BigIntegerField(default=0)),
                ('failures', models.IntegerField(default=0)),
                ('locked_until', models.DateTimeField(null=True)),
                ('recovery_salt', models.CharField(max_length=32)),
                ('recovery_codes', models.JSONField(default=list)),
            ],
        ),
        migrations.AddField(
            model_name='user',
            name='factor_due',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='factor_since',
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
