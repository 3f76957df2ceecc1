"""Adjustment lines know their place among the events, and the deposit that they are about."""

from collections.abc import Iterable, Iterator
from itertools import islice

from bson import ObjectId
from django.db import migrations, models
from pymongo import UpdateOne

from crm.mongo.numbering import number_rows

AT_ONCE = 1000
FACTS = ("customer_id", "date", "total")


def number_lines(apps, schema_editor):
    table = apps.get_model("bonuses", "Adjustment")._meta.db_table
    options = {"within": "staff_id", "by": "created_at", "match": {}}
    number_rows(schema_editor.connection, table, "sequence", **options)


def name_deposits(apps, schema_editor):
    """From the records, or from the history of those that are gone for good."""
    connection = schema_editor.connection
    names = (("bonuses", "Adjustment"), ("omset", "OmsetRecord"), ("audit", "Event"))
    lines, records, events = (
        connection.get_collection(apps.get_model(*name)._meta.db_table) for name in names
    )
    nameless = lines.find({"record": {"$ne": ""}, "customer_id": ""}, ["record"])
    for some in portions(nameless):
        pks = [ObjectId(line["record"]) for line in some]
        known = dict(of_events(events, pks)) | dict(of_records(records, pks))
        writes = [
            UpdateOne({"_id": line["_id"]}, {"$set": known[pk]})
            for line, pk in zip(some, pks, strict=True)
            if pk in known
        ]
        if writes:
            lines.bulk_write(writes, ordered=False)


def of_records(records, pks: list[ObjectId]) -> Iterator[tuple[ObjectId, dict]]:
    for row in records.find({"_id": {"$in": pks}}, FACTS):
        yield row["_id"], stored(row["customer_id"], row["date"], row["total"])


def of_events(events, pks: list[ObjectId]) -> Iterator[tuple[ObjectId, dict]]:
    date = {"$dateFromString": {"dateString": "$before.date"}}
    total = {"$toDecimal": "$before.total"}
    facts = {"subject": 1, "customer_id": "$before.customer_id", "date": date, "total": total}
    removed = {"$match": {"subject": {"$in": pks}, "verb": "purge"}}
    for row in events.aggregate([removed, {"$project": facts}]):
        yield row["subject"], stored(row["customer_id"], row["date"], row["total"])


def stored(customer_id: str, date, total) -> dict:
    return {"customer_id": customer_id, "deposit_date": date, "deposit_total": total}


def portions(rows: Iterable[dict]) -> Iterator[list[dict]]:
    rows = iter(rows)
    while some := list(islice(rows, AT_ONCE)):
        yield some


class Migration(migrations.Migration):
    dependencies = [
        ("bonuses", "0004_claims_after_a_withdrawal"),
        ("audit", "0001_initial"),
        ("omset", "0004_glances"),
    ]

    operations = [
        migrations.AddField("adjustment", "sequence", models.IntegerField(default=0), False),
        migrations.AddField(
            "adjustment", "customer_id", models.CharField(max_length=120, blank=True), False
        ),
        migrations.AddField("adjustment", "deposit_date", models.DateField(null=True)),
        migrations.AddField(
            "adjustment",
            "deposit_total",
            models.DecimalField(max_digits=20, decimal_places=2, null=True),
        ),
        migrations.RunPython(number_lines, migrations.RunPython.noop),
        migrations.RunPython(name_deposits, migrations.RunPython.noop),
        # First the new ones: no line is ever read without an index.
        migrations.AddIndex(
            "adjustment",
            models.Index(fields=["closing", "staff", "sequence"], name="adjustment_in_order"),
        ),
        migrations.AddIndex(
            "adjustment", models.Index(fields=["staff", "sequence"], name="adjustment_of_staff")
        ),
        migrations.RemoveIndex("adjustment", "adjustment_by_statement"),
        migrations.RemoveIndex("adjustment", "adjustment_by_staff"),
    ]
