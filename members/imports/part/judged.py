"""What is true of the rows of a part: who is there already, reserved, not to be contacted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bson import ObjectId

from members.imports.existing import Destination, ExistingRows
from members.imports.file.rows import UploadedRow
from members.imports.known import KnownCustomers
from members.rules.duplicates import Scope, skipped_for


class ReadRow(NamedTuple):
    """A row of the file, and whether an earlier one is about the same."""

    row: UploadedRow
    in_file: Scope | None


class JudgedRow(NamedTuple):
    """A row and all that is true of it: the first is its outcome, and a row of none is new."""

    row: UploadedRow
    scopes: tuple[Scope, ...]


@dataclass(frozen=True, kw_only=True)
class LoadTarget:
    """Where the rows go, and what is done with those of which something is true, by its scope."""

    database_id: ObjectId
    product_id: ObjectId
    import_id: ObjectId
    choices: Mapping[str, str]

    @property
    def destination(self) -> Destination:
        return Destination(self.database_id, self.product_id, self.import_id)

    def skips(self, row: JudgedRow) -> Scope | None:
        """Why the row is left out, if it is."""
        return skipped_for(row.scopes, self.choices) if row.scopes else None


def duplicates_in(destination: Destination, rows: Sequence[ReadRow]) -> list[JudgedRow]:
    """Which of the rows are about somebody who is there already. In this transaction."""
    existing = ExistingRows(destination, [row for row, _in_file in rows])
    scopes = (existing.scope_of(row, in_file) for row, in_file in rows)
    pairs = zip(rows, scopes, strict=True)
    return [JudgedRow(read.row, (scope,) if scope else ()) for read, scope in pairs]


def with_known(judged: JudgedRow, customers: KnownCustomers) -> JudgedRow:
    """The same with what else is known of its customer."""
    more = customers.scopes_of(judged.row)
    return JudgedRow(judged.row, judged.scopes + more) if more else judged
