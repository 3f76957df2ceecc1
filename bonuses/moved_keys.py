"""All places that store customer keys, brought under today's rule (G-5)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from bson import ObjectId

from bonuses.models import CustomerCheck
from crm.audit.models import Event
from crm.staff.models import Product, User
from members.models import Reservation
from members.moved_keys import CustomerHolder, KeyRule, move_holders
from members.rules.keys import customer_key
from omset.reconciliation.moved_keys import (
    SUBJECT_TYPE,
    MovedCustomers,
    move_deposits,
    staff_to_visit,
)

# What holds a customer, by what people call a row of it.
HOLDERS = {"reservation": Reservation, "claim": CustomerCheck}


@dataclass
class Moves:
    """What was moved, or would be. Customers stand with all their spellings."""

    deposits: int = 0
    reservations: int = 0
    claims: int = 0
    # Who shared a key and does no more, and who shares one now: staff, product, customers.
    separated: list[dict] = field(default_factory=list)
    joined: list[dict] = field(default_factory=list)
    # What keeps its old key, for another one has the right one: what, customer, product.
    left: list[dict] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        return not any(asdict(self).values())


def move_keys(key_of: KeyRule = customer_key, *, dry_run: bool = False) -> Moves:
    """Give every stored customer the key of `key_of`, with the recount of what that touches.

    Writes reservations and claims, then deposits, staff member by staff member. May be killed and
    run again, and beside the product at work.
    """
    moves = Moves()
    moves.reservations = _move_holders(moves, "reservation", key_of, dry_run)
    moves.claims = _move_holders(moves, "claim", key_of, dry_run)
    for staff_id in staff_to_visit():
        _add(moves, move_deposits(staff_id, key_of, dry_run=dry_run))
    return moves


def earlier_moves() -> Moves:
    """What all runs so far have told apart, as history kept it."""
    moves = Moves()
    events = Event.objects.filter(subject_type=SUBJECT_TYPE).order_by("at", "sequence", "pk")
    _add(moves, (_as_kept(event) for event in events))
    return moves


def _move_holders(moves: Moves, what: str, key_of: KeyRule, dry_run: bool) -> int:
    count, left = move_holders(HOLDERS[what], key_of, dry_run=dry_run)
    moves.left += [_left(what, held) for held in left]
    return count


def _left(what: str, held: CustomerHolder) -> dict:
    return {"what": what, "customer": held.customer_id, "product": held.product_name}


def _add(moves: Moves, regrouped: Iterable[MovedCustomers]) -> None:
    people = dict(User.objects.values_list("pk", "username"))
    products = dict(Product.objects.values_list("pk", "name"))
    for row in regrouped:
        where = {"staff": people[row.staff_id], "product": products[row.product_id]}
        moves.deposits += row.deposits
        moves.separated += [where | {"customers": group} for group in row.separated]
        moves.joined += [where | {"customers": group} for group in row.joined]


def _as_kept(event: Event) -> MovedCustomers:
    return MovedCustomers(
        staff_id=event.subject,
        product_id=ObjectId(event.after["product"]),
        deposits=event.after["deposits"],
        separated=event.after["separated"],
        joined=event.after["joined"],
    )
