"""Whose a deposit was that is removed for good, where lines or an inbox name its owner.

The history of such a deposit is read by its owner; from now on the removal itself notes who that
is. Where nothing says so with certainty only admins read it.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from bson import ObjectId
from django.db import migrations
from pymongo import UpdateOne

AT_ONCE = 1000
DECIDED = ["omset-approved", "omset-declined"]
UNKNOWN = {"verb": "purge", "before.staff_id": None}


def name_owners(apps, schema_editor):
    connection = schema_editor.connection
    events = connection.get_collection(apps.get_model("audit", "Event")._meta.db_table)
    unknown = set(events.distinct("subject", UNKNOWN))
    if not unknown:
        return
    users = connection.get_collection(apps.get_model("staff", "User")._meta.db_table)
    names = {row["_id"]: row["name"] for row in users.find({}, ["name"])}
    owners = (pair for pair in owners_of_deposits(apps, connection) if pair[0] in unknown)
    writes = (
        UpdateOne(
            {"subject": pk} | UNKNOWN,
            {"$set": {"before.staff_id": str(staff), "before.staff_name": names.get(staff, "")}},
        )
        for pk, staff in owners
    )
    while some := list(islice(writes, AT_ONCE)):
        events.bulk_write(some, ordered=False)


def owners_of_deposits(apps, connection) -> Iterator[tuple[ObjectId, ObjectId]]:
    lines = connection.get_collection(apps.get_model("bonuses", "Adjustment")._meta.db_table)
    for line in lines.find({"record": {"$ne": ""}}, ["record", "staff_id"]):
        yield ObjectId(line["record"]), line["staff_id"]
    inbox = connection.get_collection(apps.get_model("notifications", "Notification")._meta.db_table)
    for row in inbox.find({"kind": {"$in": DECIDED}}, ["url", "user_id"]):
        for pk in ids_in(row["url"].split("/")):
            yield pk, row["user_id"]


def ids_in(parts: Iterable[str]) -> list[ObjectId]:
    return [ObjectId(part) for part in parts if ObjectId.is_valid(part)]


class Migration(migrations.Migration):
    dependencies = [
        ("bonuses", "0007_order_in_time"),
        ("audit", "0002_order_of_events"),
        ("notifications", "0003_order_of_the_inbox"),
        ("staff", "0004_is_used"),
    ]

    operations = [migrations.RunPython(name_owners, migrations.RunPython.noop)]
