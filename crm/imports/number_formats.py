"""How a cell of a workbook shows its number: as a day, a time, a share, or with zeros before it."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache, partial

from crm.imports.cells import SHORTENED_FROM, CellValue

EPOCH, EPOCH_OF_1904 = date(1899, 12, 30), date(1904, 1, 1)
# Number formats that Excel knows without saying how they look; dates may have a time beside them.
BUILTIN_DATES = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}
BUILTIN_TIMES = {*range(18, 22), *range(45, 48)}
BUILTIN_SHARES = {9, 10}
_NOT_A_PATTERN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DAY = re.compile(r"[dy]|^[m ]+$", re.IGNORECASE)
_TIME = re.compile(r"[hs]", re.IGNORECASE)
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_PARTS = re.compile(r'"(?P<text>[^"]*)"|\\(?P<sign>.)|(?P<zero>0)|(?P<bare>[-+/() :])|(?P<none>.)')
_UNSHOWN = re.compile(r"\[[^\]]*\]|_.|\*.")
# In `[$-421]` the sign only begins the name of a language, in `[$$-409]` the second one is shown.
_FOREIGN = re.compile(r"(?<!\[)\$|[€£¥]|\b(?:USD|EUR|SGD|MYR)\b")
# A digit that the format itself shows, as in `"+62"0`.
_DIGIT = re.compile("[1-9\0]")
DAY_IN_SECONDS = 86_400

NumberReader = Callable[[str], CellValue]


def number_reader(number: int, pattern: str, epoch: date) -> NumberReader | None:
    """What makes a cell of a stored number in this format; None where it is just a number."""
    bare = _NOT_A_PATTERN.sub("", pattern)
    if number in BUILTIN_DATES or _DAY.search(bare):
        return partial(_day, epoch)
    if number in BUILTIN_TIMES or _TIME.search(bare) or _ELAPSED.search(pattern):
        return _time
    if number in BUILTIN_SHARES or "%" in bare:
        return _share
    if sign := _FOREIGN.search(pattern):
        return partial(_foreign, sign[0])
    template = _template(pattern)
    shows_more = template.count("0") > 1 or _DIGIT.search(template)
    return partial(_padded, template) if shows_more else None


@lru_cache(maxsize=20_000)
def plain_number(text: str) -> Decimal:
    """The number as a sheet shows it: 15 digits, which drops the residue of binary fractions."""
    return Decimal(text) if text.isdigit() else Decimal(format(float(text), ".15g"))


@lru_cache(maxsize=4096)
def _day(epoch: date, text: str) -> date:
    return epoch + timedelta(days=int(float(text)))


def _time(text: str) -> str:
    minutes, seconds = divmod(round(float(text) * DAY_IN_SECONDS), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def _share(text: str) -> str:
    return f"{(plain_number(text) * 100).normalize():f}%"


def _foreign(sign: str, text: str) -> str:
    """As it is shown: what is no rupiah is no amount here."""
    return f"{sign} {plain_number(text):f}"


@lru_cache(maxsize=20_000)
def _padded(template: str, text: str) -> CellValue:
    """The digits in place of the zeros of `template`; a number that has no such form as it is."""
    number = plain_number(text)
    if not 0 <= number < SHORTENED_FROM or number != number.to_integral_value():
        return number
    places = template.count("0")
    digits = f"{number:f}".partition(".")[0].zfill(places)
    # What is too long for the zeros stands in the first of them.
    cut = len(digits) - places + 1
    parts = iter([digits[:cut], *digits[cut:]])
    return "".join(next(parts) if sign == "0" else sign for sign in template).replace("\0", "0")


def _template(pattern: str) -> str:
    """Zeros for the digits, between signs as they are; empty if the format has anything else."""
    positive = _UNSHOWN.sub("", pattern).partition(";")[0]
    parts = list(_PARTS.finditer(positive))
    if any(part["none"] for part in parts):
        return ""
    # A zero that is meant as a sign must not be taken for a digit's place.
    return "".join("0" if part["zero"] else _sign(part) for part in parts)


def _sign(part: re.Match) -> str:
    return (part["text"] or part["sign"] or part["bare"] or "").replace("0", "\0")
