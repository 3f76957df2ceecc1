from calendar import monthrange

from django.db import migrations, models


def freeze_the_rates(apps, schema_editor):
    """Closed months get the rate that pages show them at now: that of their last day."""
    rates, closings = (apps.get_model("bonuses", name).objects for name in ("ExchangeRate", "Closing"))
    for pk, month in closings.values_list("pk", "month"):
        last_day = month.replace(day=monthrange(month.year, month.month)[1])
        earlier = rates.filter(valid_from__lte=last_day)
        rate = earlier.order_by("-valid_from", "-sequence").first()
        if rate:
            frozen = {"rate_rupiah": rate.rupiah, "rate_since": rate.valid_from}
            closings.filter(pk=pk).update(**frozen)


def leave(apps, schema_editor):
    """What was filled in goes with its fields."""


class Migration(migrations.Migration):
    """A closed month keeps its exchange rate."""

    dependencies = [("bonuses", "0008_owners_of_removed_deposits")]

    operations = [
        migrations.CreateModel(
            name="BooksHead",
            fields=[
                (
                    "name",
                    models.CharField(
                        db_column="_id", max_length=10, primary_key=True, serialize=False
                    ),
                ),
                ("events", models.IntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            "closing",
            "rate_rupiah",
            models.DecimalField(decimal_places=2, max_digits=12, null=True),
        ),
        migrations.AddField("closing", "rate_since", models.DateField(null=True)),
        migrations.RunPython(freeze_the_rates, leave),
    ]
