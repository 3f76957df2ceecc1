"""Characters that show nothing: nobody hides a word, is hidden, or breaks a file with them."""

from datetime import date
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone

from crm.staff.models import Product, User
from members.models import Reservation
from omset.models import OmsetRecord
from tests.make import PASSWORD, deposit_form, make_deposit, make_product, make_staff

INVISIBLE = "\u200b\u202e\ufffe"


def test_a_customer_that_nobody_can_see_is_missing(owner, product, client_of):
    answer = client_of(owner).post("/omset/new/", deposit_form(product, customer_id=INVISIBLE))
    assert answer.status_code == 422
    assert OmsetRecord.objects.count() == 0


def test_nobody_reserves_a_customer_that_nobody_can_see(owner, product, client_of):
    fields = {"customer_id": INVISIBLE, "product": product.pk, "phone": "081234567890"}
    answer = client_of(owner).post("/members/reserved/new/", fields)
    assert answer.status_code == 422
    assert Reservation.objects.count() == 0


def test_a_note_means_what_it_shows(owner, product):
    make_deposit(owner, product, "x", "2026-02-01", note="tam\u200bbahan")
    assert OmsetRecord.objects.get().kind == "RDP"


def test_a_name_turns_no_text_round(owner, client_of):
    fields = {"name": "Owner\u202e000 001", "email": "", "language": "", "theme": "system"}
    client_of(owner).post("/profile/", fields)
    assert User.objects.get(pk=owner.pk).name == "Owner000 001"


def test_two_products_do_not_look_the_same(admin, client_of):
    make_product("Wahana")
    client = client_of(admin)
    assert client.post("/products/new/", {"name": "Wah\u200bana"}).status_code == 422
    assert client.post("/products/new/", {"name": INVISIBLE}).status_code == 422
    assert Product.objects.count() == 1


def test_two_accounts_do_not_look_the_same(owner):
    with pytest.raises(IntegrityError):
        make_staff("own\u200ber")


def test_wrong_passwords_for_a_name_count_together_however_it_is_spelled(owner, client):
    spellings = ("owner", "OWNER", "own\u200ber", "\u202aowner", "ｏｗｎｅｒ")  # noqa: RUF001
    with time_machine.travel(timezone.now(), tick=False):
        for name in spellings * 2:
            client.post("/login/", {"username": name, "password": "wrong"})
        answer = client.post("/login/", {"username": "owner", "password": PASSWORD})
    assert answer.status_code == 429


def test_no_name_makes_the_bonus_workbook_unreadable(admin, product, client_of):
    person = make_staff("broken")
    make_deposit(person, product, "x", "2026-02-01")
    User.objects.filter(pk=person.pk).update(name="a\uffff\ufffe\x01")
    answer = client_of(admin).get("/bonuses/export/", {"month": "2026-02"})
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as book:
        parts = [name for name in book.namelist() if name.endswith(".xml")]
        assert [ElementTree.fromstring(book.read(name)).tag for name in parts]


def test_a_date_with_the_day_first_is_never_read_month_first(owner, product, client_of):
    client_of(owner).post("/omset/new/", deposit_form(product, date="01/02/2026"))
    assert OmsetRecord.objects.get().date == date(2026, 2, 1)
