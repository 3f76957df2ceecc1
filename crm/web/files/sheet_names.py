"""Names of sheets that every spreadsheet program opens (BO-10). Pure."""

import re
from collections.abc import Iterable
from itertools import chain, count

from crm.web.texts.visible import visible_text

FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")
# As Excel counts: in units of UTF-16.
LONGEST = 31
# Excel keeps it for itself.
RESERVED = "history"


def sheet_names(titles: Iterable[str]) -> list[str]:
    """A name for each sheet: not too long, nothing forbidden in it, no two the same."""
    taken = {RESERVED}
    return [_free(_allowed(title), taken) for title in titles]


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered if it is taken; taken from now on. Capitals make no other name."""
    ends = chain([""], (f" ({number})" for number in count(2)))
    names = (_cut(name, end) for end in ends)
    free = next(each for each in names if each.casefold() not in taken)
    taken.add(free.casefold())
    return free


def _allowed(title: str) -> str:
    return FORBIDDEN.sub("-", visible_text(title)).strip().strip("'") or "-"


def _cut(name: str, end: str) -> str:
    units = name.encode("utf-16-le")[: 2 * (LONGEST - len(end))]
    return units.decode("utf-16-le", errors="ignore").strip().strip("'") + end
