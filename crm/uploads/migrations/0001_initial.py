import django.db.models.deletion
import django_mongodb_backend.fields
from django.conf import settings
from django.db import migrations, models


def index_chunks(apps, schema_editor):
    """The indexes of GridFS, which its own writer would make with the first file."""
    database = schema_editor.connection.database
    database["uploads.chunks"].create_index([("files_id", 1), ("n", 1)], unique=True)
    database["uploads.files"].create_index([("filename", 1), ("uploadDate", 1)])


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', django_mongodb_backend.fields.ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=10)),
                ('size', models.BigIntegerField()),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('state', models.CharField(choices=[('arriving', 'Arriving'), ('stored', 'Stored'), ('removing', 'Removing')], max_length=10)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['owner', 'expires_at'], name='uploads_of_owner'), models.Index(fields=['expires_at'], name='uploads_by_end')],
            },
        ),
        migrations.RunPython(index_chunks, migrations.RunPython.noop),
    ]
