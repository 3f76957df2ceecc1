"""What a file may not call a customer, no form takes either.

The kind: text of a spreadsheet that is the name of nobody, wherever a name is typed.
"""

import pytest

from crm.staff.models import Product, User
from crm.web.texts.no_names import why_no_name
from members.models import Reservation
from omset.models import OmsetRecord
from tests.make import deposit_form, make_deposit, make_master
from tests.omset.imports.test_rows import refusal

pytestmark = pytest.mark.django_db
NOBODY = ["#N/A", "#REF!", "Total", "Grand Total", "-", "null", "TRUE", "6.28E+12", "05/01/2026"]
every_kind = pytest.mark.parametrize("nobody", NOBODY)


@pytest.fixture
def entry(product):
    return deposit_form(product)


@every_kind
def test_no_deposit_is_entered_that_an_import_rejects(nobody, owner, entry, client_of):
    answer = client_of(owner).post("/omset/new/", entry | {"customer_id": nobody})
    assert answer.status_code == 422
    assert answer.context["form"].errors["customer_id"] == [why_no_name(nobody)]
    assert refusal(customer_id=nobody)[0] in ("customer_id", "row")
    assert not OmsetRecord.objects.exists()


@every_kind
def test_no_deposit_is_corrected_to_nobody(nobody, owner, product, entry, client_of):
    record = make_deposit(owner, product, "Budi")
    typed = entry | {"customer_id": nobody, "version": record.version}
    assert client_of(owner).post(f"/omset/{record.pk}/edit/", typed).status_code == 422
    assert OmsetRecord.objects.get().customer_id == "Budi"


def test_a_deposit_of_such_a_customer_from_before_is_corrected_in_all_else(
    owner, product, entry, client_of
):
    record = make_deposit(owner, product, "Total")
    typed = entry | {"customer_id": "Total", "note": "siang", "version": record.version}
    assert client_of(owner).post(f"/omset/{record.pk}/edit/", typed).status_code == 302
    assert OmsetRecord.objects.get().note == "siang"


@every_kind
def test_nobody_is_reserved(nobody, admin, owner, product, client_of):
    result = {"customer_id": nobody, "product": product.pk, "phone": "0812 3456 7890"}
    assert client_of(owner).post("/members/reserved/new/", result).status_code == 422
    added = result | {"staff": owner.pk}
    assert client_of(admin).post("/members/reserved/new/", added).status_code == 422
    assert not Reservation.objects.exists()


def test_a_note_that_is_an_error_of_a_spreadsheet_is_refused_in_forms_and_files(
    owner, entry, client_of
):
    answer = client_of(owner).post("/omset/new/", entry | {"note": "#N/A"})
    assert answer.context["form"].errors["note"] == [refusal(note="#N/A")[1]]
    assert not OmsetRecord.objects.exists()


@pytest.mark.parametrize("nobody", ["Total", "null"])
def test_no_product_and_no_account_is_called_so(nobody, db, client_of):
    client = client_of(make_master())
    assert client.post("/products/new/", {"name": nobody}).status_code == 422
    person = {"username": nobody, "name": "Budi", "role": "staff"}
    assert client.post("/staff/new/", person).status_code == 422
    assert not Product.objects.filter(name=nobody).exists()
    assert not User.objects.filter(username=nobody).exists()
