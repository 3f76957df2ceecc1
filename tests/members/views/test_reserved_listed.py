"""A reserved customer who must not be contacted: nobody is led to a chat, whoever decides knows."""

import pytest

from members import reservations
from members.customers import do_not_contact
from members.models import Reservation
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
LIST = "/members/reserved/"
PHONE, STORED_PHONE = "0812-3456-789", "+628123456789"
WARNING = "must not be contacted"


@pytest.fixture(params=["id", "phone"])
def listed(request, admin):
    details = {"customer_id": "naga77"} if request.param == "id" else {"phone": STORED_PHONE}
    return do_not_contact.add(by=admin, reason="asked us", **details)


def chats(page):
    return [each["href"] for each in parsed(page).all("a") if "wa.me" in each.get("href")]


def reserve(staff, product, admin, customer="naga77", phone=PHONE):
    facts = {"customer_id": customer, "product": product, "phone": phone}
    return reservations.add(by=admin, staff=staff, **facts)


def test_the_list_offers_no_chat_and_says_why(client_of, owner, product, admin, listed):
    reservation = reserve(owner, product, admin)
    reserve(owner, product, admin, "other1", "0812-3456-780")
    for address in (LIST, f"{LIST}{reservation.pk}/"):
        page = client_of(owner).get(address)
        assert [each for each in chats(page) if "3456789" in each] == []
        assert PHONE in text_of(page)
        assert "Do not contact" in parsed(page).one("main").text
    assert len(chats(client_of(owner).get(LIST))) == 1


def test_who_decides_is_warned(client_of, owner, product, admin, listed):
    reservation = reservations.request(
        staff=owner, customer_id="naga77", product=product, phone=PHONE
    )
    details = parsed(client_of(admin).get(LIST)).all("details")
    assert [each for each in details if f"The customer {WARNING}." in each.text]
    page = client_of(admin).post(f"{LIST}{reservation.pk}/approve/", follow=True)
    assert WARNING in text_of(page)


def test_who_asks_or_adds_is_warned(client_of, owner, product, admin, listed):
    fields = {"customer_id": "naga77", "product": product.pk, "phone": PHONE}
    assert WARNING in text_of(client_of(owner).post(f"{LIST}new/", fields, follow=True))
    Reservation.objects.all().delete()
    fields |= {"staff": owner.pk}
    assert WARNING in text_of(client_of(admin).post(f"{LIST}new/", fields, follow=True))


def test_who_adds_many_is_told_of_each(client_of, owner, product, admin):
    do_not_contact.add(by=admin, reason="asked us", customer_id="naga77")
    fields = {"staff": owner.pk, "product": product.pk, "customers": "naga77\nother1"}
    page = client_of(admin).post(f"{LIST}many/", fields)
    assert text_of(page).count("reserved; must not be contacted") == 1


def test_of_others_nothing_is_said(client_of, owner, product, admin, listed):
    reserve(owner, product, admin, "other1", "0812-3456-780")
    page = client_of(owner).get(LIST)
    assert len(chats(page)) == 1
    assert WARNING not in text_of(page)
