"""Item 19: stored customers follow the rule of their keys, with every number; nothing is lost."""

import json
import os
import signal
import subprocess
import sys
from datetime import date
from decimal import Decimal
from importlib import import_module
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bonuses.claims import checks
from bonuses.models import Adjustment, CustomerCheck, Statement
from bonuses.months import closing
from bonuses.moved_keys import earlier_moves, move_keys
from crm.audit.models import Event
from crm.mongo.rows import collection
from members.models import Reservation
from omset import numbers
from omset.models import OmsetRecord
from tests.make import make_deposit, make_product, make_reservation, make_staff
from tests.omset.reference import drift

pytestmark = pytest.mark.django_db
MIGRATION = import_module("bonuses.migrations.0006_customer_keys")
MANAGE = Path(__file__).resolve().parents[2] / "manage.py"
MILLION = 1_000_000
FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def by_the_old_rule():
    """Gives everything stored the keys of before, as the way back of the migration does."""

    def move_back():
        MIGRATION.move_back(None, None)
        collection(Event).delete_many({"verb": "customer-keys"})

    return move_back


def migrate():
    MIGRATION.move(None, None)


def command(*options):
    out, code = StringIO(), 0
    try:
        call_command("rekey", "--json", *options, stdout=out)
    except SystemExit as ended:
        code = ended.code
    return code, json.loads(out.getvalue())


def counted(staff):
    totals = numbers.total(numbers.TallyScope(staff=staff.pk))
    return {"ndp": totals.ndp, "rdp": totals.rdp, "records": totals.records}


def test_two_customers_who_shared_a_key_are_two(owner, product, by_the_old_rule):
    make_deposit(owner, product, "กิน", "2026-02-01")
    make_deposit(owner, product, "กน", "2026-02-02")
    make_deposit(owner, product, "कि", "2026-02-03")
    make_deposit(owner, product, "का", "2026-02-03")
    by_the_old_rule()
    assert counted(owner) == {"ndp": 2, "rdp": 1, "records": 4}
    migrate()
    assert counted(owner) == {"ndp": 4, "rdp": 0, "records": 4}
    assert drift() == []
    call_command("recount", "--dry-run", stdout=StringIO())


def test_a_group_is_told_apart_in_each_product_and_for_each_person(owner, product, by_the_old_rule):
    other, naga = make_staff("other"), make_product("Naga")
    for staff in (owner, other):
        for sold in (product, naga):
            make_deposit(staff, sold, "กิน", "2026-02-01")
            make_deposit(staff, sold, "กน", "2026-02-02")
    by_the_old_rule()
    migrate()
    assert counted(owner) == counted(other) == {"ndp": 4, "rdp": 0, "records": 4}
    places = [(row["staff"], row["product"]) for row in earlier_moves().separated]
    assert sorted(places) == sorted(
        (staff.username, sold.name) for staff in (owner, other) for sold in (product, naga)
    )


def test_the_report_says_who_was_told_apart(owner, product, by_the_old_rule):
    make_deposit(owner, product, "กิน", "2026-02-01")
    make_deposit(owner, product, "กิน.", "2026-02-01")
    make_deposit(owner, product, "กน", "2026-02-02")
    make_deposit(owner, product, "张伟", "2026-02-02")
    by_the_old_rule()
    apart = {
        "staff": owner.username,
        "product": product.name,
        "customers": [["กน"], ["กิน", "กิน."]],
    }
    code, document = command("--dry-run")
    assert code == 1
    assert document["separated"] == [apart]
    assert document["deposits"] == 2
    assert counted(owner) == {"ndp": 2, "rdp": 1, "records": 4}
    code, document = command()
    assert code == 0
    assert document["separated"] == [apart]
    assert command("--dry-run")[0] == 0
    assert command("--history")[1]["separated"] == [apart]


def test_who_differed_by_what_shows_nothing_is_one_again(owner, product, by_the_old_rule):
    make_deposit(owner, product, "Budi", "2026-02-01")
    make_deposit(owner, product, "Bu\u3164di", "2026-02-02")
    by_the_old_rule()
    assert counted(owner) == {"ndp": 2, "rdp": 0, "records": 2}
    migrate()
    assert counted(owner) == {"ndp": 1, "rdp": 1, "records": 2}
    assert earlier_moves().joined[0]["customers"] == [["Budi"], ["Bu\u3164di"]]
    assert drift() == []


def test_a_closed_month_stays_frozen_and_one_line_explains(owner, admin, product, by_the_old_rule):
    for day in range(1, 19):
        make_deposit(owner, product, "กิน", f"2026-02-{day:02}", 4 * MILLION)
        make_deposit(owner, product, "กน", f"2026-02-{day:02}", 1 * MILLION)
    by_the_old_rule()
    closing.close(FEBRUARY, by=admin)
    frozen = Statement.objects.get().figures
    migrate()
    [line] = Adjustment.objects.all()
    assert Statement.objects.get().figures == frozen
    assert frozen["ndp"] == 1
    assert frozen["rdp"] == 17
    assert line.cause == "customer-keys"
    assert line.old == frozen
    assert line.new["ndp"] == 2
    assert line.new["rdp"] == 34
    assert line.amount == Decimal(line.new["total_bonus"]) - Decimal(frozen["total_bonus"])
    assert drift() == []


def test_who_holds_a_customer_holds_that_one_alone(owner, stranger, product, by_the_old_rule):
    make_reservation(stranger, product, "กิน")
    by_the_old_rule()
    assert Reservation.objects.get().customer_key == "กน"
    migrate()
    assert Reservation.objects.get().customer_key == "กิน"
    assert make_deposit(owner, product, "กิน").is_pending
    assert not make_deposit(owner, product, "กน").is_pending


def test_a_claim_follows_its_customer(owner, product, by_the_old_rule):
    make_reservation(owner, product, "กิน")
    checks.submit(staff=owner, customer_id="กิน", product=product)
    by_the_old_rule()
    assert CustomerCheck.objects.get().customer_key == "กน"
    migrate()
    assert CustomerCheck.objects.get().customer_key == "กิน"


def test_two_holders_who_become_one_are_reported_and_both_kept(owner, stranger, product):
    first = make_reservation(owner, product, "Budi")
    second = make_reservation(stranger, product, "Sari")
    hidden = {"customer_id": "Bu\u3164di", "customer_key": "bu\u1160di"}
    collection(Reservation).update_one({"_id": second.pk}, {"$set": hidden})
    left = {"what": "reservation", "customer": "Bu\u3164di", "product": product.name}
    assert command()[1]["left"] == [left]
    assert command()[1]["left"] == [left]
    assert Reservation.objects.count() == 2
    assert Reservation.objects.get(pk=first.pk).customer_key == "budi"


def test_holders_who_change_places_find_room(owner, product):
    """One goes where another stands who leaves as well."""
    thai = make_reservation(owner, product, "กิน")
    plain = make_reservation(owner, product, "ก\u3164น")
    keys = {thai.pk: "กน", plain.pk: "ก\u1160น"}
    for order in (keys, dict(reversed(keys.items()))):
        for pk in order:
            collection(Reservation).update_one({"_id": pk}, {"$set": {"customer_key": f"old {pk}"}})
        for pk, key in order.items():
            collection(Reservation).update_one({"_id": pk}, {"$set": {"customer_key": key}})
        moves = move_keys()
        assert moves.reservations == 2
        assert moves.left == []
        assert Reservation.objects.get(pk=thai.pk).customer_key == "กิน"
        assert Reservation.objects.get(pk=plain.pk).customer_key == "กน"


# Kills itself with the second staff member's deposits moved and their numbers not yet.
KILLED = """
import os, signal
from omset.reconciliation import moved_keys
recount, calls = moved_keys.tally.recount_span, []
def die(*args):
    calls.append(args)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    recount(*args)
moved_keys.tally.recount_span = die
from bonuses.moved_keys import move_keys
move_keys()
"""


@pytest.fixture
def killed_transactions_end_soon(db):
    """The server keeps what a dead process had begun for a minute."""
    server, limit = connection.connection.admin, "transactionLifetimeLimitSeconds"
    server.command("setParameter", 1, **{limit: 2})
    yield
    server.command("setParameter", 1, **{limit: 60})


def test_a_run_killed_half_way_leaves_agreeing_books_and_is_finished_by_the_next(
    written_by_others, killed_transactions_end_soon, owner, product, by_the_old_rule
):
    people = [owner, make_staff("other"), make_staff("third")]
    for staff in people:
        make_deposit(staff, product, "กิน", "2026-02-01")
        make_deposit(staff, product, "กน", "2026-02-02")
    by_the_old_rule()
    uri = urlsplit(settings.MONGODB_URI)._replace(path=f"/{connection.settings_dict['NAME']}")
    run = subprocess.run(
        [sys.executable, MANAGE, "shell", "-c", KILLED],
        env=os.environ | {"MONGODB_URI": urlunsplit(uri)},
        capture_output=True,
        check=False,
    )
    assert run.returncode == -signal.SIGKILL
    keys = OmsetRecord.objects.values_list("customer_key", flat=True)
    assert sorted(keys) == ["กน"] * 5 + ["กิน"]
    assert sorted(counted(staff)["ndp"] for staff in people) == [1, 1, 2]
    migrate()
    assert [counted(staff)["ndp"] for staff in people] == [2, 2, 2]
    assert len(earlier_moves().separated) == 3
    assert drift() == []
