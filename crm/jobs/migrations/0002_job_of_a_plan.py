import django_mongodb_backend.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='lastplan',
            name='job_id',
            field=django_mongodb_backend.fields.ObjectIdField(null=True),
        ),
    ]
