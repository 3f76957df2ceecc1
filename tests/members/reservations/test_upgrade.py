"""Reservations as the release before left them, brought into the life that they have now.

members.0014 lets their grace begin; omset.0009 reads their last deposits from the ledger.
"""

from datetime import timedelta
from importlib import import_module
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, migrations
from django.utils import timezone

from crm.mongo.rows import collection
from members import reservations
from members.models import Reservation
from members.reservations.endings.expiry import expire
from tests.make import make_deposit, make_product
from tests.members.reservations.life import days_ago, held, today

pytestmark = pytest.mark.django_db
LIFE = import_module("members.migrations.0014_reservations_life")
DEPOSITS = import_module("omset.migrations.0009_last_deposits")
ADDED = [
    step
    for step in LIFE.Migration.operations
    if isinstance(step, migrations.AddField) and step.model_name == "reservation"
]


class Editor:
    """What a migration works with."""

    connection = connection


def as_the_release_before_left_them():
    """Without what 0014 adds; then with its fields as they are before anything fills them."""
    rows = collection(Reservation)
    rows.update_many({}, {"$unset": {step.name: "" for step in ADDED}})
    blank = {step.name: step.field.get_default() for step in ADDED}
    rows.update_many({}, {"$set": blank})
    assert not rows.find_one({"grace_from": {"$ne": None}})


def upgrade():
    LIFE.begin_the_grace(None, Editor)
    DEPOSITS.read_last_deposits(None, Editor)


def state():
    fields = ("customer_id", "restarted_on", "last_deposit_on", "grace_from")
    return {row[0]: row[1:] for row in Reservation.objects.values_list(*fields)}


def test_nobody_loses_a_customer_the_first_night_after_the_upgrade(owner, admin, product):
    held(owner, product, by=admin, days=400)
    as_the_release_before_left_them()
    LIFE.begin_the_grace(None, Editor)
    assert state() == {"x": (today(), None, today())}
    assert expire(today() + timedelta(days=29)).ended == []
    assert len(expire(today() + timedelta(days=30)).ended) == 1


def test_a_request_that_waits_gets_no_grace(owner, product):
    reservations.request(staff=owner, customer_id="x", product=product, phone="0812345678")
    as_the_release_before_left_them()
    upgrade()
    assert state() == {"x": (None, None, None)}


def test_a_second_time_moves_nothing(owner, admin, product):
    held(owner, product, by=admin, days=400)
    make_deposit(owner, product, "y", str(days_ago(3)))
    held(owner, product, "y", by=admin, days=90)
    as_the_release_before_left_them()
    upgrade()
    once = state()
    with time_machine.travel(timezone.now() + timedelta(days=5), tick=False):
        upgrade()
    assert state() == once


def test_what_began_since_keeps_its_own_dates(owner, admin, product):
    held(owner, product, "old", by=admin, days=400)
    as_the_release_before_left_them()
    LIFE.begin_the_grace(None, Editor)
    held(owner, product, "new", by=admin, days=10)
    before = state()["new"]
    upgrade()
    assert state()["new"] == before


def test_the_last_deposit_is_that_of_the_owner_in_the_product(owner, stranger, admin, product):
    make_deposit(owner, product, "x", str(days_ago(40)))
    make_deposit(owner, product, "x", str(days_ago(9)), note="tambahan")
    make_deposit(owner, make_product(), "x", str(days_ago(2)))
    make_deposit(stranger, product, "x", str(days_ago(1)))
    held(owner, product, by=admin, days=60)
    held(owner, product, "none", by=admin, days=60)
    as_the_release_before_left_them()
    upgrade()
    assert state() == {
        "x": (today(), days_ago(9), today()),
        "none": (today(), None, today()),
    }
    call_command("recount", "--dry-run", stdout=StringIO())
