"""Who holds a customer (OM-3)."""

from bson import ObjectId

from crm.mongo.stored import first_stored
from members.models import Reservation


def holder_of(key: str, product_id: ObjectId) -> Reservation | None:
    """The approved reservation of a customer in a product; pending ones hold nothing (OM-3)."""
    reservation = active_of(key, product_id)
    return None if reservation is None or reservation.is_pending else reservation


def active_of(key: str, product_id: ObjectId) -> Reservation | None:
    """The pending or approved reservation of a customer in a product: one at most (RS-3)."""
    return first_stored(Reservation, {"customer_key": key, "product_id": product_id})


def holders_of(keys: set[str]) -> dict[tuple[str, ObjectId], Reservation]:
    """The approved reservations of these customers, by (customer key, product id)."""
    held = Reservation.objects.approved().filter(customer_key__in=keys)
    return {(row.customer_key, row.product_id): row for row in held}


def pending_count(limit: int | None = None) -> int:
    """How many reservations wait for an admin, counted up to `limit` (NO-4)."""
    return Reservation.objects.pending()[:limit].count()
