"""Who holds a customer, and how a reservation begins (RS-1 to RS-4, OM-3)."""

from collections.abc import Callable
from typing import Any

from bson import ObjectId
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.mongo.stored import first_stored
from crm.mongo.transaction import transactional
from crm.notifications.send import ask_admins, notify, settle
from crm.staff.models import Product, User
from crm.staff.usage import refer_to
from members.models import Reservation, ReservationStatus
from members.rules.keys import customer_key

TRACKED = ("customer_id", "phone", "product_name", "staff_name", "status")


class AlreadyReserved(Exception):
    """The customer has a pending or approved reservation in that product (RS-3)."""

    def __init__(self, reservation: Reservation) -> None:
        super().__init__(reservation.staff_name)
        self.reservation = reservation


class NotPending(Exception):
    """Only a pending reservation can be approved or rejected (RS-4)."""


class OwnRequest(PermissionDenied):
    """Nobody approves their own request: who asked as staff may have become an admin since."""


class NotStaff(Exception):
    """A reservation belongs to an active staff account (RS-2)."""


def holder_of(key: str, product_id: ObjectId) -> Reservation | None:
    """The approved reservation of a customer in a product; pending ones hold nothing (OM-3)."""
    # There is one at most, approved or not (RS-3).
    reservation = first_stored(Reservation, {"customer_key": key, "product_id": product_id})
    return None if reservation is None or reservation.is_pending else reservation


def holders_of(keys: set[str]) -> dict[tuple[str, ObjectId], Reservation]:
    """The approved reservations of these customers, by (customer key, product id)."""
    held = Reservation.objects.approved().filter(customer_key__in=keys)
    return {(row.customer_key, row.product_id): row for row in held}


def pending_count(limit: int | None = None) -> int:
    """How many reservations wait for an admin, counted up to `limit` (NO-4)."""
    return Reservation.objects.pending()[:limit].count()


def request(*, staff: User, customer_id: str, product: Product, phone: str) -> Reservation:
    """A staff member asks for a customer (RS-1). Writes a pending row, tells all admins.

    Raises AlreadyReserved, NotStaff.
    """
    return _unless_taken(_request, staff, customer_id, product, phone)


def add(
    *, by: User, staff: User, customer_id: str, product: Product, phone: str = ""
) -> Reservation:
    """An admin reserves a customer for a staff member at once (RS-2).

    Raises AlreadyReserved, NotStaff.
    """
    return _unless_taken(_add, by, staff, customer_id, product, phone)


@transactional
def approve(pk: ObjectId, *, by: User) -> Reservation:
    """Make a pending reservation count from now on and tell its owner.

    Raises NotPending, OwnRequest.
    """
    reservation = _pending(pk)
    if reservation.staff_id == by.pk:
        raise OwnRequest
    before = facts(reservation, TRACKED)
    _mark_approved(reservation, by)
    reservation.save()
    after = facts(reservation, TRACKED)
    place = note_event(reservation, "approve", by=by, before=before, after=after)
    settle(reservation.pk)
    _tell_owner(reservation, "reservation-approved", place)
    return reservation


@transactional
def reject(pk: ObjectId, *, by: User, reason: str) -> Reservation:
    """Remove a pending reservation, keep it in history, tell its owner why. Raises NotPending."""
    reservation = _pending(pk)
    before = facts(reservation, TRACKED)
    place = note_event(reservation, "reject", by=by, before=before, reason=reason)
    settle(reservation.pk)
    _tell_owner(reservation, "reservation-rejected", place, reason=reason)
    Reservation.objects.filter(pk=pk).delete()
    return reservation


def _unless_taken(write: Callable[..., Reservation], *args: Any) -> Reservation:
    """Write a reservation; of two at once the unique index lets one in.

    The other one tries again, finds the first and raises AlreadyReserved with its holder's name.
    """
    try:
        return write(*args)
    except IntegrityError:
        return write(*args)


@transactional
def _request(staff: User, customer_id: str, product: Product, phone: str) -> Reservation:
    reservation = _new(staff, customer_id, product, phone, by=staff)
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


@transactional
def _add(by: User, staff: User, customer_id: str, product: Product, phone: str) -> Reservation:
    reservation = _new(staff, customer_id, product, phone, by=by)
    _mark_approved(reservation, by)
    reservation.save()
    place = note_event(reservation, "add", by=by, after=facts(reservation, TRACKED))
    _tell_owner(reservation, "reservation-approved", place)
    return reservation


def _new(staff: User, customer_id: str, product: Product, phone: str, *, by: User) -> Reservation:
    if staff.is_admin or not staff.is_active:
        raise NotStaff
    refer_to(staff, product)
    other = Reservation.objects.of_customer(customer_key(customer_id), product.pk).first()
    if other:
        raise AlreadyReserved(other)
    return Reservation(
        customer_id=customer_id,
        phone=phone.strip(),
        product=product,
        product_name=product.name,
        staff=staff,
        staff_name=staff.name,
        status=ReservationStatus.PENDING,
        created_by_name=by.name,
    )


def _mark_approved(reservation: Reservation, by: User) -> None:
    reservation.status = ReservationStatus.APPROVED
    reservation.approved_at = timezone.now()
    reservation.approved_by_name = by.name


def _pending(pk: ObjectId) -> Reservation:
    """One that was rejected meanwhile is gone."""
    reservation = Reservation.objects.pending().filter(pk=pk).first()
    if reservation is None:
        raise NotPending
    return reservation


def _tell_owner(reservation: Reservation, kind: str, sequence: int, **more: Any) -> None:
    notify(
        [reservation.staff_id],
        kind,
        reverse("members:reserved"),
        sequence,
        customer=reservation.customer_id,
        product=reservation.product_name,
        **more,
    )
