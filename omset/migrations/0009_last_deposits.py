from django.db import migrations


def read_last_deposits(apps, schema_editor):
    """Let each approved reservation bear the last deposit that the ledger has for it (RS-19)."""
    of_the_group = {
        "from": "omset_grouptally",
        "localField": "customer_key",
        "foreignField": "customer_key",
        "let": {"staff": "$staff_id", "product": "$product_id"},
        "pipeline": [
            {
                "$match": {
                    "$expr": {
                        "$and": [
                            {"$eq": ["$staff_id", "$$staff"]},
                            {"$eq": ["$product_id", "$$product"]},
                        ]
                    }
                }
            }
        ],
        "as": "tally",
    }
    last = {"$first": "$tally.last_date"}
    steps = [
        {"$match": {"status": "approved", "last_deposit_on": None}},
        {"$lookup": of_the_group},
        {"$match": {"tally": {"$ne": []}}},
        {
            "$project": {
                "last_deposit_on": last,
                "grace_from": {"$max": ["$restarted_on", last]},
            }
        },
        {"$merge": {"into": "members_reservation", "whenNotMatched": "discard"}},
    ]
    schema_editor.connection.get_collection("members_reservation").aggregate(steps)


class Migration(migrations.Migration):
    """Way back: `migrate omset 0008`; the dates are counted anew at any time by `recount`."""

    dependencies = [
        ("omset", "0008_imports"),
        ("members", "0014_reservations_life"),
    ]

    operations = [migrations.RunPython(read_last_deposits, migrations.RunPython.noop)]
