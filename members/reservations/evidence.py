"""What an admin sees before deciding (RS-4): who else wants the customer, who has deposits."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId

from crm.staff.models import User
from members.models import Reservation


class CustomerDeposits(NamedTuple):
    """What a customer deposited with a staff member in a product; rupiah, counted ones alone."""

    customer_key: str
    staff_name: str
    product_id: ObjectId
    product_name: str
    records: int
    total: Decimal
    last_on: date


# Given who decides and the keys of customers: their deposits with everybody, as the ledger above
# has them; none for whom it is closed.
DepositsReader = Callable[[User, Collection[str]], list[CustomerDeposits]]


@dataclass(frozen=True)
class Evidence:
    """Both sides of the question: other reservations of the customer, and all their deposits."""

    others: list[Reservation]
    deposits: list[CustomerDeposits]
    # Nobody calls or writes to the customer.
    is_listed: bool = False


_readers: list[DepositsReader] = []


def register(reader: DepositsReader) -> None:
    """Let whoever decides see what `reader` says."""
    _readers.append(reader)


def evidence_about(
    reservations: Collection[Reservation], listed: Collection[ObjectId], user: User
) -> dict[ObjectId, Evidence]:
    """The evidence for each of these reservations, as far as `user` may see it (RO-5).

    Two commands for all. `listed` are those of customers who must not be contacted
    (listed_among()).
    """
    keys = {reservation.customer_key for reservation in reservations}
    if not keys:
        return {}
    deposits = _by_customer([row for reader in _readers for row in reader(user, keys)])
    others = _by_customer(Reservation.objects.filter(customer_key__in=keys).order_by("created_at"))
    return {
        each.pk: Evidence(
            is_listed=each.pk in listed,
            others=[other for other in others[each.customer_key] if other.pk != each.pk],
            deposits=sorted(deposits[each.customer_key], key=_by_nearness(each)),
        )
        for each in reservations
    }


def _by_customer(rows: Collection) -> dict[str, list]:
    groups = defaultdict(list)
    for row in rows:
        groups[row.customer_key].append(row)
    return groups


def _by_nearness(reservation: Reservation) -> Callable[[CustomerDeposits], tuple]:
    """Those in its product first, then the latest."""
    return lambda row: (row.product_id != reservation.product_id, -row.last_on.toordinal())
