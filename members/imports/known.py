"""What is known of the customers of rows: who has them reserved, who is not to be contacted."""

from collections.abc import Sequence

from bson import ObjectId

from members.conflicts.marks import holdings_of
from members.customers.exclusions import listed_customers
from members.imports.rows import UploadedRow
from members.rules.marks import Holding, holding_that_covers
from members.rules.terms import customer_keys_in, id_term


class KnownCustomers:
    """The reservations of a product, and the list over all of them, as far as rows name them."""

    def __init__(self, product_id: ObjectId, rows: Sequence[UploadedRow]) -> None:
        keys = {key for row in rows for key in customer_keys_in(row.terms)}
        holdings = holdings_of(product_id, keys)
        self.by_term = {id_term(holding.customer_key): holding for holding in holdings}
        self.listed = listed_customers(keys, {row.phone for row in rows if row.phone})

    def holding_of(self, row: UploadedRow) -> Holding | None:
        """The reservation that covers the row, whichever of its cells it names (RS-11)."""
        if not self.by_term:
            return None
        own = [self.by_term[term] for term in row.terms if term in self.by_term]
        return holding_that_covers(row.terms, own, customer_key=row.customer_key, staff_id=None)

    def is_listed(self, row: UploadedRow) -> bool:
        """Whether the row's customer must not be contacted."""
        return bool(self.listed) and self.listed.covers(row.terms, row.phone)
