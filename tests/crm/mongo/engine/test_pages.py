"""Pages before their inner joins, also where a reference dangles."""

import pytest
from bson import ObjectId
from django.db import connection

from crm.mongo.engine.pages import page_first
from crm.mongo.engine.pipeline import faster
from crm.mongo.inspection import recorded_commands
from tests.crm.mongo.engine.test_pipeline import LIMIT, MATCH, SORT, inner, left_b
from tests.crm.mongo.sample.models import Deposit
from tests.crm.mongo.sample.values import as_values


def kept(alias):
    lookup, _ = inner(alias)
    path = {"path": f"${alias}", "preserveNullAndEmptyArrays": True}
    return [lookup, {"$unwind": path}]


def test_inner_joins_go_behind_the_limit_and_are_named():
    pipeline = faster([*inner("a"), *left_b(), *inner("c"), MATCH, SORT, LIMIT])
    expected = [MATCH, SORT, LIMIT, *kept("c"), *kept("a"), *left_b()]
    page_pipeline, aliases = page_first(pipeline)
    assert page_pipeline == expected
    assert aliases == ["c", "a"]


def test_a_projection_that_shows_a_missing_join_may_follow():
    project = {"$project": {"date": 1, "a": {"name": 1}}}
    pipeline, aliases = page_first([*inner("a"), LIMIT, project])
    assert pipeline == [LIMIT, *kept("a"), project]
    assert aliases == ["a"]


@pytest.mark.parametrize(
    "pipeline",
    [
        [MATCH, LIMIT],
        [*inner("a"), MATCH],
        [*inner("a"), {"$skip": 3}, LIMIT],
        [*inner("a"), {"$limit": 100_000}],
        [*inner("a"), LIMIT, {"$project": {"name": "$a.name"}}],
        [*inner("a"), LIMIT, {"$project": {"a": {"name": "$a.name"}}}],
        [*inner("a"), LIMIT, {"$group": {"_id": "$a"}}],
    ],
)
def test_a_page_that_could_hide_a_missing_row_is_left_alone(pipeline):
    assert page_first(pipeline) is None


PAGES = {
    "first": lambda d: d[:6],
    "second": lambda d: d[3:9],
    "whole": lambda d: d[:100],
    "values": lambda d: d.values("date", "product__name", "staff__username")[:6],
    "left too": lambda d: d.select_related("approver", "staff__team")[:6],
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_dangling_reference_gives_the_rows_of_the_stock_engine(page, ledger, stock):
    deposits = connection.get_collection("mongo_sample_deposit")
    deposits.update_one({"nominal": deposits.find_one()["nominal"]}, {"$set": {"product_id": 0}})
    deposits.update_many({"customer": "c3"}, {"$set": {"staff_id": ObjectId()}})
    joined = Deposit.objects.select_related("product", "staff").order_by("date", "id")
    assert as_values(page(joined)) == as_values(page(joined.using(stock)))


def test_a_page_without_dangling_references_takes_one_command(ledger):
    with recorded_commands() as commands:
        page = list(Deposit.objects.select_related("product", "staff").order_by("-date")[:5])
    assert len(page) == 5
    assert len(commands) == 1
