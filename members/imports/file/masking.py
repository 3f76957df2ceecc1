"""What people see of a file that somebody else has sent: no cell that is masked (DB-10).

And of the rows that were not taken, in their language why.
"""

import csv
import io
import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from crm.imports.reasons import reason_in_words
from crm.staff.models import User
from crm.web.files.exports import harmless
from members.models import MemberImport
from members.rules.columns import MASK, hidden_columns

# Row, field and reason stand before the cells in a file of rows that were not taken.
BEFORE_CELLS = 3
_BEGINNING = re.compile(r"""(?P<row>\d+,[^,"]*,)(?P<code>"(?:[^"]|"")*"|[^,\r\n]*)""")


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
    records = _with_words(_records(_lines(content)), language)
    if not hidden:
        yield from (record.encode() for record in records)
        return
    rows = csv.reader(records)
    yield _written(next(rows, []))
    for row in rows:
        cells = masked_cells(row[BEFORE_CELLS:], width, hidden)
        yield _written([*row[:BEFORE_CELLS], *cells])


def _with_words(records: Iterator[str], language: str) -> Iterator[str]:
    """The rows with their reasons in a language, every other cell as it is, however long."""

    def said(beginning: re.Match[str]) -> str:
        [code] = next(csv.reader([beginning["code"]]), None) or [""]
        words = harmless(reason_in_words(code, language))
        return beginning["row"] + _written([words]).decode().rstrip("\r\n")

    yield from islice(records, 1)
    for record in records:
        yield _BEGINNING.sub(said, record, count=1)


def _records(lines: Iterable[str]) -> Iterator[str]:
    """The lines that are one row together: those within quotation marks."""
    record, is_open = "", False
    for line in lines:
        record += line
        is_open ^= line.count('"') % 2 == 1
        if not is_open:
            yield record
            record = ""
    if record:
        yield record


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
