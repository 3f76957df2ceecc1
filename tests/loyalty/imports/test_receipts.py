"""Receipts: natural twins are kept, an overlapping extract adds only what is new (LI-16)."""

from decimal import Decimal

import pytest

from crm.mongo.rows import collection
from loyalty.imports.rows.counted import counted_receipts
from loyalty.models import BatchState, ImportBatch, Receipt, Store
from tests.loyalty.imports.files import K2, receipt

pytestmark = pytest.mark.django_db
FIVE = [receipt(amount=f"{number}.00") for number in range(1, 6)]


def counted(programme):
    """How many receipts count, and what they come to."""
    rows = list(collection(Receipt).find(counted_receipts(programme)))
    return len(rows), sum((row["amount"].to_decimal() for row in rows), Decimal(0))


def test_all_receipts_of_a_file_are_there_twins_and_zeros_too_LI_16(programme, load):
    outcome = load.receipts(receipt(), receipt(), receipt(amount="0"), receipt(K2, amount="-3"))
    assert outcome.read == 4
    assert outcome.inserted == 4
    assert outcome.state == BatchState.COMPLETE
    assert counted(programme) == (4, Decimal("18.00"))


def test_the_same_file_again_has_nothing_to_do_case_195(programme, load):
    first = load.receipts(*FIVE)
    again = load.receipts(*FIVE)
    assert again.batch == first.batch
    assert again.unchanged == 5
    assert again.inserted == 0
    assert ImportBatch.objects.count() == 1


def test_an_overlapping_extract_adds_only_what_is_new_case_195(programme, load):
    load.receipts(*FIVE[:3])
    second = load.receipts(*FIVE[1:])
    assert second.inserted == 2
    assert second.unchanged == 2
    assert counted(programme) == (5, Decimal("15.00"))


def test_a_store_that_only_the_file_knows_becomes_one_LM_16(programme, load):
    load.receipts(receipt(DITTA="TOKO 1 & 2"))
    assert Store.objects.get(code="TOKO 1 & 2").programme == programme


def test_a_receipt_dated_tomorrow_is_rejected_with_its_bytes_case_190(programme, load, tmp_path):
    rows = [receipt(amount=f"{number}.00") for number in range(1, 30)]
    outcome = load.receipts(*rows, receipt(day="29991231"))
    assert outcome.inserted == 29
    assert outcome.rejected == 1
    assert outcome.errors[0]["row"] == 30
    assert "29991231" in (tmp_path / "1.json.rejected.csv").read_text()


def test_more_than_5_percent_rejected_is_held_and_nothing_applied_LI_5(programme, load):
    rows = [*FIVE, receipt(day="29991231")]
    outcome = load.receipts(*rows)
    assert outcome.state == BatchState.HELD
    assert "16.7" in outcome.problem[0]
    assert counted(programme) == (0, Decimal(0))
    accepted = load.receipts(*rows, accept="known to the till")
    assert accepted.batch == outcome.batch
    assert accepted.state == BatchState.COMPLETE
    assert counted(programme) == (5, Decimal("15.00"))
