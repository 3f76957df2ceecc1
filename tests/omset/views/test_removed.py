"""Kind: what is removed for good. Its history stays readable for whoever could see it (OM-10)."""

from datetime import date
from importlib import import_module

import pytest
from bson import ObjectId
from django.apps import apps
from django.db import connection

from bonuses.models import Adjustment
from bonuses.months import closing
from crm.audit.models import Event
from crm.notifications.models import Notification
from omset.ledger import approval, trash
from tests.make import make_deposit, make_master, make_reservation
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def removed(owner, admin, product):
    """70 million of February, closed with it, then deleted and removed for good."""
    record = make_deposit(owner, product, "Budi 01", "2026-02-03", 70_000_000, note="by bank")
    closing.close(date(2026, 2, 1), by=admin)
    trash.delete(record.pk, by=owner)
    trash.purge(record.pk, by=admin)
    return record


def words(response):
    return " ".join(response.content.decode().split())


def test_its_address_answers_with_what_history_keeps(removed, owner, client_of):
    page = client_of(owner).get(removed.get_absolute_url())
    assert page.status_code == 200
    assert "Removed for good on" in words(page)
    assert ", by admin." in words(page)
    for fact in ("Budi 01", "Rp 70.000.000", "by bank", "owner"):
        assert fact in words(page)
    assert [event.verb for event in page.context["deposit"].history] == [
        "submit",
        "delete",
        "purge",
    ]


def test_admins_read_it_too(removed, admin, client_of):
    for person in (admin, make_master()):
        assert client_of(person).get(removed.get_absolute_url()).status_code == 200


def test_nobody_else_does_RO_6(removed, stranger, client_of):
    answer = client_of(stranger).get(removed.get_absolute_url())
    assert answer.status_code == 404
    assert "Budi 01" not in words(answer)


def test_rights_are_asked_when_it_is_read(removed, admin, client_of):
    admin.role = "staff"
    admin.save()
    assert client_of(admin).get(removed.get_absolute_url()).status_code == 404


def test_an_admin_who_is_blocked_from_deposits_does_not(removed, admin, client_of):
    admin.blocked_pages = ["omset"]
    admin.save()
    assert client_of(admin).get(removed.get_absolute_url()).status_code == 403


def test_nothing_can_be_done_with_it(removed, admin, client_of):
    client = client_of(admin)
    page = client.get(removed.get_absolute_url())
    assert f"/omset/{removed.pk}/" not in words(page).split("<main")[1]
    assert client.get(f"/omset/{removed.pk}/edit/").status_code == 404
    for verb in ("edit", "delete", "restore", "purge", "approve"):
        assert client.post(f"/omset/{removed.pk}/{verb}/").status_code in (404, 409)


def test_what_never_was_and_what_is_no_deposit_is_not_there(removed, admin, client_of):
    client = client_of(admin)
    closing_pk = Event.objects.get(verb="close").subject
    for pk in (ObjectId(), closing_pk, admin.pk):
        assert client.get(f"/omset/{pk}/").status_code == 404


def test_a_colleague_s_record_that_is_there_stays_hidden(owner, stranger, product, client_of):
    record = make_deposit(owner, product, "x")
    assert client_of(stranger).get(record.get_absolute_url()).status_code == 404


def test_an_adjustment_names_it_and_leads_to_its_history(removed, owner, client_of):
    client = client_of(owner)
    page = words(client.get("/bonuses/mine/?month=2026-03"))
    assert "Budi 01, 3 Feb 2026, Rp 70.000.000" in page
    assert f'href="{removed.get_absolute_url()}"' in page
    assert client.get(removed.get_absolute_url()).status_code == 200


def test_a_decision_in_the_inbox_leads_to_its_history(owner, stranger, admin, product, client_of):
    make_reservation(stranger, product, "x", by=admin)
    waiting = make_deposit(owner, product, "x")
    approval.approve(waiting.pk, by=admin)
    trash.delete(waiting.pk, by=owner)
    trash.purge(waiting.pk, by=admin)
    notification = Notification.objects.get(user=owner, kind="omset-approved")
    client = client_of(owner)
    answer = client.post(f"/notifications/{notification.pk}/", follow=True)
    assert "Removed for good on" in words(answer)


def without_owner(removed):
    """As removals were noted before."""
    events = connection.get_collection(Event._meta.db_table)
    gone = {f"before.{name}": 1 for name in ("staff_id", "staff_name", "product_name")}
    events.update_one({"subject": removed.pk, "verb": "purge"}, {"$unset": gone})


class Editor:
    connection = connection


def migrated(name, function):
    getattr(import_module(f"bonuses.migrations.{name}"), function)(apps, Editor)


def test_an_earlier_removal_is_for_admins_until_something_names_its_owner(
    removed, owner, stranger, admin, client_of
):
    without_owner(removed)
    people = (owner, admin, stranger)
    url = removed.get_absolute_url()
    assert [client_of(one).get(url).status_code for one in people] == [404, 200, 404]
    migrated("0008_owners_of_removed_deposits", "name_owners")
    assert [client_of(one).get(url).status_code for one in people] == [200, 200, 404]


def test_earlier_lines_get_the_names_of_their_deposits(removed, owner, product):
    other = make_deposit(owner, product, "Sari", "2026-02-04", 5_000_000)
    lines = list(Adjustment.objects.in_order().values())
    empty = {"customer_id": "", "deposit_date": None, "deposit_total": None}
    Adjustment.objects.update(**empty)
    migrated("0005_order_of_lines", "name_deposits")
    assert list(Adjustment.objects.in_order().values()) == lines
    assert [line["customer_id"] for line in lines] == ["Budi 01", other.customer_id]
