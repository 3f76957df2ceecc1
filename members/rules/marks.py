"""Which reservation covers a row of a database, and when that is a conflict (RS-8). Pure."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from members.rules.terms import id_term


@dataclass(frozen=True, kw_only=True)
class Holding:
    """An approved reservation, as far as it concerns the rows of its product."""

    reservation_id: Any
    staff_id: Any
    staff_name: str
    customer_id: str
    customer_key: str
    since: datetime | None


def holding_that_covers(
    terms: Collection[str],
    holdings: Iterable[Holding],
    *,
    customer_key: str,
    staff_id: Hashable | None,
    common: Collection[str] = (),
) -> Holding | None:
    """The one whose customer stands in any cell of a row; None if there is none.

    A row may name several customers; those whose keys are `common` texts it names as its own alone.
    What conflicts with `staff_id`, who has the row, counts
    before what does not; the row's own customer before others; then the oldest.
    """
    covering = [
        holding
        for holding in holdings
        if id_term(holding.customer_key) in terms
        and (holding.customer_key == customer_key or holding.customer_key not in common)
    ]
    return min(
        covering,
        key=lambda holding: (
            holding.staff_id == staff_id,
            holding.customer_key != customer_key,
            holding.since is not None and holding.since.timestamp(),
            holding.customer_key,
        ),
        default=None,
    )


def is_conflict(reserved_for_id: Hashable | None, staff_id: Hashable | None) -> bool:
    """Whether a row in the hands of `staff_id` is reserved for a colleague (RS-8, RS-10)."""
    return reserved_for_id is not None and reserved_for_id != staff_id
