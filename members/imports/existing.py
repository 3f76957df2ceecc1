"""Which rows of a file are about customers or phones that other rows have already."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from members.imports.file.rows import UploadedRow
from members.models import MemberDatabase, MemberRow
from members.rules.duplicates import Scope, SeenTexts
from members.rules.terms import id_term, phone_term

BY_CUSTOMER = (Scope.IN_DATABASE, Scope.IN_PRODUCT, Scope.ANYWHERE)
BY_PHONE = (Scope.PHONE_IN_DATABASE, Scope.PHONE_IN_PRODUCT, Scope.PHONE_ANYWHERE)
COMPARED_COLUMNS = ("customer_key", "phone", "database_id", "product_id", "import_id")
FARTHEST = len(BY_CUSTOMER)


class Destination(NamedTuple):
    """Where an upload goes: how near another row is to it. No database yet: None."""

    database_id: ObjectId | None
    product_id: ObjectId
    # Its own rows are no duplicates.
    import_id: ObjectId | None


class FileScopes:
    """Says of each row in the order of the file whether an earlier one is about the same."""

    def __init__(self, rows: int) -> None:
        self.seen = SeenTexts(2 * rows)

    def add(self, row: UploadedRow) -> Scope | None:
        """The row's scope within its file."""
        customer = bool(row.customer_key) and self.seen.add(row.terms[0])
        phone = bool(row.phone) and self.seen.add(row.phone)
        if customer:
            return Scope.IN_FILE
        return Scope.PHONE_IN_FILE if phone else None


class ExistingRows:
    """Who is there already, of the customers and phones of some rows. In this transaction."""

    def __init__(self, destination: Destination, rows: Sequence[UploadedRow]) -> None:
        self.destination = destination
        self.nearest: dict[str, int] = {}
        terms = {term for row in rows for term in row.own_terms}
        for other in _rows_with(terms):
            self._note(other)

    def scope_of(self, row: UploadedRow, in_file: Scope | None) -> Scope | None:
        """The first scope in which the row is a duplicate; None for a new one."""
        if in_file == Scope.IN_FILE:
            return in_file
        by_customer = self._distance(row.terms[0]) if row.customer_key else FARTHEST
        if by_customer < FARTHEST:
            return BY_CUSTOMER[by_customer]
        if in_file or not row.phone:
            return in_file
        by_phone = self._distance(row.terms[-1])
        return BY_PHONE[by_phone] if by_phone < FARTHEST else None

    def _distance(self, term: str) -> int:
        return self.nearest.get(term, FARTHEST)

    def _note(self, other: dict[str, Any]) -> None:
        if other["import_id"] == self.destination.import_id:
            return
        distance = self._distance_of(other)
        keys = [id_term(other["customer_key"])] if other["customer_key"] else []
        phones = [phone_term(other["phone"])] if other["phone"] else []
        for term in [*keys, *phones]:
            self.nearest[term] = min(distance, self._distance(term))

    def _distance_of(self, other: dict[str, Any]) -> int:
        if other["database_id"] == self.destination.database_id:
            return 0
        return 1 if other["product_id"] == self.destination.product_id else 2


def _rows_with(terms: Iterable[str]) -> Iterable[dict[str, Any]]:
    """Rows that name one of these, but for those of deleted databases."""
    session = current_session()
    deleted = collection(MemberDatabase).find({"is_deleted": True}, ("_id",), session=session)
    gone = {row["_id"] for row in deleted}
    rows = collection(MemberRow).find(
        {"terms": {"$in": list(terms)}}, COMPARED_COLUMNS, session=session
    )
    return (row for row in rows if row["database_id"] not in gone)
