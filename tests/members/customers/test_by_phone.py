"""Who is known by a phone alone has a page, too: opened from rows, found, and forgotten from it."""

import pytest
from django.db import connection

from crm.jobs.processes.worker import Worker
from members.customers import do_not_contact
from members.customers.erasure import begin_erasure, carry_out_erasure
from members.customers.ids import customer_id_of, id_by_phone
from members.customers.palette import search_members
from members.models import Customer
from tests.make import make_master
from tests.members.make import make_database
from tests.members.rows import make_row, stored
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
PHONE = "+628123456789"
DIGITS = ("8123456789", "8123-456-789")


@pytest.fixture
def database(product):
    return make_database(product, 0)


@pytest.fixture
def row(database):
    return make_row(database, "", cells=["Budi", "0812-3456-789"], name="Budi", phone=PHONE)


def opened(client, name, pk):
    return client.get(f"/members/customers/of/{name}/{pk}/", follow=True)


def stored_somewhere():
    everything = "\n".join(
        str(each)
        for name in connection.introspection.table_names()
        for each in connection.get_collection(name).find()
    )
    return [digits for digits in DIGITS if digits in everything]


def test_a_row_without_an_id_leads_to_a_page_whose_address_says_nothing(
    client_of, admin, database, row
):
    answer = opened(client_of(admin), "row", row.pk)
    [(address, _status)] = answer.redirect_chain
    assert address == f"/members/customers/{Customer.objects.get().pk}/"
    text = text_of(answer)
    assert PHONE in text
    assert database.name in text


def test_the_rows_of_a_database_lead_there(client_of, admin, database, row):
    answer = client_of(admin).get(f"/members/databases/{database.pk}/")
    links = [link["href"] for link in parsed(answer).all("a", **{"class": "link"})]
    assert f"/members/customers/of/row/{row.pk}/" in links


def test_another_phone_is_another_customer(client_of, admin, database, row):
    make_row(database, "", cells=["Ani"], name="Ani", phone="+628129999999")
    make_row(database, "citra3", phone=PHONE, name="Citra")
    text = text_of(opened(client_of(admin), "row", row.pk))
    assert "Budi" in text
    assert "Ani" not in text
    assert "citra3" not in text


def test_RO_6_staff_see_the_page_of_a_row_that_they_have(client_of, owner, stranger, database):
    row = make_row(database, "", cells=["Budi"], phone=PHONE, staff=owner)
    assert PHONE in text_of(opened(client_of(owner), "row", row.pk))
    assert opened(client_of(stranger), "row", row.pk).status_code == 404
    assert client_of(stranger).get(f"/members/customers/{id_by_phone(PHONE)}/").status_code == 404


def test_an_entry_of_do_not_contact_leads_there(client_of, admin):
    entry = do_not_contact.add(by=admin, phone=PHONE, reason="asked twice")
    client = client_of(admin)
    assert (
        f"/members/customers/of/do-not-contact/{entry.pk}/"
        in client.get("/members/do-not-contact/").text
    )
    assert "asked twice" in text_of(opened(client, "do-not-contact", entry.pk))


def test_the_palette_finds_them_by_name_and_phone(admin, row):
    assert [hit.label for hit in search_members(admin, "budi")] == ["Budi"]
    assert [hit.url for hit in search_members(admin, "456789")] == [
        f"/members/customers/of/row/{row.pk}/"
    ]
    assert PHONE not in str(list(search_members(admin, "456789")))


def test_they_are_forgotten_from_their_page(client_of, admin, row):
    do_not_contact.add(by=admin, phone=PHONE, reason="asked")
    client, pk = client_of(make_master("boss")), id_by_phone(PHONE)
    page = client.get(f"/members/customers/{pk}/")
    assert f"/members/customers/{pk}/erase/" in page.text
    client.post(f"/members/customers/{pk}/erase/", {"reason": "a letter"})
    while Worker().take_one():
        pass
    assert Customer.objects.get(pk=pk).erased_at
    assert stored(row).phone == ""
    assert stored(row).cells == ["", ""]
    assert stored_somewhere() == []


def test_a_phone_of_somebody_with_an_id_is_not_forgotten_alone(client_of, database, row):
    make_row(database, "citra3", phone=PHONE)
    client, pk = client_of(make_master("boss")), id_by_phone(PHONE)
    answer = client.post(f"/members/customers/{pk}/erase/", {"reason": "a letter"})
    assert answer.status_code == 409
    assert not Customer.objects.get(pk=pk).pseudonym


def test_whoever_is_forgotten_with_an_id_takes_the_page_of_their_phone_along(database, row):
    make_row(database, "budi01", phone=PHONE)
    id_by_phone(PHONE)
    begun = begin_erasure(customer_id_of("budi01"), by=make_master("boss"), reason="asked")
    carry_out_erasure(begun.pk)
    assert stored_somewhere() == []
