from django.db import migrations, models


def count_changes(apps, schema_editor):
    """Let each month have counted what has written its requests so far.

    One more than that: a process from before the upgrade may write one that it does not count.
    """
    month = {"$dateToString": {"date": "$date", "format": "%Y-%m"}}
    key = {"$concat": [{"$toString": "$staff_id"}, ":", month]}
    steps = [
        {"$group": {"_id": key, "versions": {"$sum": "$version"}}},
        {"$project": {"leave_events": {"$add": ["$versions", 1]}}},
        {"$merge": {"into": "leave_staffmonth", "whenNotMatched": "discard"}},
    ]
    schema_editor.connection.get_collection("leave_leaverequest").aggregate(steps)


class Migration(migrations.Migration):
    """A month counts what writes its leave, and what feeds and statements ask is in an index.

    Going back loses the count alone.
    """

    dependencies = [("leave", "0006_covered_reads")]

    operations = [
        migrations.AddField(
            model_name="staffmonth",
            name="leave_events",
            field=models.IntegerField(default=0),
        ),
        migrations.RunPython(count_changes, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="staffmonth",
            index=models.Index(
                fields=["staff_id", "month", "events"], name="events_of_staff_months"
            ),
        ),
        migrations.AddIndex(
            model_name="staffmonth",
            index=models.Index(
                fields=["month", "staff_id", "leave_events"], name="leave_events_of_months"
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(is_withdrawn=False),
                name="payments_in_force_newest",
            ),
        ),
    ]
