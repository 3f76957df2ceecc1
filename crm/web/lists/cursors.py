"""Where a page of a list begins: a key in the order of the list, written into an address."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import structlog
from bson.errors import InvalidId
from django.core.exceptions import BadRequest, ValidationError

# What reading a tampered cursor may raise, deep nesting and far-off dates included.
UNREADABLE = (ValueError, TypeError, RecursionError, OverflowError, ValidationError, InvalidId)
AFTER, BEFORE = "n", "p"

log = structlog.get_logger(__name__)


class BadCursor(BadRequest):
    """The page link is not one of ours; answered with 400."""

    def __init__(self) -> None:
        super().__init__("bad page cursor")
        # Somebody tampers or has an old link: nothing of ours is wrong.
        log.warning("bad page cursor")


@dataclass(frozen=True)
class Cursor:
    """A page is what follows the key in the order of its list or, `backwards`, comes before it."""

    key: tuple
    backwards: bool = False

    def __str__(self) -> str:
        """As `read_cursor` reads it."""
        values = [BEFORE if self.backwards else AFTER, *map(_written, self.key)]
        return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")

    def beyond(self, order: Mapping[str, int]) -> dict:
        """What lies on that side, as a match of stored rows; `order` as in a $sort, by the key."""
        beyond: list[dict] = []
        same: dict = {}
        for (name, direction), value in zip(order.items(), self.key, strict=True):
            side = "$lt" if self.backwards == (direction > 0) else "$gt"
            beyond.append(same | {name: {side: value}})
            same[name] = value
        return {"$or": beyond}


def read_cursor(text: str, *readers: Callable[[str], Any]) -> Cursor | None:
    """The cursor in an address, each value of its key read by one of `readers`.

    None for an empty text: the first page. Raises BadCursor for what is not ours.
    """
    if not text:
        return None
    try:
        side, *values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        pairs = zip(readers, values, strict=True)
        key = tuple(reader(_storable(value)) for reader, value in pairs)
    except UNREADABLE as error:
        raise BadCursor from error
    if side not in (AFTER, BEFORE) or None in key:
        raise BadCursor
    return Cursor(key, backwards=side == BEFORE)


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _storable(value: object) -> str:
    """The text, if it is one that can be stored; a half of a pair of surrogates can not."""
    if not isinstance(value, str):
        raise TypeError("a cursor holds texts")
    value.encode()
    return value
