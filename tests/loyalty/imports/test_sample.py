"""The sample's files end as their manifest says, to the row and cent (cases 192 to 196)."""

import json
from datetime import date
from decimal import Decimal

import pytest

from crm.mongo.rows import aggregate, collection
from loyalty.imports.batches import ImportRequest
from loyalty.imports.files import import_file
from loyalty.imports.rows.counted import counted_receipts
from loyalty.imports.rows.sales import months_in_place
from loyalty.members.search.terms import wrong_terms
from loyalty.models import BatchState, Member, Receipt, SalesLine
from loyalty.rules.files.datasets import Dataset
from loyalty.sample.files import SampleOptions, write_sample

pytestmark = pytest.mark.django_db
END = date(2026, 6, 30)
OUTCOMES = ("read", "inserted", "updated", "unchanged", "rejected", "repaired", "remarks")
V1, V2 = "registry_v1.json", "registry_v2.json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, SampleOptions(seed=3, scale=0.02, end=END))
    return folder


@pytest.fixture
def load_file(programme, folder):
    """load_file(name, dataset, **options): the outcome of one of the sample's files."""

    def load(name, dataset, *, accept="", **options):
        request = ImportRequest(programme=programme, dataset=dataset, **options)
        return import_file(folder / name, request, accept_reason=accept)

    return load


def manifest(folder, name):
    return json.loads((folder / "manifest.json").read_text())["files"][name]


def as_expected(outcome, expected):
    """The outcome, of what the manifest says."""
    return {name: getattr(outcome, name) for name in OUTCOMES if name in expected}


def test_case_193_registries_end_as_the_manifest_says(folder, load_file):
    for name in (V1, V2):
        expected = manifest(folder, name)["expected"]
        outcome = load_file(name, Dataset.REGISTRY)
        assert outcome.state == BatchState.COMPLETE
        assert as_expected(outcome, expected) == expected
    members = Member.objects.count()
    assert load_file(V2, Dataset.REGISTRY).batch == outcome.batch
    held = load_file(V1, Dataset.REGISTRY)
    assert held.state == BatchState.HELD
    assert "6." in held.problem[0]
    older = load_file(V1, Dataset.REGISTRY, accept="to see who is missing")
    fewer = manifest(folder, V2)["rows"] - manifest(folder, V1)["rows"]
    assert Member.objects.count() == members
    assert Member.objects.filter(missing_since_batch=older.batch).count() == fewer
    assert list(wrong_terms()) == []


def test_case_195_receipts_end_as_the_manifest_says(programme, folder, load_file):
    facts = manifest(folder, "receipts.json")
    outcome = load_file("receipts.json", Dataset.RECEIPTS)
    assert as_expected(outcome, facts["expected"]) == {
        name: facts["expected"][name] for name in OUTCOMES if name in facts["expected"]
    }
    rows = list(collection(Receipt).find(counted_receipts(programme)))
    assert sum(row["amount"].to_decimal() for row in rows) == Decimal(facts["amount"])
    assert sum(row["points"] or 0 for row in rows) == facts["points"]
    assert sum(row["amount"].to_decimal() == 0 for row in rows) == facts["zeros"]
    assert load_file("receipts.json", Dataset.RECEIPTS).unchanged == facts["rows"]


def test_case_196_sales_lines_end_as_the_manifest_says(programme, folder, load_file):
    facts = manifest(folder, "sales_lines.json")
    outcome = load_file("sales_lines.json", Dataset.SALES)
    assert outcome.inserted == facts["rows"]
    by_month = {
        str(month): (sums.rows, sums.amount) for month, sums in months_in_place(programme).items()
    }
    expected = {
        month: (sums["rows"], Decimal(sums["amount"])) for month, sums in facts["by_month"].items()
    }
    assert by_month == expected
    by_department = {"_id": {"code": "$department"}, "rows": {"$sum": 1}}

    counted = aggregate(SalesLine, [{"$group": by_department}])
    assert {row["code"]: row["rows"] for row in counted} == {
        code: sums["rows"] for code, sums in facts["by_department"].items()
    }
