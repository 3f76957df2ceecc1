"""The rows of a JSON file one by one, so that damage in one never reaches the next (LI-9, LI-18).

JSON's own nesting tells rows apart, and a text in it may hold anything. Where the nesting breaks,
the next row begins where an object opens with the first key of the first row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext

from crm.imports.cells import Reason
from crm.imports.json.judging import (
    CUT_OFF,
    INVALID,
    LONGEST_ROW,
    NOT_CLOSED,
    JudgedText,
    judged,
)
from crm.imports.json.opening import JsonForm, JsonStart, json_start
from crm.imports.json.repairs import Repair
from crm.imports.json.values import NOT_JSON, JsonValue, pass_value, read_value
from crm.imports.json.window import TextWindow, as_bytes
from crm.imports.text import UnreadableFile

# So much of the file is at hand that a row which does not end within is too long.
AHEAD = 2 * LONGEST_ROW
# What holds no row for so long is no list of rows.
MOST_WITHOUT_ROW = 1 << 24
_SEPARATORS = " \t\r\n,"
_BETWEEN = re.compile(r"[ \t\r\n,]*+")
# A second list in the object around the first.
_ANOTHER_LIST = re.compile(r'\]\s*+,\s*+"[^"]{0,200}+"\s*+:\s*+\[')


class JsonRow(NamedTuple):
    """A row: its values, or the reason why it is none; what was repaired, and its bytes."""

    number: int
    values: dict[str, JsonValue] | None
    repairs: tuple[Repair, ...]
    original: bytes
    reason: Reason | None


@dataclass(frozen=True)
class JsonFile:
    """A JSON file that holds rows; `start` says how, and where the first one begins."""

    path: Path
    start: JsonStart

    def rows(self) -> Iterator[JsonRow]:
        """Each row with its number, from 1 on, in little memory however long the file is.

        Raises UnreadableFile, also in the middle.
        """
        try:
            with self.path.open("rb") as file:
                file.seek(self.start.offset)
                yield from _RowTexts(TextWindow(file, AHEAD), self.start).rows()
        except OSError as error:
            raise UnreadableFile(error.strerror or str(error)) from error


def open_json(path: Path) -> JsonFile:
    """How the rows of the file are to be read. Raises UnreadableFile in one line."""
    return JsonFile(path, json_start(path))


class _RowTexts:
    """Takes rows out of a window of text; `place` is where the next one is looked for."""

    def __init__(self, window: TextWindow, start: JsonStart) -> None:
        self.window, self.form = window, start.form
        self.opening, self.closing = start.opening, start.closing
        self.behind_a_row = start.behind_a_row
        self.opening_behind_another = start.opening_behind_another
        self.place = 0
        self.is_closed = start.form == JsonForm.LINES

    def rows(self) -> Iterator[JsonRow]:
        """The rows; nearly all of nearly all files are JSON that ends where it ends."""
        window, numbers, behind_a_row = self.window, count(1), self.behind_a_row.match
        text, place = window.moved(0), 0
        while True:
            if len(text) - place <= AHEAD and not window.at_end:
                text, place = window.moved(place), 0
            place = _end_of(_BETWEEN, text, place)
            if place == len(text):
                if window.at_end:
                    break
                continue
            try:
                values, end = read_value(text, place)
            except NOT_JSON:
                values, end = None, place
            if type(values) is dict and behind_a_row(text, end):
                original = as_bytes(text[place:end])
                if len(original) <= LONGEST_ROW and window.is_all_utf_8(place, end):
                    yield JsonRow(next(numbers), values, (), original, None)
                    place = end
                    continue
            self.place = place
            for original, outcome in self._with_care():
                yield JsonRow(next(numbers), *outcome[:2], original, outcome.reason)
            text, place = window.text, self.place
        if not self.is_closed:
            yield JsonRow(next(numbers), None, (), b"", NOT_CLOSED)

    def _with_care(self) -> Iterator[tuple[bytes, JudgedText]]:
        """The row at the place, whatever is the matter with it; none behind the last one."""
        text, place = self.window.text, self.place
        if self._is_the_end(text, place):
            self.is_closed, self.place = True, len(text)
            return
        end = self._end_of_row(text, place)
        if end is not None:
            self.place = end
            yield _judged(text[place:end])
        elif self.window.at_end:
            self.place = len(text)
            yield self._last(text[place:])
        else:
            yield _judged(text[place : place + 2 * LONGEST_ROW])
            self._pass_to_next_row()

    def _is_the_end(self, text: str, place: int) -> bool:
        if not text.startswith("]", place) or self.is_closed:
            return False
        if self.form == JsonForm.OBJECT and _ANOTHER_LIST.match(text, place):
            raise UnreadableFile(gettext("the file holds more than one list"))
        return self.window.at_end and self.closing.fullmatch(text, place) is not None

    def _end_of_row(self, text: str, place: int) -> int | None:
        """Where the row ends, or the next one begins; None if neither is in the window."""
        opening = self.opening
        try:
            end = pass_value(text, place)[1]
            # A bracket too many must not make one list of all rows behind it.
            is_alone = text.startswith("{", place) or not opening.search(text, place, end)
            if is_alone and self.behind_a_row.match(text, end):
                return end
        except RecursionError:
            opening = self.opening_behind_another
        except NOT_JSON:
            pass
        following = opening.search(text, place + 1)
        return following.start() if following else None

    def _last(self, text: str) -> tuple[bytes, JudgedText]:
        """What the file ends with, less what closes the list; cut off if nothing does."""
        closing = self.closing.search(text)
        row = text[: closing.start()] if closing else text
        original, outcome = _judged(row)
        is_open = not row.endswith("}") if self.form == JsonForm.LINES else not closing
        self.is_closed = True
        if is_open and not text.startswith("]") and outcome.reason is INVALID:
            outcome = JudgedText(None, reason=CUT_OFF)
        return original, outcome

    def _pass_to_next_row(self) -> None:
        """Go on where the next row opens. Raises UnreadableFile if it does nowhere near."""
        passed = 0
        while not self.window.at_end:
            passed += len(self.window.text)
            if passed > MOST_WITHOUT_ROW:
                raise UnreadableFile(gettext("this is no list of rows: nothing ends the last one"))
            text = self.window.moved(len(self.window.text) - LONGEST_OPENING)
            if following := self.opening.search(text):
                self.place = following.start()
                return
        self.place, self.is_closed = len(self.window.text), True


def _judged(text: str) -> tuple[bytes, JudgedText]:
    original = as_bytes(text.rstrip(_SEPARATORS))
    return original[:LONGEST_ROW], judged(original)


def _end_of(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match else place


# A key of 200 characters, written as escapes, and the blanks around it.
LONGEST_OPENING = 2048
