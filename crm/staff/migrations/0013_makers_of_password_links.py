import django_mongodb_backend.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Way back: `migrate staff 0012`. Of links from before nobody knows who made them."""

    dependencies = [("staff", "0012_password_links")]

    operations = [
        migrations.AddField("passwordlink", "made_by_id", django_mongodb_backend.fields.ObjectIdField(null=True)),
        migrations.AddField("passwordlink", "made_from", models.CharField(blank=True, max_length=45)),
    ]
