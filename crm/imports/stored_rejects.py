"""A stored file of rows that were not taken as somebody gets it: the reasons in their language."""

import csv
import io
import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from crm.imports.reasons import reason_in_words
from crm.web.files.exports import harmless

# Row, field and reason stand before the cells.
BEFORE_CELLS = 3
_BEGINNING = re.compile(r"""(?P<row>\d+,[^,"]*,)(?P<code>"(?:[^"]|"")*"|[^,\r\n]*)""")


def in_words(content: Iterable[bytes], language: str) -> Iterator[str]:
    """The rows, each with its line ending: reasons in a language, every other cell as it is,
    however long. The first is that of the headings."""

    def said(beginning: re.Match[str]) -> str:
        [code] = next(csv.reader([beginning["code"]]), None) or [""]
        words = harmless(reason_in_words(code, language))
        return beginning["row"] + written([words]).rstrip("\r\n")

    records = _records(_lines(content))
    yield from islice(records, 1)
    for record in records:
        yield _BEGINNING.sub(said, record, count=1)


def written(row: Sequence[str]) -> str:
    """The row as the file has it, with its line ending."""
    line = io.StringIO(newline="")
    csv.writer(line).writerow(row)
    return line.getvalue()


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


def _lines(content: Iterable[bytes]) -> Iterator[str]:
    decoder, rest = getincrementaldecoder("utf-8")(), ""
    for part in content:
        *lines, rest = (rest + decoder.decode(part)).split("\n")
        yield from (f"{line}\n" for line in lines)
    if rest:
        yield rest
