"""One function ends a reservation, whatever the cause (RS-16, RS-20), and what comes back."""

import pytest

from bonuses.claims import checks
from bonuses.models import CustomerCheck
from crm.audit.models import Event
from crm.staff.accounts import people
from members import reservations
from members.models import ArchiveState, EndCause, MemberRow, PastReservation, Reservation
from members.reservations.endings import archive, leavers, restoring
from members.reservations.endings.ending import release
from members.reservations.endings.expiry import expire
from members.reservations.errors import AlreadyReserved, NotApproved, NotStaff
from omset.ledger import approval
from tests.make import make_deposit, make_master, make_product
from tests.members.reservations.life import aged, days_ago, held, inbox, listed, owner_of, today
from tests.members.rows import make_row, plain_database

pytestmark = pytest.mark.django_db


def by_release(reservation, admin):
    release(reservation.pk, by=admin, reason="theirs no more")


def by_expiry(reservation, _admin):
    aged(reservation, 31)
    expire(today())


def by_leaving(reservation, admin):
    leavers.release_of_leaver(reservation.pk, by=admin, reason="left")


WAYS = [by_release, by_expiry, by_leaving]


@pytest.mark.parametrize("way", WAYS)
def test_RS_20_every_way_to_end_leaves_the_same_behind(way, owner, stranger, admin, product):
    flagged = make_row(plain_database(product), "x", staff=stranger)
    free = make_row(plain_database(product), "x")
    reservation = held(owner, product, by=admin)
    claim = checks.submit(staff=owner, customer_id="x", product=product)
    way(reservation, admin)
    assert Reservation.objects.count() == 0
    assert MemberRow.objects.get(pk=flagged.pk).reservation_id is None
    assert MemberRow.objects.get(pk=free.pk).status == "available"
    assert CustomerCheck.objects.get(pk=claim.pk).status == "withdrawn"
    assert len(listed()) == 1
    assert Event.objects.about(reservation).last().verb in ("release", "expire")


def test_RS_16_a_release_tells_the_owner_why(owner, admin, product):
    release(held(owner, product, by=admin).pk, by=admin, reason="theirs no more")
    assert inbox(owner)[0] == "reservation-released"
    assert listed() == [("x", "owner", "released")]


def test_RS_16_only_what_counts_is_released_and_once(owner, admin, product):
    requested_one = reservations.request(
        staff=owner, customer_id="x", product=product, phone="0812345678"
    )
    with pytest.raises(NotApproved):
        release(requested_one.pk, by=admin, reason="no")
    reservation = held(owner, product, "y", by=admin)
    release(reservation.pk, by=admin, reason="no")
    with pytest.raises(NotApproved):
        release(reservation.pk, by=admin, reason="again")
    assert len(listed()) == 1


def test_51_a_request_that_never_counted_can_not_be_restored(owner, admin, product):
    reservation = reservations.request(
        staff=owner, customer_id="x", product=product, phone="0812345678"
    )
    reservations.reject(reservation.pk, by=admin, reason="no")
    past = PastReservation.objects.get()
    assert past.state == ArchiveState.NEVER_COUNTED
    with pytest.raises(archive.NotInArchive):
        restoring.restore(past.pk, by=admin)
    make_deposit(owner, product, "x", str(today()))
    assert Reservation.objects.count() == 0


def test_RS_16_of_one_customer_staff_and_product_the_newest_is_listed(owner, admin, product):
    for reason in ("first", "second"):
        release(held(owner, product, by=admin).pk, by=admin, reason=reason)
    assert [past.reason for past in PastReservation.objects.listed()] == ["second"]
    assert PastReservation.objects.count() == 2


def test_RS_5_a_mere_request_takes_nothing_from_the_archive(owner, stranger, admin, product):
    release(held(owner, product, by=admin).pk, by=admin, reason="no")
    reservation = reservations.request(
        staff=stranger, customer_id="X", product=product, phone="0812345678"
    )
    assert len(listed()) == 1
    reservations.approve(reservation.pk, by=admin)
    assert listed() == []


def test_RS_5_nor_does_the_same_customer_in_another_product(owner, stranger, admin, product):
    release(held(owner, product, by=admin).pk, by=admin, reason="no")
    held(stranger, make_product(), by=admin)
    assert len(listed()) == 1


def test_52_a_restored_one_survives_the_next_run(owner, admin, product):
    make_deposit(owner, product, "x", str(days_ago(40)))
    aged(held(owner, product, by=admin), 60)
    Reservation.objects.update(restarted_on=None)
    assert len(expire(today()).ended) == 1
    restored = restoring.restore(PastReservation.objects.listed().get().pk, by=admin)
    assert expire(today()).ended == []
    assert owner_of("x", product) == owner.pk
    assert restored.last_deposit_on == days_ago(40)
    assert listed() == []
    assert inbox(owner)[0] == "reservation-restored"


def test_RS_13_a_restored_one_flags_the_rows_of_others_again(owner, stranger, admin, product):
    row = make_row(plain_database(product), "x", staff=stranger)
    release(held(owner, product, by=admin).pk, by=admin, reason="no")
    restored = restoring.restore(PastReservation.objects.listed().get().pk, by=admin)
    assert MemberRow.objects.get(pk=row.pk).reservation_id == restored.pk


def test_RS_22_nothing_is_restored_over_somebody_else(owner, stranger, admin, product):
    release(held(owner, product, by=admin).pk, by=admin, reason="no")
    past = PastReservation.objects.listed().get()
    reservations.request(staff=stranger, customer_id="x", product=product, phone="0812345678")
    with pytest.raises(AlreadyReserved) as refused:
        restoring.restore(past.pk, by=admin)
    assert refused.value.reservation.staff_name == "stranger"


def test_RS_22_nor_for_somebody_who_left(owner, admin, product):
    release(held(owner, product, by=admin).pk, by=admin, reason="no")
    people.deactivate(owner.pk, by=make_master())
    with pytest.raises(NotStaff):
        restoring.restore(PastReservation.objects.listed().get().pk, by=admin)


def test_RS_21_what_is_removed_from_the_archive_comes_back_by_nothing(owner, admin, product):
    release(held(owner, product, by=admin).pk, by=admin, reason="no")
    past = PastReservation.objects.listed().get()
    archive.remove(past.pk, by=admin)
    with pytest.raises(archive.NotInArchive):
        restoring.restore(past.pk, by=admin)
    make_deposit(owner, product, "x", str(today()))
    assert owner_of("x", product) is None
    assert PastReservation.objects.get().state == ArchiveState.REMOVED


# Case 50


@pytest.fixture
def expired(owner, admin, product):
    """A's x in P has run out."""
    aged(held(owner, product, by=admin), 31)
    expire(today())
    assert listed() == [("x", "owner", EndCause.NO_DEPOSIT)]
    return owner


def test_50_a_deposit_of_the_same_staff_brings_it_back(expired, product):
    record = make_deposit(expired, product, "X", str(today()))
    restored = Reservation.objects.get()
    assert record.status == "approved"
    assert restored.status == "approved"
    assert restored.staff_id == expired.pk
    assert restored.created_by_name == "system"
    assert not restored.is_permanent
    assert restored.last_deposit_on == today()
    assert listed() == []
    assert inbox(expired)[0] == "reservation-restored"


def test_50_not_if_somebody_else_holds_the_customer(expired, stranger, admin, product):
    kept = held(stranger, product, by=admin)
    record = make_deposit(expired, product, "x", str(today()))
    assert record.status == "pending"
    assert Reservation.objects.get().pk == kept.pk


def test_50_nor_if_somebody_else_has_asked(expired, stranger, product):
    reservations.request(staff=stranger, customer_id="x", product=product, phone="0812345678")
    make_deposit(expired, product, "x", str(today()))
    assert owner_of("x", product) == stranger.pk


def test_50_a_deposit_of_somebody_else_or_in_another_product_restores_nothing(
    expired, stranger, product
):
    make_deposit(stranger, product, "x", str(today()))
    make_deposit(expired, make_product(), "x", str(today()))
    assert Reservation.objects.count() == 0


def test_RS_24_a_deposit_older_than_the_grace_restores_nothing(expired, product):
    make_deposit(expired, product, "x", str(days_ago(30)))
    assert Reservation.objects.count() == 0
    make_deposit(expired, product, "x", str(days_ago(29)))
    assert Reservation.objects.count() == 1


def test_RS_24_a_pending_deposit_restores_nothing_until_it_counts(
    expired, stranger, admin, product
):
    other = held(stranger, product, by=admin)
    record = make_deposit(expired, product, "x", str(today()))
    release(other.pk, by=admin, reason="no")
    assert Reservation.objects.count() == 0
    # Released by an admin, the archive has one of each of the two: only the depositor's returns.
    PastReservation.objects.filter(staff=expired).update(state=ArchiveState.LISTED)
    approval.approve(record.pk, by=admin)
    assert owner_of("x", product) == expired.pk


def test_RO_12_a_leavers_rows_and_requests_go_back(owner, admin, product):
    row = make_row(plain_database(product), "y", staff=owner)
    reservation = held(owner, product, by=admin)
    assert leavers.in_hand_of(owner.pk).rows == 1
    leavers.return_rows_of(owner, by=admin, reason="left")
    assert MemberRow.objects.get(pk=row.pk).status == "available"
    leavers.release_of_leaver(reservation.pk, by=admin, reason="left")
    assert leavers.count_in_hand(owner.pk) == 0
