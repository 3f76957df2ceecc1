from datetime import timedelta

import django_mongodb_backend.fields
from django.db import migrations, models
from django.utils import timezone

from crm.audit.phones import mask_phones

# Processes of the release before write on for a while.
A_DAY = timedelta(days=1)


def mask(apps, schema_editor):
    """There is no way back: what is masked is known to nobody."""
    table = apps.get_model("audit", "Event")._meta.db_table
    mask_phones(schema_editor.connection.get_collection(table))


def begin(apps, schema_editor):
    events = apps.get_model("audit", "Event").objects
    since = timezone.now() + (A_DAY if events.exists() else timedelta())
    beginnings = apps.get_model("audit", "ChainBeginning").objects
    if not beginnings.exists():
        beginnings.create(id="chains", since=since)


ID = django_mongodb_backend.fields.ObjectIdAutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
)
FIELDS = {
    "chain": models.CharField(max_length=40, null=True),
    "link": models.IntegerField(null=True),
    "hash": models.BinaryField(null=True),
    "salt": models.BinaryField(null=True),
    "texts": models.BinaryField(null=True),
}


class Migration(migrations.Migration):
    """Events from before have no hash, and are not touched but for phone numbers.

    Backwards, chains and roots go; the masked numbers stay masked.
    """

    dependencies = [("audit", "0003_origin")]

    operations = [
        # History is large: no row is written for a field that it does not have.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField("event", name, field) for name, field in FIELDS.items()
            ],
        ),
        migrations.CreateModel(
            "ChainHead",
            [
                ("id", models.CharField(
                        db_column="_id", max_length=40, primary_key=True, serialize=False
                    )),
                ("links", models.IntegerField()),
                ("head", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            "ChainBeginning",
            [
                (
                    "id",
                    models.CharField(
                        db_column="_id",
                        default="chains",
                        max_length=10,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("events", models.IntegerField(null=True)),
                ("digest", models.BinaryField(null=True)),
            ],
        ),
        migrations.CreateModel(
            "HistoryRoot",
            [
                ("number", models.IntegerField(db_column="_id", primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=timezone.now)),
                ("root", models.CharField(max_length=64)),
                ("grown", models.IntegerField()),
                ("chains", models.IntegerField()),
                ("not_sent", models.CharField(max_length=200, null=True)),
            ],
        ),
        migrations.CreateModel(
            "RootedLink",
            [
                ("id", ID),
                ("root", models.IntegerField()),
                ("chain", models.CharField(max_length=40)),
                ("link", models.IntegerField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["root", "chain"], name="audit_rooted_by_root"),
                    models.Index(fields=["chain", "link"], name="audit_rooted_by_chain"),
                ],
            },
        ),
        migrations.AddIndex(
            "event", models.Index(fields=["chain", "link"], name="audit_event_chain")
        ),
        migrations.AddIndex("event", models.Index(fields=["-at", "-id"], name="audit_event_time")),
        migrations.AddIndex(
            "event", models.Index(fields=["actor", "-at", "-id"], name="audit_event_actor")
        ),
        migrations.RunPython(mask, migrations.RunPython.noop),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
