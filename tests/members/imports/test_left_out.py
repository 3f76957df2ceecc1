"""Rows that are left out: duplicates, reserved customers, those who must not be contacted.

Every row has one outcome, the counts add up, and what is left out comes back with the reason.
"""

import csv
from io import StringIO
from pathlib import Path

import pytest

from members.customers import do_not_contact
from members.imports.run import UploadRun
from members.models import MemberRow, RowStatus, SkippedRows
from members.rules.duplicates import DEFAULTS, Choice, Scope, skipped_for
from tests.make import make_reservation
from tests.members.imports.test_command import upload
from tests.members.make import make_database

pytestmark = pytest.mark.django_db
TABLE = (
    "username,hp\nheld,081234560001\nlisted,081234560002\nboth,081234560003\n"
    "free,081234560004\nFREE,081234560005\nhere,081234560006\nlast,081234560004\n"
)
DEFAULT_OUTCOMES = {
    "new": 1,
    "in_file": 1,
    "in_database": 1,
    "phone_in_file": 1,
    "do_not_contact": 2,
    "reserved": 1,
}


@pytest.fixture
def table(tmp_path, product, owner, admin):
    for customer in ("held", "both"):
        make_reservation(owner, product, customer)
    for customer in ("listed", "both"):
        do_not_contact.add(by=admin, reason="asked", customer_id=customer)
    make_database(product, ["here"], name="Mei")
    path = tmp_path / "members.csv"
    path.write_text(TABLE)
    return path


def counted(outcome):
    return {name: rows for name, rows in outcome["outcomes"].items() if rows}


def left_out(outcome):
    text = Path(outcome["skipped_file"]).read_text(encoding="utf-8-sig")
    return list(csv.reader(StringIO(text)))


def uploaded():
    return set(MemberRow.objects.exclude(customer_id="here").values_list("customer_id", flat=True))


def adds_up(outcome):
    done = outcome["inserted"] + outcome["unchanged"] + outcome["rejected"]
    return outcome["read"] == done == sum(outcome["outcomes"].values())


def test_by_default_reserved_and_listed_rows_are_kept_as_such(table, product):
    outcome = upload(table, product)
    expected = DEFAULT_OUTCOMES
    assert counted(outcome) == expected
    assert adds_up(outcome)
    assert outcome["reserved"] == 2
    assert outcome["do_not_contact"] == 2
    assert uploaded() == {"held", "listed", "both", "free", "last"}
    assert MemberRow.objects.get(customer_id="held").status == RowStatus.RESERVED
    assert MemberRow.objects.get(customer_id="listed").is_do_not_contact


def test_a_dry_run_counts_them_as_the_upload_does(table, product):
    tried = upload(table, product, "--dry-run")
    assert tried["reserved"] == 2
    assert tried["do_not_contact"] == 2
    assert tried["outcomes"] == upload(table, product)["outcomes"]


def test_reserved_rows_can_be_skipped(table, product):
    outcome = upload(table, product, "--duplicates=reserved=skip")
    assert uploaded() == {"listed", "free", "last"}
    assert outcome["reserved"] == 0
    assert outcome["unchanged"] == 4
    assert adds_up(outcome)


def test_listed_rows_can_be_skipped(table, product):
    outcome = upload(table, product, "--duplicates=do_not_contact=skip")
    assert uploaded() == {"held", "free", "last"}
    assert outcome["do_not_contact"] == 0
    assert adds_up(outcome)


def test_a_duplicate_that_is_kept_is_skipped_all_the_same_if_it_is_reserved(
    tmp_path, product, owner
):
    make_reservation(owner, product, "held")
    make_database(product, ["held"])
    path = tmp_path / "new.csv"
    path.write_text("username\nheld\n")
    outcome = upload(path, product, "--duplicates=in_product=keep,reserved=skip")
    assert outcome["inserted"] == 0
    assert counted(outcome) == {"in_product": 1}
    assert left_out(outcome)[1][:3] == ["2", "customer_id", "The customer is reserved"]


def test_kept_ones_are_never_unmarked(table, product):
    upload(table, product, "--duplicates=reserved=keep,do_not_contact=keep")
    assert MemberRow.objects.get(customer_id="held").status == RowStatus.RESERVED
    assert MemberRow.objects.get(customer_id="listed").is_do_not_contact


def test_what_is_left_out_comes_back_with_its_cells_and_the_reason(table, product):
    choices = "--duplicates=phone_in_file=skip,reserved=skip,do_not_contact=skip"
    heading, *rows = left_out(upload(table, product, choices))
    assert heading == ["row", "field", "reason", "username", "hp"]
    assert [(row[0], row[1], row[2], row[3]) for row in rows] == [
        ("2", "customer_id", "The customer is reserved", "held"),
        ("3", "customer_id", "Not to be contacted", "listed"),
        ("4", "customer_id", "Not to be contacted", "both"),
        ("6", "customer_id", "Twice in the file", "FREE"),
        ("7", "customer_id", "In this database", "here"),
        ("8", "phone", "Only the phone is twice in the file", "last"),
    ]


def test_nothing_left_out_makes_no_file(tmp_path, product):
    path = tmp_path / "new.csv"
    path.write_text("username\nbudi01\n")
    assert upload(path, product)["skipped_file"] is None
    assert not SkippedRows.objects.exists()


def test_an_upload_that_was_interrupted_still_lists_all_that_it_left_out(
    tmp_path, product, monkeypatch
):
    path = tmp_path / "long.csv"
    path.write_text("username\n" + "".join(f"user{n % 1500}\n" for n in range(3000)))
    sent = UploadRun._send

    def die(run, thread, part):
        if part.last > 2500:
            run._receive(all_of_them=True)
            raise KeyboardInterrupt
        sent(run, thread, part)

    monkeypatch.setattr(UploadRun, "_send", die)
    with pytest.raises(KeyboardInterrupt):
        upload(path, product)
    monkeypatch.setattr(UploadRun, "_send", sent)
    outcome = upload(path, product)
    assert outcome["unchanged"] == 1500
    numbers = [int(row[0]) for row in left_out(outcome)[1:]]
    assert numbers == list(range(1502, 3002))


def test_the_first_reason_to_skip_is_named():
    choices = DEFAULTS | {Scope.RESERVED: Choice.SKIP}
    assert skipped_for((Scope.IN_PRODUCT, Scope.RESERVED), choices) == Scope.RESERVED
    assert skipped_for((Scope.IN_FILE, Scope.RESERVED), choices) == Scope.IN_FILE
    assert skipped_for((Scope.IN_PRODUCT,), choices) is None
