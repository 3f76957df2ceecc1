"""Receipts and months of sales lines are purchases, never both in one month (LP-3)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from loyalty.members.cards import attach
from loyalty.rules.programmes import DEFAULT, PRESETS, StorePurchases
from loyalty.segments.changes import has_changed
from loyalty.segments.runs import compute, scored_buyers
from tests.loyalty.imports.files import K1, K2, K4, Importer, line, receipt
from tests.loyalty.imports.undoing import undo
from tests.loyalty.make import make_member, make_programme

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 15)
WITH_LINES = replace(PRESETS[DEFAULT], store_purchases=StorePurchases.LINES)


@pytest.fixture
def load(tmp_path):
    return Importer(make_programme("Setia"), tmp_path)


def buyers(programme, day=DAY):
    """Recency, frequency and value of everybody, by key."""
    run = compute(programme, day, by=None)
    return {
        each.buyer.key: (each.buyer.recency, each.buyer.frequency, each.buyer.value)
        for each in scored_buyers(run)
    }


def test_case_173_a_return_lowers_the_value_alone_and_nothing_is_in_no_figure_LP_3(load):
    load.receipts(
        receipt(K2, "20260210", "5050.00"),
        receipt(K2, "20260210", "5050.00"),
        receipt(K2, "20260303", "-1050.00"),
        receipt(K2, "20260304", "0"),
        receipt("", "20260305", "80.00"),
    )
    assert buyers(load.programme) == {f"card:{K2}": (155, 2, Decimal("9050.00"))}


def test_case_172_a_card_without_member_is_a_buyer_and_then_its_members_LF_9(load, admin):
    load.receipts(receipt(K4, "20260305", "2000.00"))
    old = compute(load.programme, DAY, by=None)
    assert [each.buyer.key for each in scored_buyers(old)] == [f"card:{K4}"]
    known = make_member(load.programme, surname="Contoh")
    attach(known.pk, K4, by=admin, reason="shown at the counter")
    assert has_changed(old)
    assert list(buyers(load.programme)) == [f"member:{known.pk}"]
    assert [each.buyer.key for each in scored_buyers(old)] == [f"card:{K4}"]


def test_case_149_a_months_lines_are_one_purchase_and_its_receipts_are_none(tmp_path):
    load = Importer(make_programme("Toko", terms=WITH_LINES), tmp_path)
    lines = [line(K1, amount="2.19", article=f"{number}") for number in range(40)]
    load.sales(*lines)
    load.receipts(receipt(K1, "20260610", "99.00"), receipt(K1, "20260701", "7.00"))
    assert buyers(load.programme) == {f"card:{K1}": (14, 2, Decimal("94.60"))}


def test_by_default_lines_are_no_purchases_case_149(load):
    load.sales(line(K1))
    load.receipts(receipt(K1, "20260610", "99.00"))
    assert buyers(load.programme) == {f"card:{K1}": (35, 1, Decimal("99.00"))}


def test_an_undone_batch_is_bought_no_more_LI_6(load):
    load.receipts(receipt(K1, "20260610", "99.00"))
    second = load.receipts(receipt(K1, "20260611", "5.00"))
    run = compute(load.programme, DAY, by=None)
    undo(second.batch)
    assert has_changed(run)
    assert buyers(load.programme) == {f"card:{K1}": (35, 1, Decimal("99.00"))}
