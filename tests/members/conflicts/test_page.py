"""The log of conflicts and its statistics (RS-25)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.mongo.inspection import collection_scans, recorded_commands
from crm.mongo.rows import collection
from members.conflicts.marks import mark_rows, unmark_rows
from members.conflicts.reads import statistics
from members.models import ConflictEvent
from tests.make import make_reservation, make_staff
from tests.members.make import make_database
from tests.members.rows import make_row
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
LIST = "/members/reserved/conflicts/"


def conflict(taken_from, reserved_for, product, customer, by):
    make_row(make_database(product, 0), customer, staff=taken_from)
    reservation = make_reservation(reserved_for, product, customer, by=by)
    mark_rows(reservation, by=by)
    return reservation


def days_ago(customer, days):
    """Let the log say that it was so many days ago."""
    at = timezone.now() - timedelta(days=days)
    collection(ConflictEvent).update_many({"customer_key": customer}, {"$set": {"at": at}})


def customers(response):
    return [cell.text for cell in parsed(response).all("td", **{"data-label": "Customer"})]


def test_RS_25_the_customer_is_the_reserved_one_and_the_log_stays(
    client_of, owner, stranger, admin, product
):
    make_row(make_database(product, 0), cells=["Pak Budi", "andi02"], customer="", staff=owner)
    reservation = make_reservation(stranger, product, "andi02", by=admin)
    mark_rows(reservation, by=admin)
    unmark_rows(reservation, by=admin)
    reservation.delete()
    assert customers(client_of(admin).get(LIST)) == ["andi02", "andi02"]


def test_RS_25_totals_and_the_most_affected(owner, stranger, admin, product):
    third = make_staff("third")
    conflict(owner, stranger, product, "today1", admin)
    conflict(owner, third, product, "week01", admin)
    conflict(third, stranger, product, "month1", admin)
    conflict(third, stranger, product, "older1", admin)
    days_ago("week01", 6)
    days_ago("month1", 29)
    days_ago("older1", 31)
    counted = statistics(timezone.localdate())
    assert counted.taken == {1: 1, 7: 2, 30: 3}
    assert counted.affected == [(owner.pk, 2), (third.pk, 1)]
    assert counted.reservers == [(stranger.pk, 2), (third.pk, 1)]


def test_every_number_opens_what_it_counts(client_of, owner, stranger, admin, product):
    conflict(owner, stranger, product, "today1", admin)
    conflict(owner, stranger, product, "week01", admin)
    days_ago("week01", 6)
    client = client_of(admin)
    page = parsed(client.get(LIST))
    links = [
        each.get("href") for each in page.all("a") if "change=taken" in (each.get("href") or "")
    ]
    assert [len(customers(client.get(link))) for link in links] == [1, 2, 2, 2, 2]


def test_the_log_is_filtered_by_people_and_days(client_of, owner, stranger, admin, product):
    conflict(owner, stranger, product, "budi01", admin)
    conflict(stranger, owner, product, "andi02", admin)
    days_ago("andi02", 3)
    client = client_of(admin)
    assert customers(client.get(LIST, {"staff": owner.pk})) == ["budi01"]
    assert customers(client.get(LIST, {"reserved_for": owner.pk})) == ["andi02"]
    assert customers(client.get(LIST, {"end": timezone.localdate() - timedelta(1)})) == ["andi02"]
    assert customers(client.get(LIST, {"start": "yesterday"})) == ["budi01", "andi02"]


def test_staff_do_not_see_the_log(client_of, owner):
    assert client_of(owner).get(LIST).status_code == 403


def test_the_log_is_read_with_few_commands_and_no_scan(client_of, owner, stranger, admin, product):
    conflict(owner, stranger, product, "budi01", admin)
    client = client_of(admin)
    client.get(LIST)
    with recorded_commands() as commands:
        client.get(LIST, {"staff": owner.pk})
    assert len(commands) <= 12
    assert collection_scans(commands) == []
