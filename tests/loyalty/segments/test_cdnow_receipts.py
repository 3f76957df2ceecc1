"""RFM on the published purchases of CDNOW, as receipts of an imported file (LF-6)."""

import csv
from datetime import date
from decimal import Decimal

import pytest

from loyalty.imports.batches import ImportRequest
from loyalty.imports.files import import_file
from loyalty.rules.files.datasets import Dataset
from loyalty.segments.runs import compute, scored_buyers
from tests.environment import CDNOW
from tests.loyalty.make import make_programme
from tests.loyalty.rules.test_cdnow import TABLE

pytestmark = pytest.mark.django_db


def test_case_170_cdnow_as_receipts_gives_the_table_of_LF_6(tmp_path):
    programme = make_programme("CDNOW", valid_from=date(1997, 1, 1))
    path = tmp_path / "receipts.csv"
    with CDNOW.open(newline="") as source, path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("card", "date", "amount", "store"))
        for each in csv.DictReader(source):
            rows.writerow((f"29{each['customer_id']}", each["date"], each["amount"], "S1"))
    outcome = import_file(path, ImportRequest(programme=programme, dataset=Dataset.RECEIPTS))
    assert outcome.rejected == 0
    run = compute(programme, date(1998, 6, 30), by=None)
    assert run.buyers == 23_502
    sums = {}
    for each in scored_buyers(run):
        count, value = sums.get(each.segment, (0, Decimal(0)))
        sums[each.segment] = (count + 1, value + each.buyer.value)
    assert sums == {segment: (n, Decimal(value)) for segment, (n, value) in TABLE.items()}
