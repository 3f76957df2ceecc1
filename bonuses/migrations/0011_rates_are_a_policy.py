from django.db import migrations

from crm.mongo.rows import current_session
from crm.mongo.transaction import transactional

RATE = "exchange-rate"
BOOKS = "bonuses_bookshead"


class RatesDiffer(Exception):
    """What was copied does not read as what it was copied from: nothing is kept of it."""


def copy_rates(apps, schema_editor):
    """Each rate becomes a value of the policy, under its own id."""
    _alike(apps, schema_editor.connection, _copy)


def copy_back(apps, schema_editor):
    """Whatever the old collection lacks: nothing, as long as each rate was written to both."""
    _alike(apps, schema_editor.connection, _copy_back)


@transactional
def _alike(apps, connection, copy):
    """One moment: whoever sets a rate or closes a month, of either release, is before or after."""
    connection.get_collection(BOOKS).update_one(
        {"_id": "books"}, {"$inc": {"events": 1}}, upsert=True, session=current_session()
    )
    rates = apps.get_model("bonuses", "ExchangeRate").objects
    values = apps.get_model("policies", "PolicyValue").objects
    copy(rates, values)
    _compare(_rates(rates), _values(values))


def _copy(rates, values):
    there = set(_values(values))
    for rate in rates.order_by("valid_from", "sequence"):
        if (rate.valid_from, rate.sequence) not in there:
            values.create(
                pk=rate.pk,
                policy=RATE,
                valid_from=rate.valid_from,
                sequence=rate.sequence,
                value=rate.rupiah,
                author_name=rate.set_by_name,
                decided_at=rate.created_at,
            )


def _copy_back(rates, values):
    there = set(_rates(rates))
    for value in values.filter(policy=RATE).order_by("valid_from", "sequence"):
        if (value.valid_from, value.sequence) not in there:
            rates.create(
                pk=value.pk,
                valid_from=value.valid_from,
                sequence=value.sequence,
                rupiah=value.value,
                set_by_name=value.author_name,
                created_at=value.decided_at,
            )


def _rates(rates):
    rows = rates.values_list("valid_from", "sequence", "rupiah")
    return {(day, sequence): rupiah for day, sequence, rupiah in rows}


def _values(values):
    rows = values.filter(policy=RATE).values_list("valid_from", "sequence", "value")
    return {(day, sequence): value for day, sequence, value in rows}


def _compare(rates, values):
    """The same rows, and the same rate on each day on which one begins: so on every day."""
    if rates != values:
        raise RatesDiffer(f"{len(rates)} rates, {len(values)} values")
    for day in {day for day, _sequence in rates}:
        if _holding(rates, day) != _holding(values, day):
            raise RatesDiffer(f"on {day}")


def _holding(rows, day):
    return rows[max(order for order in rows if order[0] <= day)]


class Migration(migrations.Migration):
    """Exchange rates are values of a policy; the old collection stays, for the release before."""

    dependencies = [
        ("bonuses", "0010_names"),
        ("policies", "0001_initial"),
    ]

    operations = [migrations.RunPython(copy_rates, copy_back)]
