"""Keys get a collection of their own, groups a tally. Only adds: the release before may go on.

The index that was unique by the key stays where there are deposits, for the processes of the
release before write no submission; `manage.py drop_key_index` takes it away when
the last of them is gone. Going back makes it anew before the submissions go.
"""

import django.db.models.deletion
import django_mongodb_backend.fields
from django.conf import settings
from django.db import migrations, models

import omset.models.fields
import omset.models.records
from omset.key_index import drop_key_index, make_key_index
from omset.reconciliation.submissions import submit_older_records


def write_submissions(apps, schema_editor):
    submit_older_records()


def drop_index_of_an_empty_ledger(apps, schema_editor):
    if not apps.get_model("omset", "OmsetRecord").objects.exists():
        drop_key_index()


def make_index(apps, schema_editor):
    make_key_index()


class Migration(migrations.Migration):
    dependencies = [("omset", "0006_names"), ("staff", "0004_is_used")]
    operations = [
        migrations.CreateModel(
            "Submission",
            [
                (
                    "key",
                    models.CharField(
                        db_column="_id", max_length=80, primary_key=True, serialize=False
                    ),
                ),
                ("content", models.CharField(max_length=64)),
                ("record_id", django_mongodb_backend.fields.ObjectIdField()),
            ],
        ),
        migrations.RunPython(write_submissions, make_index),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "omsetrecord",
                    "idempotency_key",
                    models.CharField(
                        default=omset.models.records.new_key, editable=False, max_length=80
                    ),
                )
            ],
            database_operations=[
                migrations.RunPython(drop_index_of_an_empty_ledger, migrations.RunPython.noop)
            ],
        ),
        migrations.CreateModel(
            "GroupTally",
            [
                (
                    "id",
                    django_mongodb_backend.fields.ObjectIdAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("customer_key", models.CharField(max_length=240)),
                ("first_date", models.DateField()),
                ("last_date", models.DateField()),
                ("days", models.IntegerField()),
                ("records", models.IntegerField()),
                ("total", omset.models.fields.money_field("total")),
                (
                    "product",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.product",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("staff", "customer_key", "product"), name="one_tally_per_group"
                    )
                ],
                "indexes": [
                    models.Index(fields=["staff", "last_date"], name="group_tally_of_staff"),
                    models.Index(fields=["last_date"], name="group_tally_last_date"),
                    models.Index(fields=["customer_key", "product"], name="group_tally_customer"),
                ],
            },
        ),
        migrations.AddField("reconciliation", "groups", models.IntegerField(default=0)),
    ]
