"""A key whose deposit is gone is the proof of a loss, and `recount` says so (SE-7)."""

import pytest
from django.utils import timezone

from crm.mongo.rows import collection
from omset.imports.plan import ImportOptions, make_plan
from omset.imports.run import import_file
from omset.ledger import trash
from omset.locks import mark_recount_due
from omset.models import OmsetRecord, Submission
from omset.models.job_runs import Source
from omset.reconciliation.reconcile import LedgerComparison
from omset.reconciliation.recount import after_import
from tests.make import make_deposit

pytestmark = pytest.mark.django_db


def lose(record):
    collection(OmsetRecord).delete_one({"_id": record.pk})
    after_import(record.staff_id)


def lost_keys(*, dry_run=True):
    differences = LedgerComparison(Source.COMMAND, dry_run=dry_run)
    return [row.where for row in differences if row.what == "submission"]


@pytest.fixture
def imported(owner, product, tmp_path):
    path = tmp_path / "deposits.csv"
    path.write_text("date,customer_id,nominal\n2026-01-05,a,5000\n")
    import_file(make_plan(path, ImportOptions(staff=owner.username, product=product.name)))
    return OmsetRecord.objects.get()


def test_SE_7_a_deposit_that_was_acknowledged_and_is_gone_is_a_difference(owner, product):
    record = make_deposit(owner, product)
    assert lost_keys() == []
    lose(record)
    assert lost_keys() == [record.idempotency_key]


def test_what_is_lost_is_said_again_after_a_repair(owner, product):
    record = make_deposit(owner, product)
    lose(record)
    assert lost_keys(dry_run=False) == [record.idempotency_key]
    assert lost_keys() == [record.idempotency_key]


def test_what_was_removed_for_good_is_no_loss(owner, admin, product):
    record = make_deposit(owner, product)
    trash.delete(record.pk, by=owner)
    trash.purge(record.pk, by=admin)
    assert Submission.objects.count() == 0
    assert lost_keys() == []


def test_the_key_of_a_killed_import_is_freed_by_a_repair(imported):
    lose(imported)
    assert lost_keys(dry_run=False) == [imported.idempotency_key]
    assert lost_keys() == []


def test_an_import_that_runs_has_written_its_keys_first(imported):
    lose(imported)
    mark_recount_due([imported.staff_id], timezone.now())
    assert lost_keys() == []
