"""Emptying the trash, for master admins alone (OM-10), and the purge past retention (OM-11)."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import resolve
from django.utils import timezone

from omset.ledger import trash
from omset.models import OmsetRecord
from tests.make import make_deposit, make_master
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
EMPTY, EXPIRED = "/omset/trash/empty/", "/omset/trash/purge-expired/"


@pytest.fixture(autouse=True)
def filled(owner, product):
    """Two records in the trash, one of them past retention."""
    records = [make_deposit(owner, product, customer) for customer in ("old", "young")]
    with time_machine.travel(timezone.now() - timedelta(days=31)):
        trash.delete(records[0].pk, by=owner)
    trash.delete(records[1].pk, by=owner)


@pytest.fixture
def master(client_of):
    return client_of(make_master())


def page_of(client):
    return parsed(client.get("/omset/trash/"))


def seen_on(page):
    return page.one("form", action=EMPTY).one(name="seen")["value"]


def customers():
    return list(OmsetRecord.objects.values_list("customer_id", flat=True))


def test_OM_10_no_record_shadows_the_way_to_empty_the_trash():
    """Earlier defect (a): the route was taken for the deletion of a record called “trash”."""
    assert resolve(EMPTY).url_name == "empty"
    assert resolve(EXPIRED).url_name == "purge_expired"


def test_OM_10_the_question_says_how_many(master):
    page = page_of(master)
    expired, everything = page.one(id="purge-expired-title"), page.one(id="empty-trash-title")
    assert expired.text == "Delete 1 deposit that is in the trash for more than 30 days?"
    assert everything.text == "Delete all 2 deposits in the trash for good?"


def test_OM_10_a_master_admin_empties_the_trash(master):
    response = master.post(EMPTY, {"seen": seen_on(page_of(master))}, follow=True)
    assert response.redirect_chain == [("/omset/trash/", 302)]
    assert customers() == []
    assert b"2 deposits are deleted for good." in response.content


def test_OM_11_a_master_admin_ends_retention_by_hand(master):
    response = master.post(EXPIRED, follow=True)
    assert customers() == ["young"]
    assert b"1 deposit is deleted for good." in response.content


def test_OM_10_admins_and_staff_are_refused_and_not_offered_it(client_of, admin, owner):
    for person in (admin, owner):
        answers = [
            client_of(person).post(url, {"seen": "2099-01-01T00:00Z"}) for url in (EMPTY, EXPIRED)
        ]
        assert [answer.status_code for answer in answers] == [403, 403]
    assert len(customers()) == 2
    assert page_of(client_of(admin)).all(id="trash-tools")
    assert not page_of(client_of(admin)).all(id="empty-trash")


def test_OM_10_what_was_deleted_after_the_page_was_seen_stays(master, owner, product):
    seen = seen_on(page_of(master))
    record = make_deposit(owner, product, "later")
    trash.delete(record.pk, by=owner)
    master.post(EMPTY, {"seen": seen})
    assert customers() == ["later"]


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-01-01", "2026-01-01T00:00:00"])
def test_emptying_without_having_seen_is_refused(master, seen):
    assert master.post(EMPTY, {"seen": seen}).status_code == 422
    assert len(customers()) == 2


def test_it_cannot_be_done_by_following_a_link(master):
    assert [master.get(url).status_code for url in (EMPTY, EXPIRED)] == [405, 405]


def test_OM_11_the_page_says_how_much_is_past_retention_and_when_it_was_last_ended(master):
    text = page_of(master).text
    assert "2 deposits in the trash. 1 of them for more than 30 days." in text
    assert "Not done yet." in text
    master.post(EXPIRED)
    assert "Not done yet." not in page_of(master).text


def test_what_is_left_when_time_is_up_is_said(master, monkeypatch):
    monkeypatch.setattr("omset.views.purge.SECONDS", -1)
    page = master.post(EXPIRED, follow=True).content
    assert b"1 more is left, as it takes long: press again." in page
