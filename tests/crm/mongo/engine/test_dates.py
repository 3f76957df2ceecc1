"""Cure 7: a date has no time zone, and a moment falls on its day in Jakarta."""

import datetime

import pytest
from django.db import NotSupportedError
from django.db.models import Count, DateField, F
from django.db.models.functions import (
    ExtractDay,
    ExtractWeekDay,
    TruncDate,
    TruncDay,
    TruncMonth,
    TruncTime,
    TruncWeek,
    TruncYear,
)
from django.utils import timezone

from tests.crm.mongo.sample.models import Deposit
from tests.crm.mongo.sample.rows import JANUARY, NEW_YEAR_NIGHT

pytestmark = pytest.mark.usefixtures("ledger")

NEW_YEARS_EVE = datetime.date(2025, 12, 31)


def first(expression, alias="default"):
    """Return the expression for the deposit of 1 January 2026, made at two in the night."""
    return Deposit.objects.using(alias).order_by("date").values_list(expression, flat=True)[0]


@pytest.mark.parametrize("trunc", [TruncMonth, TruncDay, TruncYear])
def test_the_first_of_january_is_in_january(trunc):
    assert first(trunc("date")) == JANUARY


@pytest.mark.parametrize("trunc", [TruncMonth, TruncDay, TruncYear])
def test_the_stock_engine_moves_it_to_the_old_year(trunc, stock):
    assert first(trunc("date"), stock) != JANUARY


def test_a_week_begins_on_its_monday():
    assert first(TruncWeek("date")) == datetime.date(2025, 12, 29)


def test_dates_lists_the_months():
    months = list(Deposit.objects.dates("date", "month"))
    assert months == [datetime.date(2026, month, 1) for month in (1, 2, 3, 4)]


def test_the_stock_engine_lists_months_that_begin_the_day_before(stock):
    assert Deposit.objects.using(stock).dates("date", "month")[0] == NEW_YEARS_EVE


def test_parts_of_a_date_are_its_own():
    parts = Deposit.objects.filter(date__year=2026, date__month=1, date__day=1)
    assert parts.count() == 1
    assert first(ExtractDay("date")) == 1
    assert first(ExtractWeekDay("date")) == 5


@pytest.mark.parametrize("alias", ["default", "stock"])
def test_the_time_zone_that_is_active_does_not_matter_to_a_date(alias, stock):
    with timezone.override("America/New_York"):
        january = first(TruncMonth("date"), alias) == JANUARY
        of_2025 = Deposit.objects.using(alias).filter(date__year=2025).count()
    is_ours = alias == "default"
    assert january == is_ours
    assert of_2025 == (0 if is_ours else 1)


def test_rows_group_by_month():
    months = Deposit.objects.annotate(month=TruncMonth("date")).values("month")
    counts = months.annotate(n=Count("id")).order_by("month").values_list("n", flat=True)
    assert list(counts) == [7, 5, 6, 6]


def test_a_moment_is_on_its_day_in_jakarta():
    assert Deposit.objects.filter(created__date=JANUARY).count() == 1
    assert Deposit.objects.filter(created__date=NEW_YEARS_EVE).count() == 0
    assert first(TruncDate("created")) == JANUARY
    assert first("created__date") == JANUARY


def test_the_stock_engine_refuses_the_day_of_a_moment(stock):
    with pytest.raises(NotSupportedError):
        Deposit.objects.using(stock).filter(created__date=JANUARY).count()


def test_the_day_of_a_moment_compares_with_a_date():
    assert Deposit.objects.filter(created__date=F("date")).count() == 24


def test_a_moment_has_its_time_in_jakarta():
    assert first(TruncTime("created")) == datetime.time(2, 0)
    assert Deposit.objects.filter(created__time=datetime.time(2, 0)).count() == 24
    assert Deposit.objects.filter(created__hour=2).count() == 24


def test_a_moment_truncates_to_a_moment_or_to_a_date_in_jakarta():
    midnight = timezone.make_aware(datetime.datetime(2026, 1, 1))  # noqa: DTZ001
    assert first(TruncMonth("created")) == midnight
    assert first(TruncMonth("created", output_field=DateField())) == JANUARY
    assert first(TruncMonth("created", tzinfo=datetime.UTC)) == datetime.datetime(
        2025, 12, 1, tzinfo=datetime.UTC
    )


def test_moments_group_by_month_as_dates():
    month = TruncMonth("created", output_field=DateField())
    groups = Deposit.objects.annotate(month=month).values("month").annotate(n=Count("id"))
    assert groups.order_by("month").values_list("month", "n")[0] == (JANUARY, 7)


def test_null_has_no_month():
    Deposit.objects.filter(date=JANUARY).update(created=None)
    assert first(TruncDate("created")) is None
    assert first(TruncMonth("created")) is None
    assert Deposit.objects.filter(created=NEW_YEAR_NIGHT).count() == 0
