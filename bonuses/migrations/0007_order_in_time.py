"""Rates of one date, plans of one month, claims: in their order by more than an id."""

from django.db import migrations, models

from crm.mongo.numbering import number_rows

OLD_CHECKS = ("check_by_month", "check_by_staff", "check_waiting")
NEWEST = ["-submitted_at", "-id"]


def number_rates(apps, schema_editor):
    table = apps.get_model("bonuses", "ExchangeRate")._meta.db_table
    options = {"within": "valid_from", "by": "created_at", "match": {}}
    number_rows(schema_editor.connection, table, "sequence", **options)


def number_plans(apps, schema_editor):
    table = apps.get_model("bonuses", "BonusPlan")._meta.db_table
    options = {"within": "status", "by": "published_at", "match": {"status": "published"}}
    number_rows(schema_editor.connection, table, "sequence", **options)


class Migration(migrations.Migration):
    dependencies = [("bonuses", "0006_customer_keys")]

    operations = [
        migrations.AddField("exchangerate", "sequence", models.IntegerField(default=0), False),
        migrations.AddField(
            "bonusplan", "sequence", models.IntegerField(default=0, editable=False)
        ),
        migrations.RunPython(number_rates, migrations.RunPython.noop),
        migrations.RunPython(number_plans, migrations.RunPython.noop),
        # First the new ones: nothing is ever read without an index.
        migrations.AddConstraint(
            "exchangerate",
            models.UniqueConstraint(fields=["valid_from", "sequence"], name="rates_in_order"),
        ),
        migrations.RemoveIndex("exchangerate", "rate_by_date"),
        migrations.AddIndex(
            "bonusplan",
            models.Index(
                fields=["status", "-valid_from", "-sequence", "-published_at"],
                name="plan_in_order",
            ),
        ),
        migrations.RemoveIndex("bonusplan", "plan_by_month"),
        migrations.AddIndex("customercheck", models.Index(fields=NEWEST, name="checks_newest")),
        migrations.AddIndex(
            "customercheck", models.Index(fields=["month", *NEWEST], name="checks_of_month")
        ),
        migrations.AddIndex(
            "customercheck",
            models.Index(fields=["staff", "-month", *NEWEST], name="checks_of_staff"),
        ),
        migrations.AddIndex(
            "customercheck",
            models.Index(
                fields=["status", *NEWEST],
                name="checks_waiting",
                condition=models.Q(status="submitted"),
            ),
        ),
        *(migrations.RemoveIndex("customercheck", name) for name in OLD_CHECKS),
    ]
