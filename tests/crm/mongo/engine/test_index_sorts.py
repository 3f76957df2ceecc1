"""Cure 6: the index sorts, joins wait for the page, and counts read the index only."""

import datetime

import pytest
from django.db.models import Sum

from crm.mongo.inspection import winning_stages
from tests.crm.mongo.plans import last_command, rows_read, stage_names
from tests.crm.mongo.sample.models import Deposit

pytestmark = pytest.mark.usefixtures("ledger")

MARCH, APRIL = datetime.date(2026, 3, 1), datetime.date(2026, 4, 1)
PAGES = {
    "rows": lambda d: d,
    "values": lambda d: d.values("date", "nominal"),
    "a join": lambda d: d.select_related("product"),
    "three joins": lambda d: d.select_related("product", "staff__team", "approver"),
    "values of a join": lambda d: d.values("date", "product__name"),
}


def month(alias="default"):
    return Deposit.objects.using(alias).filter(date__gte=MARCH, date__lt=APRIL)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_reads_no_more_than_the_page_in_the_order_of_the_index(page):
    command = last_command(lambda: list(page(month().order_by("-date", "-id"))[:3]))
    assert "SORT" not in winning_stages(command)
    assert rows_read(command) == 3


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_stock_engine_reads_the_whole_month_for_a_page(page, stock):
    command = last_command(lambda: list(page(month(stock).order_by("-date", "-id"))[:3]))
    assert rows_read(command) == month().count() == 6


def test_joins_follow_the_page():
    deposits = month().select_related("product", "approver").order_by("date")
    names = stage_names(last_command(lambda: list(deposits[:3])))
    assert names[:5] == ["$match", "$sort", "$limit", "$lookup", "$unwind"]


def test_the_stock_engine_joins_the_whole_month(stock):
    deposits = month(stock).select_related("product", "approver").order_by("date")
    assert stage_names(last_command(lambda: list(deposits[:3])))[0] == "$lookup"


def test_a_count_reads_the_index_only():
    assert "FETCH" not in winning_stages(last_command(lambda: month().count()))


def test_the_stock_engine_reads_every_row_to_count(stock):
    assert "FETCH" in winning_stages(last_command(lambda: month(stock).count()))


def test_an_aggregate_is_grouped_where_the_index_filters():
    command = last_command(lambda: month().aggregate(Sum("nominal")))
    assert stage_names(command)[:2] == ["$match", "$group"]


def test_the_stock_engine_groups_inside_a_facet(stock):
    command = last_command(lambda: month(stock).aggregate(Sum("nominal")))
    assert stage_names(command)[:2] == ["$match", "$facet"]


def test_null_or_not_is_one_condition_on_the_column():
    with_null = Deposit.objects.filter(approver=None, multiplier__isnull=False)
    (match, *_) = last_command(lambda: list(with_null)).document["pipeline"]
    conditions = [{"approver_id": None}, {"multiplier": {"$ne": None}}]
    assert match == {"$match": {"$and": conditions}}
