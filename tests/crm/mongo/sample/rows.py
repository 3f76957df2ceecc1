"""Rows of the sample models: few, with every null and every tie a query can stumble over."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

from tests.crm.mongo.sample.models import Deposit, Product, Profile, Reservation, Staff, Team

JANUARY = datetime.date(2026, 1, 1)
# 02:00 in Jakarta on 1 January, which is still the old year in UTC.
NEW_YEAR_NIGHT = datetime.datetime(2025, 12, 31, 19, 0, tzinfo=datetime.UTC)


def write():
    """Write the rows and return them by name."""
    team = Team.objects.create(name="North")
    ani = Staff.objects.create(username="ani", email="ani@example.com", code=1, team=team)
    budi = Staff.objects.create(username="budi")
    products = [Product.objects.create(name=name) for name in ("Gold", "Silver")]
    Profile.objects.create(staff=ani, phone="0811")
    Reservation.objects.create(customer="c0", product=products[0])
    deposits = [_deposit(number, products, [ani, budi]) for number in range(24)]
    Deposit.objects.bulk_create(deposits)
    return SimpleNamespace(team=team, ani=ani, budi=budi, gold=products[0], silver=products[1])


def _deposit(number, products, staff):
    return Deposit(
        product=products[number % 2],
        staff=staff[number % 3 == 0],
        approver=staff[0] if number % 4 == 0 else None,
        date=JANUARY + datetime.timedelta(days=5 * number),
        created=NEW_YEAR_NIGHT + datetime.timedelta(days=5 * number),
        customer=f"c{number % 7}",
        nominal=Decimal(number * 1000) + Decimal("0.25"),
        multiplier=number % 5 or None,
        is_deleted=number % 6 == 5,
    )
