"""The run of 00:01: ends, warns, once however many run (RS-17 to RS-19, cases 45 to 49)."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from crm.audit.models import Event
from crm.policies import verbs
from crm.registry import absences
from crm.registry.policies import RefusedValue
from crm.registry.runs import schedules
from members import reservations
from members.models import EndCause, Reservation
from members.policies import (
    ENDS_WITHOUT_DEPOSIT,
    RESERVATION_GRACE,
    RESERVATION_WARNING,
    grace_rules_on,
)
from members.reservations.endings.expiry import expire
from members.reservations.standings import expiring, standing_of
from tests.environment import CHECKOUT
from tests.make import make_deposit, make_master, make_product
from tests.members.reservations.life import days_ago, held, inbox, listed, owner_of, today

pytestmark = pytest.mark.django_db


def decide(policy, value, by, **more):
    return verbs.decide(policy, Decimal(value), today(), by=by, reason="the floor", **more)


def kinds(person, kind):
    return inbox(person).count(kind)


@pytest.mark.parametrize(("days", "ended"), [(29, 0), (30, 1)])
def test_45_the_run_counts_from_the_last_deposit(days, ended, owner, admin, product):
    held(owner, product, by=admin, days=60)
    make_deposit(owner, product, "x", str(days_ago(days)))
    run = expire(today())
    assert len(run.ended) == ended
    assert kinds(owner, "reservation-expired") == ended
    assert [cause for _customer, _staff, cause in listed()] == [EndCause.GRACE_OVER] * ended


def test_45_a_warning_comes_once_a_day_and_says_how_many_days_are_left(owner, admin, product):
    held(owner, product, by=admin, days=60)
    make_deposit(owner, product, "x", str(days_ago(23)))
    assert [line["remaining"] for line in expire(today()).warned] == [7]
    assert expire(today()).warned == []
    assert [line["remaining"] for line in expire(today() + timedelta(days=1)).warned] == [6]
    assert kinds(owner, "reservation-expiring") == 2


def test_45_tambahan_counts_and_what_waits_does_not(owner, admin, product):
    held(owner, product, by=admin, days=60)
    make_deposit(owner, product, "x", str(days_ago(40)))
    make_deposit(owner, product, "x", str(days_ago(3)), note="tambahan")
    assert expire(today()).ended == []


def test_RS_19_deposits_of_others_and_in_other_products_keep_nothing(
    owner, stranger, admin, product
):
    held(owner, product, by=admin, days=60)
    make_deposit(owner, make_product(), "x", str(days_ago(1)))
    make_deposit(stranger, product, "x", str(days_ago(1)))
    assert len(expire(today()).ended) == 1


def test_46_a_product_has_a_grace_of_its_own(owner, admin, product):
    other, master = make_product(), make_master()
    for place in (product, other):
        held(owner, place, by=admin, days=60)
        make_deposit(owner, place, "x", str(days_ago(14)))
    decide(RESERVATION_GRACE, 14, master, product=product)
    assert {row.product_id for row in expiring()} == {product.pk}
    assert [line["product"] for line in expire(today()).ended] == [product.name]
    assert owner_of("x", other) == owner.pk


def test_RS_17_a_product_follows_the_others_again(product):
    master = make_master()
    decide(RESERVATION_GRACE, 14, master, product=product)
    assert grace_rules_on(today()).of(product.pk).grace == 14
    verbs.withdraw(RESERVATION_GRACE, product, today(), by=master, reason="enough")
    assert grace_rules_on(today()).of(product.pk).grace == 30
    decide(RESERVATION_GRACE, 45, master)
    assert grace_rules_on(today()).of(product.pk).grace == 45


def test_RS_17_a_grace_is_longer_than_its_warnings_also_of_a_product(product):
    master = make_master()
    with pytest.raises(RefusedValue):
        decide(RESERVATION_GRACE, 7, master, product=product)
    with pytest.raises(RefusedValue):
        decide(RESERVATION_WARNING, 30, master)
    decide(RESERVATION_GRACE, 10, master, product=product)
    with pytest.raises(RefusedValue):
        decide(RESERVATION_WARNING, 10, master)


def test_47_a_permanent_one_stays_until_it_is_none(owner, admin, product):
    reservation = held(owner, product, by=admin, days=40)
    reservations.set_permanent(reservation.pk, True, by=admin)
    run = expire(today())
    assert run.ended == run.warned == []
    assert run.permanent == 1
    reservations.set_permanent(reservation.pk, False, by=admin)
    assert len(expire(today()).ended) == 1


def test_48_approved_yesterday_without_a_deposit_it_stays(owner, admin, product):
    held(owner, product, by=admin, days=1)
    assert expire(today()).ended == []


def test_48_with_the_switch_it_goes_and_the_owner_is_told(owner, admin, product):
    decide(ENDS_WITHOUT_DEPOSIT, 1, make_master())
    held(owner, product, by=admin, days=1)
    assert [line["cause"] for line in expire(today()).ended] == ["no_deposit"]
    assert kinds(owner, "reservation-no-deposit") == 1


def test_RS_19_what_is_approved_late_does_not_die_the_same_night(owner, admin, product):
    make_deposit(owner, product, "x", str(days_ago(90)))
    held(owner, product, by=admin)
    assert expire(today() + timedelta(days=1)).ended == []


def test_days_of_leave_do_not_eat_the_grace(owner, admin, product, monkeypatch):
    away = {days_ago(day) for day in range(3, 8)}
    monkeypatch.setattr(absences, "_readers", [lambda people, first, last: {owner.pk: away}])
    reservation = held(owner, product, by=admin, days=30)
    assert expire(today()).ended == []
    assert standing_of(reservation).remaining == 5


def test_a_request_ends_undecided_after_seven_days(owner, admin, product):
    requested_one = reservations.request(
        staff=owner, customer_id="x", product=product, phone="0812345678"
    )
    assert expire(today() + timedelta(days=6)).lapsed == []
    assert len(expire(today() + timedelta(days=7)).lapsed) == 1
    assert kinds(owner, "reservation-undecided") == 1
    assert Event.objects.about(requested_one).last().verb == "lapse"
    assert Reservation.objects.count() == 0
    assert listed() == []


def test_a_dry_run_says_the_same_and_does_nothing(owner, admin, product):
    held(owner, product, "gone", by=admin, days=31)
    held(owner, product, "soon", by=admin, days=25)
    before = len(inbox(owner))
    dry = expire(today(), dry_run=True)
    assert Reservation.objects.count() == 2
    assert len(inbox(owner)) == before
    assert expire(today()) == dry


def test_three_runs_at_once_end_and_tell_once(owner, admin, product):
    for number in range(6):
        held(owner, product, f"gone{number}", by=admin, days=31)
        held(owner, product, f"soon{number}", by=admin, days=25)

    def run(_number):
        try:
            return expire(today())
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        runs = list(pool.map(run, range(3)))
    assert sum(len(each.ended) for each in runs) == 6
    assert sum(len(each.warned) for each in runs) == 6
    assert kinds(owner, "reservation-no-deposit") == 6
    assert kinds(owner, "reservation-expiring") == 6
    assert len(listed()) == 6


def test_a_run_that_was_killed_is_finished_by_the_next(owner, admin, product):
    for number in range(20):
        held(owner, product, f"gone{number:02}", by=admin, days=31)
    command = [sys.executable, "manage.py", "expire_reservations"]
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment(), cwd=CHECKOUT)
    while Reservation.objects.count() == 20 and killed.poll() is None:
        pass
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    expire(today())
    assert Reservation.objects.count() == 0
    assert kinds(owner, "reservation-no-deposit") == 20
    assert len(listed()) == 20


def environment():
    """The process works on the database of this test."""
    parts = urlsplit(os.environ["MONGODB_URI"])
    uri = parts._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return os.environ | {"MONGODB_URI": uri}


def test_a_deposit_at_the_same_moment_is_never_lost(owner, admin, product):
    for number in range(10):
        held(owner, product, f"c{number}", by=admin, days=31)

    def deposit(number):
        try:
            make_deposit(owner, product, f"c{number}", str(today()))
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        deposits = pool.map(deposit, range(10))
        expire(today())
        list(deposits)
    # Kept by the deposit, or ended before and brought back by it (RS-24).
    assert Reservation.objects.filter(last_deposit_on=today()).count() == 10


def test_it_is_asked_for_at_one_past_midnight():
    times = schedules.SCHEDULES["expire-reservations"]
    at = times.latest(timezone.now()).astimezone(schedules.JAKARTA)
    assert (at.hour, at.minute) == (0, 1)


def test_the_command_prints_what_is_due_on_a_date(owner, admin, product):
    held(owner, product, by=admin)
    out = StringIO()
    day = today() + timedelta(days=30)
    call_command("expire_reservations", "--dry-run", "--json", date=str(day), stdout=out)
    document = json.loads(out.getvalue())
    assert document["date"] == str(day)
    assert [line["customer"] for line in document["ended"]] == ["x"]
    assert Reservation.objects.count() == 1
