"""All places that store customer keys, brought under today's rule (G-5)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from bson import ObjectId

from bonuses.models import CustomerCheck
from crm.audit.models import Event
from crm.mongo.rows import collection
from crm.mongo.transaction import transactional
from crm.staff.models import Product, User
from members.models import ConflictEvent, DoNotContact, MemberRow, PastReservation, Reservation
from members.moved_keys.holders import OTHER_THAN_ASCII, KeyRule, move_holders
from members.moved_keys.pages import move_pages
from members.moved_keys.past import move_archive, move_conflicts, move_entries
from members.moved_keys.rows import move_reservation, move_rows
from members.rules.keys import customer_key
from omset.locks import lock_staff
from omset.models import OmsetRecord
from omset.reconciliation.moved_keys import (
    SUBJECT_TYPE,
    MovedCustomers,
    move_deposits,
    staff_to_visit,
)
from omset.reconciliation.reservations import settle_last_deposits

# All that stores a customer as typed, with their key.
NAMED_IN = (
    OmsetRecord,
    CustomerCheck,
    Reservation,
    PastReservation,
    MemberRow,
    ConflictEvent,
    DoNotContact,
)


@dataclass
class Moves:
    """What was moved, or would be. Customers stand with all their spellings."""

    deposits: int = 0
    reservations: int = 0
    claims: int = 0
    past_reservations: int = 0
    rows: int = 0
    conflicts: int = 0
    do_not_contact: int = 0
    pages: int = 0
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

    Writes pages, which are told by what the others still say, then reservations with the rows that
    they cover, all else of members, claims, and deposits, staff member by staff member. May be
    killed and run again, and beside the product at work.
    """
    moves = Moves()
    owners = _owners()
    moves.pages = move_pages(NAMED_IN, key_of, dry_run=dry_run)
    _move_members(moves, key_of, dry_run)
    moves.claims, left = move_holders(CustomerCheck, key_of, dry_run=dry_run)
    moves.left += [_left("claim", held.customer_id, held.product_name) for held in left]
    for staff_id in staff_to_visit():
        _add(moves, move_deposits(staff_id, key_of, dry_run=dry_run))
    if not dry_run:
        for staff_id in owners:
            _settle_reservations(staff_id)
    return moves


def earlier_moves() -> Moves:
    """What all runs so far have told apart, as history kept it."""
    moves = Moves()
    events = Event.objects.filter(subject_type=SUBJECT_TYPE).order_by("at", "sequence", "pk")
    _add(moves, (_as_kept(event) for event in events))
    return moves


def _move_members(moves: Moves, key_of: KeyRule, dry_run: bool) -> None:
    moves.reservations, left = move_holders(
        Reservation, key_of, dry_run=dry_run, move=lambda held: move_reservation(held, key_of)
    )
    moves.left += [_left("reservation", held.customer_id, held.product_name) for held in left]
    moves.rows = move_rows(key_of, dry_run=dry_run)
    moves.past_reservations = move_archive(key_of, dry_run=dry_run)
    moves.conflicts = move_conflicts(key_of, dry_run=dry_run)
    moves.do_not_contact, entries = move_entries(key_of, dry_run=dry_run)
    moves.left += [_left("do-not-contact", entry.customer_id, "") for entry in entries]


def _left(what: str, customer: str, product: str) -> dict:
    return {"what": what, "customer": customer, "product": product}


def _owners() -> list[ObjectId]:
    """Who has customers reserved whom the rule could concern."""
    # In a database that is being upgraded they bear no last deposit yet: members.0014 begins it.
    bearing = {"last_deposit_on": {"$exists": True}}
    return sorted(collection(Reservation).distinct("staff_id", OTHER_THAN_ASCII | bearing))


@transactional
def _settle_reservations(staff_id: ObjectId) -> None:
    """Which deposit was the last of a reservation follows from both keys (RS-19)."""
    lock_staff(staff_id)
    settle_last_deposits(staff_id)


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
