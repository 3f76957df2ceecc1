"""Rates became a policy: nothing is lost either way, and both releases show one rate meanwhile.

A process of the release before is what it did: it locks the books, then reads and adds rows of the
old collection alone.
"""

from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.db.models import Max
from hypothesis import given, settings
from hypothesis import strategies as st

from bonuses import locks
from bonuses.models import Closing, ExchangeRate
from bonuses.months import closing
from bonuses.rules.payment import Rate
from bonuses.statements.exchange_rates import RateOfClosedMonth, rate_on
from crm.mongo.transaction import transactional
from crm.policies.models import PolicyValue
from tests.make import make_admin, make_rate
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db
migration = import_module("bonuses.migrations.0011_rates_are_a_policy")
START = date(2026, 1, 1)
MARCH = date(2026, 3, 1)
MANY = [(START, 16_000), (START, 16_100), (date(2026, 2, 15), "16250.55"), (MARCH, 16_900)]


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel("2026-03-20T10:00:00+07:00") as now:
        yield now


@transactional
def set_before(rupiah, day):
    """What a process of the release before does."""
    locks.lock_books()
    last = ExchangeRate.objects.filter(valid_from=day).aggregate(last=Max("sequence"))["last"]
    return ExchangeRate.objects.create(
        valid_from=day, sequence=(last or 0) + 1, rupiah=Decimal(rupiah), set_by_name="ani"
    )


def rate_before(day):
    """What it shows."""
    rows = ExchangeRate.objects.filter(valid_from__lte=day).order_by("-valid_from", "-sequence")
    row = rows.first()
    return row and Rate(row.rupiah, row.valid_from)


def rate_after(day):
    """What the policy's own collection says, without the old one."""
    rows = PolicyValue.objects.filter(policy="exchange-rate", valid_from__lte=day)
    row = rows.order_by("-valid_from", "-sequence").first()
    return row and Rate(row.value, row.valid_from)


# Around each day on which a rate begins here: in between none changes.
DAYS = [START + timedelta(days=number) for number in (-1, 0, 44, 45, 49, 50, 54, 58)]
DAYS += [MARCH + timedelta(days=number) for number in (0, 1, 2, 3, 8, 9, 14, 19)]


def every_day(read):
    return [read(day) for day in DAYS]


def forward():
    migration.copy_rates(apps, _Editor)


def backward():
    migration.copy_back(apps, _Editor)


class _Editor:
    connection = connection


def stored(model):
    rows = connection.get_collection(model._meta.db_table).find()
    return {row["_id"]: row for row in rows}


@pytest.fixture
def rates(db):
    """Rates of the release before, two of them of one date."""
    return [set_before(rupiah, day) for day, rupiah in MANY]


def test_each_rate_is_a_value_and_reads_the_same_on_every_day(rates):
    before = every_day(rate_before)
    forward()
    assert every_day(rate_after) == before
    assert every_day(rate_on) == before
    assert PolicyValue.objects.count() == len(MANY)


def test_a_value_has_the_id_the_author_and_the_instant_of_its_rate(rates):
    forward()
    for rate in rates:
        value = PolicyValue.objects.get(pk=rate.pk)
        assert value.author_name == "ani"
        assert value.sequence == rate.sequence
        assert abs(value.decided_at - rate.created_at) < timedelta(milliseconds=1)


def test_the_old_rows_stay_as_they_are(rates):
    before = stored(ExchangeRate)
    forward()
    assert stored(ExchangeRate) == before


def test_a_second_time_it_changes_nothing(rates):
    forward()
    before = stored(PolicyValue)
    forward()
    assert stored(PolicyValue) == before


def test_a_run_that_was_stopped_in_the_middle_is_finished_by_the_next(rates):
    forward()
    connection.get_collection("policies_policyvalue").delete_one({"_id": rates[1].pk})
    forward()
    assert every_day(rate_after) == every_day(rate_before)


def test_a_difference_stops_it_and_keeps_nothing(rates):
    PolicyValue.objects.create(
        policy="exchange-rate", valid_from=START, sequence=1, value=1, author_name="x"
    )
    before = stored(PolicyValue)
    with pytest.raises(migration.RatesDiffer):
        forward()
    assert stored(PolicyValue) == before


def test_there_and_back_with_rates_added_since(rates, admin):
    forward()
    make_rate(17_500, date(2026, 3, 10), by=admin)
    before = every_day(rate_on)
    backward()
    assert every_day(rate_before) == before
    assert ExchangeRate.objects.count() == len(MANY) + 1
    set_before(18_000, date(2026, 3, 15))
    forward()
    assert every_day(rate_after) == every_day(rate_before)


def test_the_way_back_brings_what_the_old_collection_lacks(rates):
    forward()
    connection.get_collection("bonuses_exchangerate").delete_one({"_id": rates[2].pk})
    before = every_day(rate_after)
    backward()
    assert every_day(rate_before) == before
    assert ExchangeRate.objects.get(pk=rates[2].pk).set_by_name == "ani"


def test_an_old_process_adds_a_rate_and_all_show_it(rates):
    forward()
    set_before(20_000, MARCH)
    assert rate_on(MARCH).rupiah == 20_000
    assert every_day(rate_on) == every_day(rate_before)


def test_a_new_process_adds_a_rate_and_all_show_it(rates, admin):
    forward()
    make_rate("20000.5", MARCH, by=admin)
    assert rate_before(MARCH) == Rate(Decimal("20000.5"), MARCH)
    assert every_day(rate_on) == every_day(rate_before)


def test_an_old_process_closes_a_month_with_a_rate_of_a_new_one(rates, admin):
    forward()
    make_rate(20_000, date(2026, 2, 20), by=admin)
    assert rate_before(date(2026, 2, 28)) == rate_on(date(2026, 2, 28))


def test_a_rate_of_an_old_process_is_frozen_by_a_new_one(rates, admin):
    forward()
    set_before(20_000, date(2026, 2, 20))
    closing.close(date(2026, 2, 1), by=admin)
    assert Closing.objects.get(in_force=True).rate == Rate(Decimal(20_000), date(2026, 2, 20))
    with pytest.raises(RateOfClosedMonth):
        make_rate(21_000, date(2026, 2, 25), by=admin)


@settings(max_examples=15)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), max_size=8))
def test_whatever_the_order_in_which_both_add_they_show_the_same(steps):
    admin = make_admin()
    forward()
    for number, (is_old, days) in enumerate(steps):
        day, rupiah = MARCH + timedelta(days=days), 16_000 + number
        if is_old:
            set_before(rupiah, day)
        else:
            make_rate(rupiah, day, by=admin)
        assert rate_on(day) == Rate(Decimal(rupiah), day)
        assert every_day(rate_on) == every_day(rate_before)
    for model in (PolicyValue, ExchangeRate):
        connection.get_collection(model._meta.db_table).delete_many({})


def test_both_at_once_get_places_behind_each_other(admin):
    jobs = [lambda n=n: set_before(16_000 + n, MARCH) for n in range(3)]
    jobs += [lambda n=n: make_rate(17_000 + n, MARCH, by=admin) for n in range(3)]
    made = at_once(*jobs)
    assert [each for each in made if isinstance(each, Exception)] == []
    places = ExchangeRate.objects.order_by("sequence").values_list("sequence", flat=True)
    assert list(places) == [1, 2, 3, 4, 5, 6]
    assert every_day(rate_on) == every_day(rate_before)


def test_the_migration_at_once_with_both_loses_nothing(rates, admin):
    made = at_once(
        forward,
        lambda: set_before(30_000, MARCH),
        lambda: make_rate(31_000, MARCH, by=admin),
        lambda: set_before(32_000, MARCH),
    )
    assert [each for each in made if isinstance(each, Exception)] == []
    assert ExchangeRate.objects.count() == len(MANY) + 3
    assert every_day(rate_on) == every_day(rate_before)
