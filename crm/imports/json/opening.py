"""Where in a JSON file the rows begin, and by what the next one is known (LI-1, LI-9, LI-18)."""

import re
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext

from crm.imports.json.judging import LONGEST_ROW
from crm.imports.json.values import NOT_JSON, pass_value
from crm.imports.json.window import BYTES_AS_THEY_ARE, as_bytes
from crm.imports.text import BYTE_ORDER_MARKS, UnreadableFile

# Of this much of the file it is found out.
HEAD = 4 * LONGEST_ROW
MOST_BYTES_OF_A_SIGN = 4
_MARK = b"\xef\xbb\xbf"
_BLANKS = re.compile(r"\s*+")
_MEMBER = r'"((?:[^"\\\n]|\\.){0,200}+)"\s*+:'
_KEY = re.compile(rf"\s*+{_MEMBER}\s*+")
_LIST_OF_ROWS = re.compile(r"\[\s*+[{\]]")
_FIRST_ROW = re.compile(rf"\{{\s*+{_MEMBER}")
# What may stand behind the rows: members of the object around the list, which hold no list.
_MEMBERS = r"(?:,[^\[\]{}]*+)?\}?\s*+"


class JsonForm(StrEnum):
    """How the rows stand in the file."""

    LIST = "JSON array"
    OBJECT = "JSON object with one array"
    LINES = "JSON lines"


class JsonStart(NamedTuple):
    """The form of the file, the byte at which its first row begins, and the first key of it."""

    form: JsonForm
    offset: int
    first_key: str

    @property
    def opening(self) -> re.Pattern[str]:
        """What the next row begins with where the nesting is broken."""
        row = self._row
        return re.compile(rf"{row}|(?<=\n)[ \t]*+\{{" if self.form == JsonForm.LINES else row)

    @property
    def opening_behind_another(self) -> re.Pattern[str]:
        """The same for a row that is nested so deeply that rows may seem to begin within it."""
        return re.compile(rf"(?<=\}})[\s,]*+{self._row}")

    @property
    def behind_a_row(self) -> re.Pattern[str]:
        """What stands behind a whole row. Members of an object do not: they were its own.

        The first key without its brace begins the next row.
        """
        if self.form == JsonForm.LINES:
            return re.compile(r"[ \t\r]*+(?:\n|\Z|,?[ \t\r\n]*+\{)")
        next_row = rf'"{re.escape(self.first_key)}"\s*+:|(?!{_MEMBER})'
        return re.compile(rf"\s*+(?:[{{\]]|\Z|,[\s,]*+(?:{next_row}))")

    @property
    def closing(self) -> re.Pattern[str]:
        """What stands behind the last row, to the end of the file."""
        if self.form == JsonForm.LINES:
            return re.compile(r"\s*+\Z")
        members = _MEMBERS if self.form == JsonForm.OBJECT else r"\s*+"
        return re.compile(rf"\]\s*+{members}\Z")

    @property
    def _row(self) -> str:
        return rf'\{{\s*+"{re.escape(self.first_key)}"\s*+:'


def is_json(path: Path) -> bool:
    """Whether the first thing in the file opens a list or an object, in whatever encoding.

    Raises UnreadableFile if it cannot be opened.
    """
    start = _first_bytes(path, LONGEST_ROW)
    for mark in (*BYTE_ORDER_MARKS, _MARK):
        start = start.removeprefix(mark)
    return start.replace(b"\0", b"").lstrip().startswith((b"[", b"{"))


def json_start(path: Path) -> JsonStart:
    """Where the rows begin. Raises UnreadableFile in one line."""
    head = _head(path)
    form, place = _form(head, _blanks_end(head, 0))
    first = _FIRST_ROW.match(head, place)
    if not first:
        raise UnreadableFile(gettext("the file holds no rows: the first object has no key"))
    _check_first_row(head, place, JsonStart(form, 0, first[1]))
    return JsonStart(form, _offset(path, head, place), first[1])


def _head(path: Path) -> str:
    start = _first_bytes(path, HEAD)
    if start.startswith(BYTE_ORDER_MARKS) or b"\0" in start[:4]:
        raise UnreadableFile(gettext("the text is UTF-16: save it as UTF-8"))
    return start.removeprefix(_MARK).decode("utf-8", BYTES_AS_THEY_ARE)


def _first_bytes(path: Path, count: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(count)
    except OSError as error:
        raise UnreadableFile(error.strerror or str(error)) from error


def _offset(path: Path, head: str, place: int) -> int:
    with path.open("rb") as file:
        mark = len(_MARK) if file.read(len(_MARK)) == _MARK else 0
    return mark + len(as_bytes(head[:place]))


def _form(head: str, place: int) -> tuple[JsonForm, int]:
    """How the rows stand in the file, and where the first one begins."""
    if head.startswith("[", place):
        return JsonForm.LIST, _first_row(head, place)
    start = _list_within(head, place)
    if start is None:
        return JsonForm.LINES, place
    return JsonForm.OBJECT, _first_row(head, start)


def _first_row(head: str, place: int) -> int:
    """Where the first object of the list begins that opens here."""
    first = _blanks_end(head, place + 1)
    if head.startswith("]", first):
        raise UnreadableFile(gettext("the list is empty"))
    if not head.startswith("{", first):
        raise UnreadableFile(gettext("the file holds a list, but not of rows"))
    return first


def _list_within(head: str, place: int) -> int | None:
    """Where a list of objects opens that is a member of the object here; None without one."""
    place += 1
    while member := _KEY.match(head, place):
        if _LIST_OF_ROWS.match(head, member.end()):
            return member.end()
        try:
            _value, end = pass_value(head, member.end())
        except NOT_JSON:
            return None
        place = _blanks_end(head, end)
        if not head.startswith(",", place):
            return None
        place += 1
    return None


def _check_first_row(head: str, place: int, start: JsonStart) -> None:
    """Raise UnreadableFile if no row ends here: a bomb must not be searched to its end."""
    opening = start.opening
    try:
        pass_value(head, place)
        return
    except RecursionError:
        opening = start.opening_behind_another
    except NOT_JSON:
        pass
    is_whole = len(head) < HEAD // MOST_BYTES_OF_A_SIGN
    if not is_whole and not opening.search(head, place + 1):
        raise UnreadableFile(gettext("the first row has no end: this is no list of rows"))


def _blanks_end(text: str, place: int) -> int:
    match = _BLANKS.match(text, place)
    return match.end() if match else place
