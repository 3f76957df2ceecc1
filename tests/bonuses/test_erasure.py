"""A customer who is forgotten: named nowhere, and every number as it was."""

import io
import json
from datetime import date

import pytest
from bson import ObjectId
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from bonuses.claims import checks
from bonuses.months import closing
from bonuses.months.discrepancies import discrepancies
from crm.filters import saved
from crm.jobs.models import Job
from members import reservations
from members.conflicts.marks import mark_rows
from members.customers import do_not_contact
from members.customers.erasure import begin_erasure, carry_out_erasure
from members.customers.exclusions import listed_customers
from members.customers.ids import customer_id_of
from members.draws.proof import verify
from members.models import Customer, DoNotContact, MemberDatabase, MemberRow, Reservation
from omset import numbers
from omset.ledger import entries, trash
from omset.models import GroupTally, OmsetRecord
from omset.numbers import TallyScope
from tests.make import make_deposit, make_master, make_product
from tests.members.make import make_database
from tests.members.rows import make_row
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
PHONE, STORED_PHONE = "0812-3456-789", "+628123456789"
NAMES = ("budi01", "budi 01", "budi.01", "santoso", "3456-789", "3456789")


@pytest.fixture
def master(db):
    return make_master("boss")


@pytest.fixture
def known(owner, stranger, admin, product):
    """Everywhere where a customer can be known."""
    make_deposit(owner, product, "Budi 01", day="2026-01-05", note="dari Budi 01, hp 08123456789")
    make_deposit(owner, product, "BUDI01", day="2026-01-06", note="tambahan")
    make_deposit(stranger, make_product("Q"), "budi.01", day="2026-02-01")
    gone = make_deposit(owner, product, "budi01", day="2026-02-02")
    trash.delete(gone.pk, by=owner)
    trash.purge(gone.pk, by=admin)
    row = make_row(
        make_database(product, 0),
        "Budi 01",
        cells=["Budi 01", "Budi Santoso", PHONE],
        name="Budi Santoso",
        phone=STORED_PHONE,
        staff=stranger,
    )
    other = make_row(
        make_database(product, 0), "andi02", cells=["andi02", "budi01", PHONE], phone=STORED_PHONE
    )
    reservation = reservations.request(
        staff=owner, customer_id="Budi 01", product=product, phone=PHONE
    )
    reservations.approve(reservation.pk, by=admin)
    mark_rows(Reservation.objects.get(pk=reservation.pk), by=admin)
    make_deposit(stranger, product, "Budi 01", day="2026-02-03")
    do_not_contact.add(by=admin, customer_id="Budi 01", phone=STORED_PHONE, reason="Budi 01 asked")
    saved.save(admin, "omset", "Budi 01", "customer=budi01&preset=all")
    return row, other


def everything_stored():
    """All documents as one text, but for accounts and sessions."""
    parts = []
    for name in connection.introspection.table_names():
        parts += [str(row) for row in connection.get_collection(name).find()]
    return "\n".join(parts).casefold()


def erase(customer="Budi 01", *, by="boss", **options):
    out = io.StringIO()
    call_command("erase_customer", customer, by=by, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def sums():
    return [numbers.grouped(TallyScope(), by) for by in ("day", "staff", "product")]


def recount():
    out = io.StringIO()
    call_command("recount", "--dry-run", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_nobody_is_named_anywhere_and_no_number_has_changed(known, master, owner, product):
    before, kinds = sums(), list(OmsetRecord.objects.order_by("pk").values_list("kind", flat=True))
    result = erase()
    assert result["rewritten"]["deposits"] == 4
    stored = everything_stored()
    assert [name for name in NAMES if name in stored] == []
    assert sums() == before
    assert list(OmsetRecord.objects.order_by("pk").values_list("kind", flat=True)) == kinds
    keys = {*OmsetRecord.objects.values_list("customer_key", flat=True)}
    assert keys == {*GroupTally.objects.values_list("customer_key", flat=True)}
    assert keys == {result["pseudonym"]}
    assert recount()["differences"] == []


def test_what_covers_a_row_covers_it_still(known, master):
    row, other = known
    result = erase()
    reservation = Reservation.objects.get()
    assert reservation.customer_key == result["pseudonym"]
    for pk in (row.pk, other.pk):
        stored = MemberRow.objects.get(pk=pk)
        assert stored.reservation_id == reservation.pk
        assert f"={result['pseudonym']}" in stored.terms
    assert MemberRow.objects.get(pk=other.pk).cells[0] == "andi02"
    assert verify(MemberDatabase.objects.get(pk=other.database_id)).faults == []


def test_a_note_that_decides_about_the_kind_goes_on_deciding(owner, product, master):
    make_deposit(owner, product, "tambahan99", day="2026-01-05", note="dari tambahan99")
    pseudonym = erase("tambahan99")["pseudonym"]
    record = OmsetRecord.objects.get()
    assert record.note == f"dari {pseudonym} tambahan"
    assert record.kind == "RDP"
    assert recount()["differences"] == []


def test_who_asked_not_to_be_contacted_is_recognised_still(known, master):
    erase()
    entry = DoNotContact.objects.get()
    assert entry.phone == ""
    listed = listed_customers({"budi01"}, {STORED_PHONE})
    assert listed.keys == {"budi01"}
    assert listed.phones == {STORED_PHONE}


def test_a_closed_month_is_proven_by_its_deposits_still(deposit, admin, master):
    deposit("2026-01-05")
    closed = closing.close(date(2026, 1, 1), by=admin)
    customer = OmsetRecord.objects.first().customer_id
    assert discrepancies(closed) == []
    erase(customer)
    assert discrepancies(closed) == []


def test_a_claim_stays_with_the_pseudonym(owner, admin, product, master):
    make_deposit(owner, product, "budi01", day=str(timezone.localdate()))
    reservations.add(by=admin, staff=owner, customer_id="budi01", product=product)
    claim = checks.submit(staff=owner, customer_id="budi01", product=product)
    pseudonym = erase("budi01")["pseudonym"]
    claim.refresh_from_db()
    assert claim.customer_key == pseudonym


def test_a_killed_run_is_finished_under_the_same_pseudonym(known, master, monkeypatch):
    pk = customer_id_of("budi01")
    begun = begin_erasure(pk, by=master, reason="asked")
    monkeypatch.setattr("members.customers.forgotten_rows.lock_product", lambda product_id: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        carry_out_erasure(pk)
    monkeypatch.undo()
    assert erase()["pseudonym"] == begun.pseudonym
    assert {*OmsetRecord.objects.values_list("customer_key", flat=True)} == {begun.pseudonym}
    assert [name for name in NAMES if name in everything_stored()] == []


def test_a_form_that_is_open_still_does_not_bring_the_name_back(owner, product, master):
    record = make_deposit(owner, product, "budi01")
    entry = entries.Entry(record.date, "budi01", record.nominal, record.multiplier)
    erase("budi01")
    with pytest.raises(entries.StaleVersion):
        entries.edit(record.pk, entry, by=owner, version=record.version)
    assert "budi01" not in everything_stored()


def test_another_customer_is_left_alone(known, master, owner, product):
    make_deposit(owner, product, "budi011", note="budi011 again")
    erase()
    stored = OmsetRecord.objects.get(customer_key="budi011")
    assert stored.note == "budi011 again"


def test_the_page_of_the_forgotten_keeps_its_address_and_numbers(known, master, client_of):
    pk = customer_id_of("budi01")
    erase(str(pk))
    response = client_of(master).get(f"/members/customers/{pk}/")
    text = parsed(response).all("main")[0].text
    assert response.status_code == 200
    assert Customer.objects.get(pk=pk).pseudonym in text
    assert "Forgotten on" in text


def test_only_a_master_admin_has_the_button_and_it_asks_a_worker(
    known, master, admin, owner, client_of
):
    pk = customer_id_of("budi01")
    url = f"/members/customers/{pk}/erase/"
    for person in (owner, admin):
        assert client_of(person).post(url, {"reason": "asked"}).status_code == 403
    assert client_of(master).post(url, {"reason": " "}).status_code == 422
    assert Job.objects.count() == 0
    assert client_of(master).post(url, {"reason": "asked"}).status_code == 302
    assert [job.arguments["kwargs"] for job in Job.objects.all()] == [{"pk": str(pk)}]
    assert Customer.objects.get(pk=pk).erased_by_name == "boss"


def test_the_command_names_its_refusals(known, master, admin):
    for arguments in ({"by": "ani"}, {"by": admin.username}, {"customer": " "}):
        with pytest.raises(CommandError):
            erase(**arguments)
    with pytest.raises(SystemExit) as unknown:
        erase("nobody99")
    assert unknown.value.code == 1
    dry = erase(dry_run=True)
    assert dry["phones"] == 1
    assert OmsetRecord.objects.filter(customer_key="budi01").count() == 3 + 1


def test_an_unknown_id_of_a_page_is_a_customer_like_any_other(master):
    with pytest.raises(SystemExit):
        erase(str(ObjectId()))
