from django.db import migrations, models

from crm.mongo.numbering import number_rows


def number_events(apps, schema_editor):
    table = apps.get_model("audit", "Event")._meta.db_table
    options = {"within": "subject", "by": "at", "match": {}}
    number_rows(schema_editor.connection, table, "sequence", **options)


class Migration(migrations.Migration):
    """Events from before stand as their instants do. Nothing else of them is touched."""

    dependencies = [("audit", "0001_initial")]

    operations = [
        # History is large: each row is written once, with its number, and not with a default first.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField("event", "sequence", models.IntegerField(), False),
            ],
        ),
        migrations.RunPython(number_events, migrations.RunPython.noop),
        # First the new one: no history is ever read without an index.
        migrations.AddIndex(
            "event", models.Index(fields=["subject", "sequence"], name="audit_event_order")
        ),
        migrations.RemoveIndex("event", "audit_event_subject"),
    ]
