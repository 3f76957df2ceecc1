"""Who may hand over what a person has (RO-1, RO-5, RO-12)."""

import pytest
from django.urls import reverse

from crm.staff.accounts import people
from members.draws.requests import ask
from members.models import DatabaseRequest, MemberRow, Reservation
from tests.make import make_admin, make_master, make_reservation
from tests.members.make import make_database
from tests.members.rows import make_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_hand(owner, product, admin):
    make_row(make_database(product, 0), "budi01", staff=owner)
    ask(staff=owner, database_id=make_database(product).pk, count=1, idempotency_key="a")
    make_reservation(owner, product, "andi02", by=admin)


def handed_over(client, person, action):
    address = reverse("members:leaver", args=[person.pk])
    return client.post(address, {"action": action}).status_code


def kept(person):
    rows = MemberRow.objects.with_staff(person.pk).count()
    open_requests = DatabaseRequest.objects.filter(staff_id=person.pk, status="pending").count()
    return rows, open_requests, Reservation.objects.filter(staff_id=person.pk).count()


@pytest.mark.parametrize("blocked", ["batches", "requests"])
def test_RO_5_rows_go_back_by_who_may_recall_and_reject(client_of, owner, in_hand, admin, blocked):
    people.deactivate(owner.pk, by=admin)
    client = client_of(make_admin(blocked_pages=[blocked]))
    assert (
        "return-all" not in client.get(reverse("members:leaver", args=[owner.pk])).content.decode()
    )
    assert handed_over(client, owner, "return") == 403
    assert kept(owner) == (1, 1, 1)
    assert handed_over(client, owner, "release") == 200
    assert kept(owner) == (1, 1, 0)


def test_RO_1_a_colleague_of_the_same_rank_keeps_what_they_have(client_of, owner, in_hand):
    people.edit(owner.pk, by=make_master(), name=owner.name, email=None, role="admin")
    client = client_of(make_admin())
    for action in ("return", "release", "move"):
        assert handed_over(client, owner, action) == 403
    assert kept(owner) == (1, 1, 1)


def test_RO_12_who_may_deactivate_somebody_hands_over(client_of, owner, in_hand, admin):
    client = client_of(admin)
    assert handed_over(client, owner, "return") == 200
    assert handed_over(client, owner, "release") == 200
    assert kept(owner) == (0, 0, 0)
