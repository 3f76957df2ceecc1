import django_mongodb_backend.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Way back: `migrate staff 0011`; whoever was about to choose a password needs a new reset."""

    dependencies = [("staff", "0011_sessions")]

    operations = [
        migrations.CreateModel(
            name="PasswordLink",
            fields=[
                ("person_id", django_mongodb_backend.fields.ObjectIdField(db_column="_id", primary_key=True, serialize=False)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
            ],
        ),
    ]
