"""A key stands for one deposit and one content, whatever becomes of the deposit (SE-7)."""

import json
import threading
from contextlib import suppress
from decimal import Decimal
from importlib import import_module
from io import StringIO

import pytest
from bson import ObjectId
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from omset.key_index import drop_key_index, key_indexes, make_key_index
from omset.ledger import entries, trash
from omset.models import GroupTally, OmsetRecord, Submission
from tests.make import make_admin, make_deposit
from tests.omset.reference import drift

pytestmark = pytest.mark.django_db
migration = import_module("omset.migrations.0007_submissions_and_groups")


@pytest.fixture
def deposit(owner, product):
    """Sends the same deposit under the same key, again and again."""
    return lambda **more: make_deposit(owner, product, "budi", key="one", **more)


@pytest.fixture
def key_index(db):
    """As on a ledger that was there before the release, until it is taken away."""
    make_key_index()
    yield
    drop_key_index()


@pytest.fixture
def answer():
    """The document of a recount."""

    def recount(*options):
        out = StringIO()
        with suppress(SystemExit):
            call_command("recount", "--json", *options, stdout=out)
        return json.loads(out.getvalue())

    return recount


def test_SE_7_what_was_sent_again_after_a_correction_is_still_the_first_record(deposit, owner):
    first = deposit()
    entry = entries.Entry(first.date, "budi", Decimal(5), note="corrected")
    entries.edit(first.pk, entry, by=owner, version=first.version)
    assert deposit().pk == first.pk
    assert OmsetRecord.objects.get().note == "corrected"


def test_SE_7_what_the_record_says_by_now_is_not_what_was_sent(deposit, owner):
    first = deposit()
    entry = entries.Entry(first.date, "budi", Decimal(5), note="corrected")
    entries.edit(first.pk, entry, by=owner, version=first.version)
    with pytest.raises(entries.KeyReused):
        deposit(nominal=5, note="corrected")


def test_SE_7_another_spelling_under_the_same_key_is_another_content(owner, product):
    make_deposit(owner, product, "budi", key="one")
    with pytest.raises(entries.KeyReused):
        make_deposit(owner, product, "BUDI", key="one")


def test_a_deposit_that_is_refused_leaves_no_submission(owner, product, monkeypatch):
    monkeypatch.setattr("omset.ledger.entries.add_event", lambda *args, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_deposit(owner, product, "budi", key="one")
    assert Submission.objects.count() == 0


def test_what_is_removed_for_good_gives_its_key_back(deposit, owner, admin):
    first = deposit()
    trash.delete(first.pk, by=owner)
    assert deposit().pk == first.pk
    trash.purge(first.pk, by=admin)
    assert deposit().pk != first.pk
    assert drift() == []


def test_SE_7_of_many_at_once_one_is_recorded(owner, product):
    def send():
        try:
            keys.append(make_deposit(owner, product, "budi", key="one").pk)
        finally:
            connection.close()

    keys = []
    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert set(keys) == {OmsetRecord.objects.get().pk}
    assert drift() == []


def test_a_record_of_the_release_before_is_known_by_its_index(deposit, key_index):
    first = deposit()
    Submission.objects.all().delete()
    assert deposit().pk == first.pk
    assert OmsetRecord.objects.count() == 1


def test_the_migration_writes_the_submissions_of_all_records_there_are(deposit, owner, product):
    make_deposit(owner, product, "other", key="two")
    first = deposit()
    Submission.objects.all().delete()
    migration.write_submissions(apps, None)
    assert drift() == []
    assert deposit().pk == first.pk


def test_going_back_lets_the_ledger_itself_be_unique_again(deposit):
    deposit()
    assert key_indexes() == []
    try:
        migration.make_index(apps, None)
        assert len(key_indexes()) == 1
    finally:
        drop_key_index()


def test_the_index_stays_where_the_release_before_may_still_write(deposit, key_index):
    deposit()
    migration.drop_index_of_an_empty_ledger(apps, None)
    assert len(key_indexes()) == 1


def test_the_index_goes_when_every_record_has_its_submission(deposit, key_index):
    deposit()
    Submission.objects.all().delete()
    with pytest.raises(CommandError, match="1 records have no submission"):
        call_command("drop_key_index")
    assert len(key_indexes()) == 1
    migration.write_submissions(apps, None)
    call_command("drop_key_index", stdout=StringIO())
    assert key_indexes() == []


def test_recount_finds_and_repairs_a_record_without_its_submission(deposit, answer):
    first = deposit()
    Submission.objects.all().delete()
    [difference] = answer("--dry-run")["differences"]
    assert difference["field"] == "submission"
    assert difference["expected"] == str(first.pk)
    answer()
    assert drift() == []


def test_recount_finds_and_repairs_a_key_that_stands_for_another_record(deposit, answer):
    deposit()
    Submission.objects.update(record_id=ObjectId())
    # The record has no key of its own, and the key no record.
    differences = answer("--dry-run")["differences"]
    assert [row["what"] for row in differences] == ["record", "submission"]
    answer()
    assert drift() == []


def test_recount_finds_and_repairs_what_a_group_says(owner, product, answer):
    make_deposit(owner, product, "budi")
    GroupTally.objects.update(total=Decimal(1))
    [difference] = answer("--dry-run")["differences"]
    assert difference["what"] == "group"
    assert difference["where"] == "owner / P / budi"
    answer()
    assert drift() == []


def test_an_admin_s_key_is_not_a_staff_member_s(owner, product):
    make_deposit(owner, product, "budi", key="one")
    make_deposit(owner, product, "budi", key="one", by=make_admin())
    assert OmsetRecord.objects.count() == 2
