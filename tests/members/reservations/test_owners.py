"""Who gets a reservation, one or many, and to whom it goes (RS-3, RS-6, RS-14; cases 44, 53)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from bonuses.claims import checks
from bonuses.models import CustomerCheck
from members import reservations
from members.models import Extension, MemberRow, Reservation
from members.reservations import extensions, moving
from members.reservations.additions import distinct_customers
from members.reservations.endings.expiry import expire
from members.reservations.errors import AlreadyReserved, NotApproved, NotStaff, OwnRequest
from members.reservations.standings import standing_of
from tests.make import make_admin, make_deposit, make_staff
from tests.members.reservations.life import days_ago, held, inbox, today
from tests.members.rows import make_row, plain_database

pytestmark = pytest.mark.django_db


def test_RS_3_of_32_admins_at_once_one_reserves_and_31_are_told_who(admin, product):
    people = [make_staff() for _ in range(32)]

    def attempt(person):
        try:
            return held(person, product, by=admin).staff_name
        except AlreadyReserved as taken:
            return f"lost to {taken.reservation.staff_name}"
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(attempt, people))
    winner = Reservation.objects.get().staff_name
    assert sorted(outcomes) == sorted([winner] + [f"lost to {winner}"] * 31)


def test_53_blank_and_repeated_lines_are_left_out():
    assert distinct_customers(["x", "X", "", " ", " Y ", "y."]) == ["x", "Y"]


def test_53_each_is_added_once_and_the_held_one_names_its_holder(
    owner, stranger, admin, product, client_of
):
    held(stranger, product, "y", by=admin)
    make_row(plain_database(product), "x", staff=stranger)
    form = {"staff": owner.pk, "product": product.pk, "customers": "x\nX\n\ny"}
    answer = client_of(admin).post("/members/reserved/many/", form)
    outcomes = answer.context["outcomes"]
    assert [outcome.label for outcome in outcomes.done] == ["x"]
    assert [outcome.label for outcome in outcomes.refused] == ["y"]
    assert "stranger" in outcomes.refused[0].text
    assert answer.context["processed"] == 2
    assert answer.context["conflicts"] == 1


def test_44_a_move_changes_marks_and_claims_and_tells_both(owner, stranger, admin, product):
    database = plain_database(product)
    of_owner = make_row(database, "x", staff=owner)
    of_stranger = make_row(database, "x", staff=stranger)
    reservation = held(owner, product, by=admin)
    claim = checks.submit(staff=owner, customer_id="x", product=product)
    assert MemberRow.objects.get(pk=of_stranger.pk).is_conflict
    moving.move(reservation.pk, stranger, by=admin)
    assert MemberRow.objects.get(pk=of_owner.pk).is_conflict
    assert not MemberRow.objects.get(pk=of_stranger.pk).is_conflict
    assert CustomerCheck.objects.get(pk=claim.pk).staff_id == stranger.pk
    assert "reservation-moved-away" in inbox(owner)
    assert "reservation-moved-to" in inbox(stranger)


def test_RS_14_the_new_owner_has_a_full_grace_and_their_own_last_deposit(
    owner, stranger, admin, product
):
    reservation = held(owner, product, by=admin, days=60)
    make_deposit(owner, product, "x", str(days_ago(29)))
    moved = moving.move(reservation.pk, stranger, by=admin)
    assert moved.last_deposit_on is None
    assert standing_of(moved).remaining == 30


def test_RS_14_to_whom_nothing_goes(owner, admin, product):
    reservation = held(owner, product, by=admin)
    with pytest.raises(moving.SameOwner):
        moving.move(reservation.pk, owner, by=admin)
    for person in (make_admin(), make_staff(is_active=False)):
        with pytest.raises(NotStaff):
            moving.move(reservation.pk, person, by=admin)
    waiting = reservations.request(staff=owner, customer_id="y", product=product, phone="0812345")
    with pytest.raises(NotApproved):
        moving.move(waiting.pk, make_staff(), by=admin)


def test_of_two_moves_and_a_release_at_once_history_tells_all(owner, admin, product):
    reservation, others = held(owner, product, by=admin), [make_staff(), make_staff()]

    def move(person):
        try:
            moving.move(reservation.pk, person, by=admin)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(move, others))
    notices = [kind for person in others for kind in inbox(person)]
    assert notices.count("reservation-moved-to") == 2
    assert notices.count("reservation-moved-away") == 1


# One extension


@pytest.fixture
def soon(owner, admin, product):
    return held(owner, product, by=admin, days=25)


def test_an_extension_is_asked_for_once_with_a_reason(soon, owner, admin):
    extensions.ask_extension(soon.pk, by=owner, reason="on holiday")
    assert inbox(admin)[0] == "extension-requested"
    with pytest.raises(extensions.NotExtendable):
        extensions.ask_extension(soon.pk, by=owner, reason="again")


def test_nobody_asks_for_a_colleague(soon, stranger):
    with pytest.raises(Reservation.DoesNotExist):
        extensions.ask_extension(soon.pk, by=stranger, reason="mine")


def test_a_granted_one_ends_as_many_days_later(soon, owner, admin):
    before = standing_of(soon).ends_on
    extensions.ask_extension(soon.pk, by=owner, reason="on holiday")
    granted = extensions.grant_extension(soon.pk, by=admin)
    assert (standing_of(granted).ends_on - before).days == 14
    assert inbox(owner)[0] == "extension-granted"
    assert expire(before).ended == []
    with pytest.raises(extensions.NotAskedFor):
        extensions.grant_extension(soon.pk, by=admin)


def test_a_refused_one_ends_when_it_would_have(soon, owner, admin):
    before = standing_of(soon).ends_on
    extensions.ask_extension(soon.pk, by=owner, reason="on holiday")
    refused = extensions.refuse_extension(soon.pk, by=admin, reason="no")
    assert refused.extension == Extension.REFUSED
    assert standing_of(refused).ends_on == before
    assert inbox(owner)[0] == "extension-refused"


def test_nobody_extends_their_own(soon, owner):
    extensions.ask_extension(soon.pk, by=owner, reason="on holiday")
    owner.role = "admin"
    owner.save()
    with pytest.raises(OwnRequest):
        extensions.grant_extension(soon.pk, by=owner)
    assert Reservation.objects.get().extended_until is None
    assert standing_of(soon).ends_on > today()
