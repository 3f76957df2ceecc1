"""JSON as it is written: exact numbers, no key twice with two values, nothing but JSON. Pure."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn

# Lists and objects hold the same again. A number with an exponent is a text: nobody means one.
JsonValue = str | Decimal | bool | None | list[Any] | dict[str, Any]


class KeyTwice(ValueError):
    """An object has a key twice, with two values."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    values = dict(pairs)
    if len(values) < len(pairs):
        for key, value in pairs:
            if values[key] != value:
                raise KeyTwice(key)
    return values


def _number(text: str) -> Decimal | str:
    return text if "e" in text or "E" in text else Decimal(text)


def _refuse(name: str) -> NoReturn:
    """`NaN` and `Infinity` are words of JavaScript."""
    raise ValueError(name)


_EXACT = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_number, parse_int=Decimal, parse_constant=_refuse
)
# Where a value ends, whatever is in it.
_NESTING = json.JSONDecoder(parse_float=str, parse_int=str)
# What these raise for a text that is no JSON, or is nested too deeply.
NOT_JSON = (ValueError, StopIteration, RecursionError)
# From a place on: the value that begins there, and where it ends. Both raise one of NOT_JSON.
# (Typeshed does not know the attribute; raw_decode() would add a call to each of a million rows.)
read_value: Callable[[str, int], tuple[JsonValue, int]] = vars(_EXACT)["scan_once"]
pass_value: Callable[[str, int], tuple[JsonValue, int]] = vars(_NESTING)["scan_once"]
