"""What people see of a file that somebody else has sent: no cell that is masked (DB-10).

And of the rows that were not taken, in their language why.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence

from crm.imports.stored_rejects import BEFORE_CELLS, in_words, written
from crm.staff.models import User
from members.models import MemberImport
from members.rules.columns import MASK, hidden_columns


def hidden_places(wanted: MemberImport, user: User) -> frozenset[int]:
    """The columns of a file whose cells `user` gets masked: none for whoever has sent it."""
    if wanted.serializable_value("by") == user.pk:
        return frozenset()
    return hidden_columns(wanted.headings, wanted.kind, is_admin=user.is_admin)


def masked_cells(cells: Sequence[str], width: int, hidden: frozenset[int]) -> list[str]:
    """The cells of a row of a file with `width` headings. Of a row that is damaged or too wide
    nobody knows which cell is which."""
    if hidden and (len(cells) > width or len(cells) == 1 < width):
        return [MASK if cell else "" for cell in cells]
    return [MASK if cell and place in hidden else cell for place, cell in enumerate(cells)]


def as_told(
    content: Iterable[bytes], width: int, hidden: frozenset[int], language: str
) -> Iterator[bytes]:
    """A stored file of rows that were not taken as somebody gets it: the reasons in their
    language, and what is hidden from them masked."""
    records = in_words(content, language)
    if not hidden:
        yield from (record.encode() for record in records)
        return
    rows = csv.reader(records)
    yield written(next(rows, [])).encode()
    for row in rows:
        cells = masked_cells(row[BEFORE_CELLS:], width, hidden)
        yield written([*row[:BEFORE_CELLS], *cells]).encode()
