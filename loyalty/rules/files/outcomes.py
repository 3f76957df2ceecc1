"""What is told of a row: why it is not taken, or what of it could not be read (LI-10). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from crm.imports.cells import Reason, as_text
from crm.web.texts.filled import FilledText

LONGEST_SHOWN = 60
NO_TEXT = _("Here stands a list or an object, and no text.")

# What a field of a row holds: text, an exact number, a date, a truth value, nothing; a JSON file
# may also nest lists and objects, which no field is.
FieldValues = Mapping[str, Any]


class Remark(NamedTuple):
    """A field that is left out of a row that is kept: as it was written, and why."""

    field: str
    text: str
    reason: Reason


class Rejected(NamedTuple):
    """The row is not taken: which field is wrong, and why."""

    field: str
    reason: Reason


class Unreadable(ValueError):
    """What stands in a field is not what belongs there; `reason` in no language yet."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class KeyUnreadable(Exception):
    """A key field cannot be read: the whole row is rejected."""

    def __init__(self, rejected: Rejected) -> None:
        super().__init__(rejected)
        self.rejected = rejected


@dataclass(slots=True)
class FieldReader:
    """Reads the fields of one row one by one, and notes what cannot be read."""

    values: FieldValues
    remarks: list[Remark] = field(default_factory=list)

    def read(self, name: str, reading: Any, *context: Any) -> Any:
        """What `reading(value, *context)` makes of the field; None if it is absent or unreadable.

        A field that is unreadable gets a remark.
        """
        try:
            return reading(self.values[name], *context) if name in self.values else None
        except Unreadable as error:
            self.remark(name, error.reason)
            return None

    def key(self, name: str, reading: Any, *context: Any) -> Any:
        """The same for a key field. Raises KeyUnreadable, also where it is absent."""
        try:
            return reading(self.values.get(name), *context)
        except Unreadable as error:
            raise KeyUnreadable(Rejected(name, error.reason)) from error

    def remark(self, name: str, reason: Reason) -> None:
        """Note that the field is left out of the row."""
        self.remarks.append(Remark(name, shown(self.values.get(name)), reason))


def shown(value: Any) -> str:
    """A value as it is named in a reason, shortened."""
    return ("" if value is None else str(value))[:LONGEST_SHOWN]


def unreadable(text: Any, value: Any) -> Unreadable:
    """The error that names the value: `text` has a gap for it."""
    return Unreadable(FilledText(text, {"text": shown(value)}))


def text_of(value: Any) -> str:
    """A field as text, trimmed and without what nobody sees; empty for nothing.

    Raises Unreadable for a list or an object.
    """
    if isinstance(value, str) and value.isascii() and value.isprintable():
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, (list, dict)):
        raise Unreadable(NO_TEXT)
    return as_text(value)


def is_whole(value: Decimal) -> bool:
    """Whether a number has no decimals."""
    return value == value.to_integral_value()
