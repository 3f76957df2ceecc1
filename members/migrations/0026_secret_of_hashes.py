import secrets

from django.db import migrations


def make_the_secret(apps, schema_editor):
    """Every backup holds it from now on: who is forgotten later is recognised in a restored one."""
    rows = schema_editor.connection.get_collection("members_hashsecret")
    first = {"$setOnInsert": {"secret": secrets.token_hex(32)}}
    rows.update_one({"_id": "customers"}, first, upsert=True)


class Migration(migrations.Migration):
    """Way back: nothing is to be done, the secret stays."""

    dependencies = [
        ('members', '0025_row_scopes'),
    ]

    operations = [
        migrations.RunPython(make_the_secret, migrations.RunPython.noop),
    ]
