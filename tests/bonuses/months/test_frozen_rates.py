"""The rate in force is frozen with a closing: no later rate changes a closed month."""

from datetime import date
from decimal import Decimal
from importlib import import_module
from threading import Thread

import pytest
import time_machine
from django.apps import apps
from django.db import connection

from bonuses.models import Closing, ExchangeRate
from bonuses.months import closing
from bonuses.rules.payment import Rate
from bonuses.statements import exchange_rates
from bonuses.statements.sheet import month_sheet
from crm.audit.models import Event
from crm.policies.models import PolicyValue
from tests.make import make_rate

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH, APRIL = (date(2026, month, 1) for month in (1, 2, 3, 4))
IN_MARCH = "2026-03-20T10:00:00+07:00"
migration = import_module("bonuses.migrations.0009_rates_of_closed_months")


@pytest.fixture
def rate(admin):
    """`rate(rupiah, day)`: a rate from a day on."""

    def add(rupiah, day):
        return make_rate(rupiah, day, by=admin)

    return add


@pytest.fixture
def closed(rate, admin):
    """February, closed at 16.000 from January on."""
    rate(16_000, JANUARY)
    return closing.close(FEBRUARY, by=admin)


def frozen(month=FEBRUARY):
    return Closing.objects.get(month=month, in_force=True).rate


def test_a_closing_keeps_the_rate_of_its_last_day(closed):
    assert frozen() == Rate(Decimal(16_000), JANUARY)
    assert Event.objects.get(verb="close").after["rate_rupiah"] == "16000.00"


@pytest.mark.parametrize("day", [JANUARY, date(2026, 1, 15), FEBRUARY, date(2026, 2, 28)])
def test_a_rate_that_reaches_into_a_closed_month_is_refused(closed, rate, day):
    with pytest.raises(exchange_rates.RateOfClosedMonth) as refused:
        rate(99_000, day)
    assert refused.value.months == [FEBRUARY]
    assert refused.value.free == MARCH
    assert PolicyValue.objects.count() == 1


def test_a_rate_that_ends_before_a_closed_month_is_taken(rate, admin):
    rate(16_000, FEBRUARY)
    closing.close(FEBRUARY, by=admin)
    rate(15_000, date(2026, 1, 10))
    assert exchange_rates.rate_on(date(2026, 1, 31)).rupiah == 15_000
    assert frozen() == Rate(Decimal(16_000), FEBRUARY)


def test_the_first_free_day_is_after_every_month_that_would_move(rate, admin):
    closing.close(FEBRUARY, by=admin)
    closing.close(APRIL, by=admin)
    with pytest.raises(exchange_rates.RateOfClosedMonth) as refused:
        rate(16_000, date(2026, 2, 10))
    assert refused.value.months == [FEBRUARY, APRIL]
    rate(16_000, refused.value.free)
    assert refused.value.free == date(2026, 5, 1)


def test_that_no_rate_was_known_is_frozen_too(rate, admin):
    closing.close(FEBRUARY, by=admin)
    ExchangeRate.objects.create(valid_from=JANUARY, rupiah=16_000, sequence=1)
    sheet = month_sheet(FEBRUARY, "IDR")
    assert not sheet.display.converts
    assert sheet.display.is_frozen


def test_a_reopened_month_follows_the_rates_again(closed, rate, admin):
    closing.reopen(FEBRUARY, by=admin, reason="a mistake")
    rate(99_000, FEBRUARY)
    assert month_sheet(FEBRUARY, "IDR").display.rate.rupiah == 99_000
    closing.close(FEBRUARY, by=admin)
    assert frozen() == Rate(Decimal(99_000), FEBRUARY)


def test_of_one_date_the_rate_added_later_holds(rate, falling_ids):
    early, late = rate(16_500, MARCH), rate(16_000, MARCH)
    assert [early.sequence, late.sequence] == [1, 2]
    assert exchange_rates.rate_on(MARCH).rupiah == 16_000


@time_machine.travel(IN_MARCH)
def test_the_history_says_which_months_a_rate_moves(rate):
    rate(16_000, date(2026, 1, 15))
    rate(15_000, date(2025, 11, 2))
    rate(17_000, date(2026, 6, 1))
    result = [
        event.after.get("months") for event in Event.objects.filter(verb="set").order_by("at")
    ]
    assert result == [["2026-01", "2026-03"], ["2025-11", "2025-12"], None]


def test_a_rate_set_while_a_month_is_being_closed_is_in_it_or_refused(
    closed, rate, admin, monkeypatch
):
    """Two verbs that each read what the other writes: both write one row first."""
    refused = []

    def set_meanwhile():
        try:
            rate(99_000, MARCH)
        except exchange_rates.RateOfClosedMonth as error:
            refused.append(error)
        finally:
            connection.close()

    meanwhile = Thread(target=set_meanwhile)
    read = closing.rate_on

    def rate_on(day):
        result = read(day)
        if not meanwhile.ident:
            meanwhile.start()
            meanwhile.join(0.5)
        return result

    monkeypatch.setattr(closing, "rate_on", rate_on)
    closing.close(MARCH, by=admin)
    meanwhile.join()
    assert frozen(MARCH) == exchange_rates.rate_on(date(2026, 3, 31))
    assert len(refused) == 1


def test_months_closed_before_get_the_rate_that_their_pages_show(closed, rate, admin):
    rate(17_000, APRIL)
    Closing.objects.update(rate_rupiah=None, rate_since=None)
    closing.close(APRIL, by=admin)
    migration.freeze_the_rates(apps, None)
    assert frozen() == Rate(Decimal(16_000), JANUARY)
    assert frozen(APRIL) == Rate(Decimal(17_000), APRIL)
