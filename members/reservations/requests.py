"""A staff member asks for a customer, an admin decides (RS-1, RS-4)."""

from bson import ObjectId
from django.urls import reverse

from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from crm.notifications.send import ask_admins, settle
from crm.staff.models import Product, User
from members.databases.pool import lock_product
from members.models import EndCause, Reservation
from members.open_requests import refuse_too_many_open
from members.reservations.beginning import (
    TRACKED,
    let_it_count,
    new_reservation,
    refuse_unless_staff,
    tell_owner,
    unless_taken,
)
from members.reservations.endings.ending import end
from members.reservations.errors import NotPending, OwnRequest


def request(*, staff: User, customer_id: str, product: Product, phone: str) -> Reservation:
    """A staff member asks for a customer (RS-1). Writes a pending row, tells all admins.

    Raises AlreadyReserved, NotStaff, TooManyOpen.
    """
    return unless_taken(_request, staff, customer_id, product, phone)


@transactional
def approve(pk: ObjectId, *, by: User) -> Reservation:
    """Make a pending reservation count from now on and tell its owner.

    Raises NotPending, OwnRequest, NotStaff for who has left or become an admin since.
    """
    reservation = _pending(pk)
    if reservation.staff_id == by.pk:
        raise OwnRequest
    lock_product(reservation.product_id)
    refuse_unless_staff(reservation.staff_id)
    before = facts(reservation, TRACKED)
    let_it_count(reservation, by)
    after = facts(reservation, TRACKED)
    place = note_event(reservation, "approve", by=by, before=before, after=after)
    settle(reservation.pk)
    tell_owner(reservation, "reservation-approved", place)
    return reservation


@transactional
def reject(pk: ObjectId, *, by: User, reason: str) -> Reservation:
    """Remove a pending reservation, keep it in history, tell its owner why. Raises NotPending."""
    reservation = _pending(pk)
    end(reservation, EndCause.REJECTED, by=by, reason=reason)
    return reservation


@transactional
def _request(staff: User, customer_id: str, product: Product, phone: str) -> Reservation:
    reservation = new_reservation(staff, customer_id, product, phone, by=staff)
    refuse_too_many_open(staff.pk)
    reservation.save()
    place = note_event(reservation, "request", by=staff, after=facts(reservation, TRACKED))
    ask_admins(
        reservation.pk,
        "reservation-requested",
        reverse("members:reserved"),
        place,
        staff=staff.name,
        customer=reservation.customer_id,
        product=product.name,
    )
    return reservation


def _pending(pk: ObjectId) -> Reservation:
    """One that was rejected meanwhile is gone."""
    reservation = Reservation.objects.pending().filter(pk=pk).first()
    if reservation is None:
        raise NotPending
    return reservation
