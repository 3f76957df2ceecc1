"""What is known of the customers of rows: who has them reserved, who is not to be contacted."""

from collections.abc import Iterable, Mapping, Sequence

from bson import ObjectId

from members.conflicts.marks import holding_of, holdings_of
from members.customers.exclusions import (
    NOBODY,
    is_anybody_listed,
    listed_customers,
    phones_of,
)
from members.customers.forgotten_names import anybody_is_forgotten, forgotten_customers
from members.databases.common import common_keys
from members.imports.file.rows import UploadedRow
from members.models import Reservation
from members.rules.duplicates import Scope
from members.rules.marks import Holding, holding_that_covers
from members.rules.terms import customer_keys_in, id_term

# So many of one product are kept in memory while a file is loaded; of more only those in question.
MOST_HELD = 20_000
NEVER = -1
ByTerm = Mapping[str, Holding]


class ProductHoldings:
    """The approved reservations of a product, read again only after something has changed them."""

    def __init__(self, product_id: ObjectId) -> None:
        self.product_id = product_id
        self.all: ByTerm | None = None
        self.event = self.committed = NEVER

    def at(self, event: int) -> ByTerm | None:
        """All of them by the customer's term, in the transaction of this event of the product.

        None where they are too many. Each part of an upload is one such event; `keep` says that
        it was committed: what another attempt has read may be of before somebody else's event.
        """
        if event != self.committed + 1:
            self.all = self._read()
        self.event, self.committed = event, NEVER
        return self.all

    def keep(self) -> None:
        """The transaction of the last event was committed."""
        self.committed = self.event

    def _read(self) -> ByTerm | None:
        approved = Reservation.objects.approved().filter(product_id=self.product_id)
        held = list(approved[: MOST_HELD + 1])
        return _by_term(map(holding_of, held)) if len(held) <= MOST_HELD else None


class KnownCustomers:
    """The reservations of a product, and the list over all of them, as far as rows name them."""

    def __init__(
        self, product_id: ObjectId, rows: Sequence[UploadedRow], held: ByTerm | None = None
    ) -> None:
        self.common, self.judged = frozenset[str](), set[str]()
        self.by_term = _by_term(holdings_of(product_id, _keys(rows))) if held is None else held
        self.listed = NOBODY
        if is_anybody_listed():
            self.listed = listed_customers(_keys(rows), phones_of(row.terms for row in rows))

    def holding_of(self, row: UploadedRow) -> Holding | None:
        """The reservation that covers the row, whichever of its cells it names (RS-11)."""
        if self.by_term.keys().isdisjoint(row.terms):
            return None
        own = [self.by_term[term] for term in row.terms if term in self.by_term]
        return holding_that_covers(
            row.terms,
            own,
            customer_key=row.customer_key,
            staff_id=None,
            common=self._common(row, own),
        )

    def scopes_of(self, row: UploadedRow) -> tuple[Scope, ...]:
        """What is known of the row's customer, in the order of scopes."""
        listed = (Scope.DO_NOT_CONTACT,) if self.is_listed(row) else ()
        return (*listed, Scope.RESERVED) if self.holding_of(row) else listed

    def is_listed(self, row: UploadedRow) -> bool:
        """Whether the row's customer must not be contacted."""
        return bool(self.listed) and self.listed.covers(row.terms, row.phone, row.customer_key)

    def _common(self, row: UploadedRow, holdings: Sequence[Holding]) -> frozenset[str]:
        """Which of the reserved customers that the row names in other cells are common texts."""
        others = {each.customer_key for each in holdings} - {row.customer_key}
        for key in others - self.judged:
            self.common |= common_keys([key])
        self.judged |= others
        return self.common


def forgotten_numbers(rows: Sequence[UploadedRow]) -> frozenset[int]:
    """The numbers of the rows that name somebody who was forgotten lately: none of them comes back
    out of a stored file. In a transaction: as of this moment."""
    if not anybody_is_forgotten():
        return frozenset()
    forgotten = forgotten_customers(_keys(rows), phones_of(row.terms for row in rows))
    return frozenset(
        row.number
        for row in rows
        if forgotten and forgotten.covers(row.terms, row.phone, row.customer_key)
    )


def _keys(rows: Sequence[UploadedRow]) -> set[str]:
    return {key for row in rows for key in customer_keys_in(row.terms)}


def _by_term(holdings: Iterable[Holding]) -> ByTerm:
    return {id_term(holding.customer_key): holding for holding in holdings}
