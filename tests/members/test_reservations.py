from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from crm.audit.models import Event
from crm.notifications.inbox import unread_count
from crm.notifications.models import Notification
from members import reservations
from members.models import Reservation
from members.reservations import AlreadyReserved, NotPending, NotStaff
from members.rules.keys import customer_key
from tests.make import make_admin, make_master, make_product, make_staff

pytestmark = pytest.mark.django_db


def ask(staff, product, customer="naga77", phone="0812345678"):
    return reservations.request(staff=staff, customer_id=customer, product=product, phone=phone)


def inbox(person):
    return list(Notification.objects.of(person).values_list("kind", flat=True))


def test_RS_1_a_request_waits_and_tells_all_admins(owner, admin, product):
    boss, retired = make_master(), make_admin(is_active=False)
    result = ask(owner, product, " Naga.77 ")
    assert result.status == "pending"
    assert result.customer_id == "Naga.77"
    assert result.customer_key == "naga77"
    assert [inbox(person) for person in (admin, boss)] == [["reservation-requested"]] * 2
    assert [inbox(person) for person in (owner, retired)] == [[], []]


def test_RS_2_an_admin_reserves_at_once_and_the_owner_is_told(owner, admin, product):
    added = reservations.add(by=admin, staff=owner, customer_id="x", product=product)
    assert added.status == "approved"
    assert added.approved_by_name == admin.name
    assert added.created_by_name == admin.name
    assert inbox(owner) == ["reservation-approved"]


@pytest.mark.parametrize("make", [make_admin, make_master, lambda: make_staff(is_active=False)])
def test_RS_2_nothing_is_reserved_for_an_admin_or_a_deactivated_account(make, admin, product):
    with pytest.raises(NotStaff):
        reservations.add(by=admin, staff=make(), customer_id="x", product=product)
    assert Reservation.objects.count() == 0


@pytest.mark.parametrize("first", ["pending", "approved"])
def test_RS_3_a_second_spelling_of_a_taken_customer_is_refused(
    first, owner, stranger, admin, product
):
    held = ask(owner, product, "Naga 77")
    if first == "approved":
        reservations.approve(held.pk, by=admin)
    with pytest.raises(AlreadyReserved) as refused:
        ask(stranger, product, "NAGA77")
    assert refused.value.reservation.staff_name == owner.name
    assert Reservation.objects.count() == 1


def test_RS_3_another_product_is_another_reservation(owner, stranger, product):
    ask(owner, product)
    ask(stranger, make_product())
    assert Reservation.objects.count() == 2


def test_RS_3_signs_of_patterns_match_only_themselves(owner, stranger, product):
    ask(owner, product, "naga77")
    ask(stranger, product, ".*")
    ask(stranger, product, "naga(")
    assert Reservation.objects.count() == 3


def test_RS_3_of_many_at_once_one_wins_and_the_others_are_told_who(product):
    people = [make_staff() for _ in range(8)]

    def attempt(person):
        try:
            return ask(person, product).staff_name
        except AlreadyReserved as taken:
            return f"lost to {taken.reservation.staff_name}"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, people))
    winner = Reservation.objects.get().staff_name
    assert sorted(outcomes) == sorted([winner] + [f"lost to {winner}"] * 7)


def test_RS_4_an_approved_request_counts_and_its_owner_is_told(owner, admin, product):
    result = ask(owner, product)
    assert reservations.holder_of("naga77", product.pk) is None
    approved = reservations.approve(result.pk, by=admin)
    assert reservations.holder_of("naga77", product.pk) == approved
    assert approved.approved_by_name == admin.name
    assert approved.approved_at is not None
    assert inbox(owner) == ["reservation-approved"]


def test_RS_4_a_rejected_request_is_gone_but_history_keeps_it(owner, admin, product):
    result = ask(owner, product)
    reservations.reject(result.pk, by=admin, reason="our own customer")
    assert Reservation.objects.count() == 0
    assert inbox(owner) == ["reservation-rejected"]
    last = Event.objects.about(result).last()
    assert last.verb == "reject"
    assert last.reason == "our own customer"
    assert last.before["customer_id"] == "naga77"


def test_RS_4_the_customer_of_a_rejected_request_is_free(owner, stranger, admin, product):
    reservations.reject(ask(owner, product).pk, by=admin, reason="no")
    assert ask(stranger, product).staff_id == stranger.pk


def test_RS_4_only_a_pending_request_is_decided(owner, admin, product):
    result = ask(owner, product)
    reservations.approve(result.pk, by=admin)
    with pytest.raises(NotPending):
        reservations.approve(result.pk, by=admin)
    with pytest.raises(NotPending):
        reservations.reject(result.pk, by=admin, reason="too late")
    assert inbox(owner) == ["reservation-approved"]


def test_RS_4_of_two_admins_at_once_one_decides(owner, product):
    asked, admins = ask(owner, product), [make_admin(), make_admin()]

    def decide(admin):
        try:
            return reservations.approve(asked.pk, by=admin).status
        except NotPending:
            return "too late"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, admins)) == ["approved", "too late"]
    assert inbox(owner) == ["reservation-approved"]


def test_OM_3_holders_are_found_for_many_customers_at_once(owner, admin, product):
    held = reservations.add(by=admin, staff=owner, customer_id="x", product=product)
    ask(owner, product, "waiting")
    holders = reservations.holders_of({"x", customer_key("waiting"), "nobody"})
    assert holders == {("x", product.pk): held}


def test_SE_10_each_step_of_a_reservation_is_history(owner, admin, product):
    result = ask(owner, product)
    reservations.approve(result.pk, by=admin)
    events = Event.objects.about(result)
    assert [(event.verb, event.actor_name) for event in events] == (
        [("request", owner.name), ("approve", admin.name)]
    )


def test_NO_3_a_decision_settles_the_request_alone(owner, product, admin):
    asked, _kept = (
        reservations.request(staff=owner, customer_id=customer, product=product, phone="0812")
        for customer in ("x", "y")
    )
    reservations.reject(asked.pk, by=admin, reason="no")
    assert unread_count(admin) == 1
