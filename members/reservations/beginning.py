"""How a reservation begins, and begins to count; what its verbs share."""

from collections.abc import Callable
from typing import Any, ParamSpec

from bson import ObjectId
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from crm.audit.record import SYSTEM
from crm.notifications.send import notify
from crm.staff.accounts.hand_over import works_as_staff
from crm.staff.models import Product, User
from crm.staff.usage import refer_to
from members.conflicts.marks import MarkedRows, mark_rows
from members.models import Reservation, ReservationStatus
from members.reservations import last_deposits
from members.reservations.endings import archive
from members.reservations.errors import AlreadyReserved, NotApproved, NotStaff
from members.reservations.holders import active_of
from members.reservations.standings import runs_out_at_once
from members.rules.keys import customer_key

TRACKED = (
    "customer_id",
    "phone",
    "product_name",
    "staff_name",
    "status",
    "is_permanent",
    "extended_until",
)
Arguments = ParamSpec("Arguments")


def unless_taken(
    write: Callable[Arguments, Reservation], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Reservation:
    """Write a reservation; of two at once the unique index lets one in.

    The other one tries again, finds the first and raises AlreadyReserved with its holder's name.
    """
    try:
        return write(*args, **kwargs)
    except IntegrityError:
        return write(*args, **kwargs)


def new_reservation(
    staff: User, customer_id: str, product: Product, phone: str, *, by: User
) -> Reservation:
    """An unsaved pending reservation. Raises NotStaff, AlreadyReserved."""
    refuse_unless_staff(staff.pk)
    refer_to(staff, product)
    other = active_of(customer_key(customer_id), product.pk)
    if other:
        raise AlreadyReserved(other)
    return Reservation(
        customer_id=customer_id,
        # The last deposit is read by it before the row is saved.
        customer_key=customer_key(customer_id),
        phone=phone.strip(),
        product=product,
        product_name=product.name,
        staff=staff,
        staff_name=staff.name,
        status=ReservationStatus.PENDING,
        created_by_name=by.name,
    )


def refuse_unless_staff(staff_id: ObjectId) -> None:
    """Raise NotStaff for an admin or a deactivated account, also one of this moment (RS-2).

    In the transaction that gives the person a customer.
    """
    if not works_as_staff(staff_id):
        raise NotStaff


def let_it_count(reservation: Reservation, by: User | None) -> MarkedRows:
    """Save `reservation` as approved from now on, with all that follows (RS-5, RS-8, RS-11).

    Its last deposit is read, the archive's entries of the customer in the product are replaced,
    the customer's rows are marked. One whose last deposit is older than the grace starts anew, so
    that it does not end the same night.
    """
    reservation.status = ReservationStatus.APPROVED
    reservation.approved_at = timezone.now()
    reservation.approved_by_name = by.name if by else SYSTEM
    last_deposits.read_into(reservation)
    if runs_out_at_once(reservation):
        reservation.restarted_on = timezone.localdate()
    reservation.save()
    archive.replace_entries(reservation)
    return mark_rows(reservation, by=by)


def approved_reservation(pk: ObjectId) -> Reservation:
    """Raises NotApproved for one that waits or has ended meanwhile."""
    reservation = Reservation.objects.approved().filter(pk=pk).first()
    if reservation is None:
        raise NotApproved
    return reservation


def tell(
    people: list[ObjectId], reservation: Reservation, kind: str, sequence: int, **more: Any
) -> None:
    """Tell people of an event of a reservation, whose place in history is `sequence` (NO-2)."""
    notify(
        people,
        kind,
        reverse("members:reserved"),
        sequence,
        customer=reservation.customer_id,
        product=reservation.product_name,
        **more,
    )


def tell_owner(reservation: Reservation, kind: str, sequence: int, **more: Any) -> None:
    """Tell whoever the reservation is for."""
    tell([reservation.staff_id], reservation, kind, sequence, **more)
