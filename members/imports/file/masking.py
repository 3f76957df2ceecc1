"""What people see of a file that somebody else has sent: no cell that is masked (DB-10)."""

import csv
import io
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator, Sequence

from crm.staff.models import User
from members.models import MemberImport
from members.rules.columns import MASK, hidden_columns

# Row, field and reason stand before the cells in a file of rows that were not taken.
BEFORE_CELLS = 3


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


def without_hidden(content: Iterable[bytes], width: int, hidden: frozenset[int]) -> Iterator[bytes]:
    """A file of rows that were not taken, masked row by row."""
    rows = csv.reader(_lines(content))
    yield _written(next(rows, []))
    for row in rows:
        cells = masked_cells(row[BEFORE_CELLS:], width, hidden)
        yield _written([*row[:BEFORE_CELLS], *cells])


def _written(row: Sequence[str]) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(row)
    return line.getvalue().encode()


def _lines(content: Iterable[bytes]) -> Iterator[str]:
    decoder, rest = getincrementaldecoder("utf-8")(), ""
    for part in content:
        *lines, rest = (rest + decoder.decode(part)).split("\n")
        yield from (f"{line}\n" for line in lines)
    if rest:
        yield rest
