"""An admin reserves customers for a staff member at once: one (RS-2) or many (RS-6)."""

from collections.abc import Iterable

from django.db import IntegrityError

from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from crm.staff.models import Product, User
from crm.web.texts.visible import visible_text
from members.conflicts.marks import MarkedRows
from members.databases.pool import lock_product
from members.models import Reservation
from members.reservations.beginning import (
    TRACKED,
    let_it_count,
    new_reservation,
    tell_owner,
)
from members.rules.keys import customer_key


def add(
    *, by: User, staff: User, customer_id: str, product: Product, phone: str = ""
) -> Reservation:
    """An admin reserves a customer for a staff member at once (RS-2).

    Raises AlreadyReserved, NotStaff.
    """
    reservation, _marked = add_counting(
        by=by, staff=staff, customer_id=customer_id, product=product, phone=phone
    )
    return reservation


def add_counting(
    *, by: User, staff: User, customer_id: str, product: Product, phone: str = ""
) -> tuple[Reservation, MarkedRows]:
    """The same, and how many rows it marks and flags (RS-6, RS-8)."""
    place = by, staff, customer_id, product, phone
    try:
        return _add(*place)
    except IntegrityError:
        # Somebody was faster: now they are there to be named.
        return _add(*place)


def distinct_customers(lines: Iterable[str]) -> list[str]:
    """The customers of a list, one a line, blank and repeated ones left out (case 53)."""
    customers = filter(None, map(visible_text, lines))
    # From the end, so that of several spellings the first one stays.
    return list({customer_key(line): line for line in reversed([*customers])}.values())[::-1]


@transactional
def _add(
    by: User, staff: User, customer_id: str, product: Product, phone: str
) -> tuple[Reservation, MarkedRows]:
    lock_product(product.pk)
    reservation = new_reservation(staff, customer_id, product, phone, by=by)
    marked = let_it_count(reservation, by)
    place = note_event(reservation, "add", by=by, after=facts(reservation, TRACKED))
    tell_owner(reservation, "reservation-approved", place)
    return reservation, marked
