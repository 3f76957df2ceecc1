import django_mongodb_backend.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Sessions know whose they are. Those from before end: everybody signs in once."""

    dependencies = [
        ('staff', '0010_second_factor'),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('session_key', models.CharField(db_column='_id', max_length=40, primary_key=True, serialize=False)),
                ('account_id', django_mongodb_backend.fields.ObjectIdField(db_index=True, null=True)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'abstract': False,
            },
        ),
    ]
