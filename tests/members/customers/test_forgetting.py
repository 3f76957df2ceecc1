"""A customer who is forgotten in members: whatever is killed, wherever they stand, and for good."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from crm.audit.models import Event
from crm.audit.record import note_event
from crm.mongo import transaction
from crm.mongo.transaction import transactional
from crm.notifications.models import Notification
from members.customers import do_not_contact, forgotten_names, forgotten_rows, forgotten_texts
from members.customers.erasure import begin_erasure, carry_out_erasure
from members.customers.ids import customer_id_of
from members.models import (
    Batch,
    DatabaseRequest,
    ForgottenName,
    MemberImport,
    MemberRow,
    PoolEvent,
    UploadState,
)
from tests.make import make_deposit, make_master, make_product
from tests.members.make import add_rows, make_database
from tests.members.rows import make_row, stored

pytestmark = pytest.mark.django_db
PHONE = "+628123456789"
NAMES = ("budi01", "budi 01", "santoso", "8123456789", "8123-456-789")


@pytest.fixture
def master(db):
    return make_master("boss")


class Killed(Exception):
    pass


def everything_stored():
    parts = []
    for name in connection.introspection.table_names():
        parts += [str(row) for row in connection.get_collection(name).find()]
    return "\n".join(parts).casefold()


def named():
    return [name for name in NAMES if name in everything_stored()]


def begin(master, customer="budi01"):
    return begin_erasure(customer_id_of(customer), by=master, reason="asked")


def erase(customer="budi01", **options):
    out = io.StringIO()
    call_command("erase_customer", customer, by="boss", json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def known_in_two_products(owner, admin, master, product):
    """Their phone is known by their own row alone; other rows have it without their id."""
    second = make_database(make_product(), 0)
    rows = [
        make_row(make_database(product, 0), "budi01", name="Budi Santoso", phone=PHONE),
        make_row(second, "andi02", cells=["andi02", "0812-3456-789"], phone=PHONE, staff=owner),
        make_row(second, "citra3", phone=PHONE),
    ]
    make_deposit(owner, product, "Budi 01", note="hp 08123456789")
    do_not_contact.add(by=admin, phone=PHONE, reason="budi01 asked")
    MemberImport.objects.create(
        by_name="admin",
        file_name="a.csv",
        database_name="x",
        kind="normal",
        product=product,
        source="s",
        lawful_basis="l",
        state=UploadState.DONE,
        reading={"rows": [{"row": 2, "cells": ["x", "0812 3456 789"]}], "headings": ["a", "b"]},
    )
    return rows


def test_a_run_that_is_killed_after_any_commit_is_finished_by_the_next(
    owner, admin, master, product, monkeypatch
):
    known_in_two_products(owner, admin, master, product)
    begun = begin(master)
    real, allowed = transaction._until_committed, 0

    def killed_after(*arguments):
        if killed_after.left == 0:
            raise Killed
        killed_after.left -= 1
        return real(*arguments)

    monkeypatch.setattr(transaction, "_until_committed", killed_after)
    ended = False
    while not ended:
        killed_after.left = allowed
        allowed += 1
        try:
            carry_out_erasure(begun.pk)
        except Killed:
            continue
        ended = True
    assert allowed > 4
    assert named() == []
    begun.refresh_from_db()
    assert begun.erased_at
    assert begun.phones == []
    assert begun.spellings == []


def test_phones_are_remembered_once_a_run_has_blanked_them(
    owner, admin, master, product, monkeypatch
):
    known_in_two_products(owner, admin, master, product)
    begun, real, done = begin(master), forgotten_rows._erase_in_product, []

    def one_product_alone(product_id, erasure):
        if product_id != product.pk:
            raise Killed
        done.append(product_id)
        return real(product_id, erasure)

    monkeypatch.setattr(forgotten_rows, "_products", lambda erasure: [product.pk, "z"])
    monkeypatch.setattr(forgotten_rows, "sorted", list, raising=False)
    monkeypatch.setattr(forgotten_rows, "_erase_in_product", one_product_alone)
    with pytest.raises(Killed):
        carry_out_erasure(begun.pk)
    assert done == [product.pk]
    monkeypatch.undo()
    carry_out_erasure(begun.pk)
    assert named() == []


def test_a_row_that_is_known_by_their_phone_alone_is_theirs(product, master):
    database = make_database(product, 0)
    make_row(database, "budi01", phone=PHONE)
    alone = make_row(
        database, "", cells=["Budi Santoso", PHONE, "Jl. Mawar"], name="Budi Santoso", phone=PHONE
    )
    erase()
    row = stored(alone)
    assert row.cells == ["", "", ""]
    assert row.name == ""
    assert row.terms == []
    assert row.customer_key == ""


def test_a_row_of_another_with_their_phone_keeps_what_is_its_own(product, master):
    database = make_database(product, 0)
    make_row(database, "budi01", phone=PHONE)
    other = make_row(database, "andi02", cells=["andi02", "Andi", PHONE], name="Andi", phone=PHONE)
    erase()
    row = stored(other)
    assert row.cells == ["andi02", "Andi", ""]
    assert row.terms == ["=andi02", "=andi", "~andi"]


def test_a_name_of_another_row_follows_with_its_terms(product, master):
    database = make_database(product, 0)
    make_row(database, "budi01")
    other = make_row(database, "andi02", cells=["andi02", "budi01"], name="budi01")
    pseudonym = erase()["pseudonym"]
    row = stored(other)
    assert row.name == pseudonym
    assert row.customer_key == "andi02"
    assert "~budi01" not in row.terms
    assert f"={pseudonym}" in row.terms
    assert named() == []


def test_whatever_is_written_of_them_anywhere_is_without_them(owner, admin, product, master):
    database = make_database(product, 0)
    make_row(database, "budi01", phone=PHONE)
    other = make_row(database, "andi02", staff=owner, invalid_reason="same as Budi 01")
    Batch.objects.create(
        database=database,
        product=product,
        staff=owner,
        database_name=database.name,
        product_name=product.name,
        staff_name=owner.name,
        title="call 0812-3456-789",
        created_by_name="admin",
    )
    PoolEvent.objects.filter(database_id=database.pk).update(reason="of budi01")
    DatabaseRequest.objects.create(
        database=database,
        product=product,
        staff=owner,
        database_name=database.name,
        product_name=product.name,
        staff_name=owner.name,
        count=1,
        reason="ask Budi 01 first",
        idempotency_key="a",
    )
    wanted = MemberImport.objects.create(
        by_name="admin",
        file_name="budi01.csv",
        database_name=database.name,
        kind="normal",
        product=product,
        source="from budi01",
        lawful_basis="consent of Budi 01",
        state=UploadState.DONE,
    )
    transactional(note_event)(wanted, "upload", by=admin, after={"file": "budi01.csv"})
    transactional(note_event)(other, "validate", by=owner, reason="the phone of budi01")
    do_not_contact.add(by=admin, phone=PHONE, reason="asked")
    Notification.objects.create(
        user=owner, kind="rows-rejected", facts={"reason": "budi01 first"}, sequence=1
    )
    erase()
    assert named() == []
    assert Event.objects.get(verb="upload").after["file"].startswith("erased-")


def test_who_is_called_like_something_else_changes_nothing_but_texts(owner, product, master):
    row = make_row(make_database(product, 0), "available", staff=owner)
    transactional(note_event)(row, "archive", by=owner, before={"status": "available"})
    erase("available")
    assert Event.objects.get(verb="archive").before == {"status": "available"}


def test_a_stored_file_does_not_bring_them_back(product, master):
    database = make_database(product, 0)
    make_row(database, "budi01", phone=PHONE)
    begin(master)
    rows = [["Budi.01", "", ""], ["x9", "", "0812 3456 789"], ["andi02", "Andi", "081299990000"]]
    assert [row.customer_id for row in add_rows(database, rows)] == ["andi02"]


def test_they_can_come_back_by_themselves_and_by_a_file_once_no_old_one_is_kept(
    owner, admin, product, master
):
    database = make_database(product, 0)
    make_row(database, "budi01", phone=PHONE)
    erase()
    make_deposit(owner, product, "budi01")
    held = ForgottenName.objects.first()
    assert held.until >= held.until.now(held.until.tzinfo) + forgotten_names.HELD * 0.99
    assert add_rows(database, ["budi01"]) == []
    ForgottenName.objects.update(until=held.until - forgotten_names.HELD)
    assert len(add_rows(database, ["budi01"])) == 1
    step = forgotten_names.end_forgotten_names()
    assert step.facts == {"removed": 2}
    assert not ForgottenName.objects.exists()


def test_somebody_known_by_a_phone_alone_is_forgotten_by_it(product, admin, master):
    row = make_row(
        make_database(product, 0),
        "",
        cells=["Budi Santoso", PHONE],
        name="Budi Santoso",
        phone=PHONE,
    )
    do_not_contact.add(by=admin, phone=PHONE, reason="asked")
    result = erase("", phone="0812-3456-789")
    assert result["rewritten"]["rows"] == 1
    assert named() == []
    assert stored(row).cells == ["", ""]
    with pytest.raises(SystemExit):
        erase("", phone="0812-3456-789")


def test_a_phone_of_somebody_with_an_id_is_refused(product, master):
    make_row(make_database(product, 0), "budi01", phone=PHONE)
    with pytest.raises(CommandError, match="name that customer"):
        erase("", phone=PHONE)
    with pytest.raises(CommandError, match="is no phone"):
        erase("", phone="12x")
    assert MemberRow.objects.get().phone == PHONE


def test_texts_are_all_those_that_members_write():
    fields = {(model.__name__, field) for model, field in forgotten_texts.WRITTEN_IN}
    assert ("PoolEvent", "reason") in fields
    assert ("Upload", "name") in fields
