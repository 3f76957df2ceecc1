"""Reading dates the way people write them, in forms and in files. Pure.

The year first or the day first, never the month first: `2026-11-29`, `29/11/2026`, `29.11.26`,
`29 November 2026`, `29-Nop-26`, each with a time behind it if there is one, which is left out.
"""

import re
from datetime import date

from babel import Locale
from django.utils.translation import gettext_lazy as _

from crm.web.texts.filled import FilledText
from crm.web.texts.visible import in_ordinary_signs
from omset.rules.amounts import Unreadable

_TIME = r"(?:(?:,? |t)\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?: ?[ap]m)?(?: wib)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([/.-])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_NAMED = re.compile(rf"(\d{{1,2}})([ /.-])([a-z]{{3,}})\.?\2(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_OTHER_SPELLINGS = {
    "peb": 2,
    "pebruari": 2,
    "agt": 8,
    "ags": 8,
    "agust": 8,
    "sept": 9,
    "nop": 11,
    "nopember": 11,
}
# A file of today may be about last year; `26/11/09` is no deposit of 2009.
YEARS_IN_TWO_DIGITS = 10
LONGEST = 60
EITHER_FIRST = _(
    "“%(text)s” can be read in two ways, because other rows have the month first: "
    "write the year first, as in 2026-01-31."
)


def read_date(text: str, *, today: date) -> date:
    """The day that the text means. Raises Unreadable, with the reason. `today` is Jakarta's."""
    text = in_ordinary_signs(text)
    folded = text.casefold()
    if len(text) > LONGEST:
        raise _no_date(text)
    if match := _YEAR_FIRST.fullmatch(folded):
        return _date(text, match[1], int(match[3]), match[4], today)
    if match := _DAY_FIRST.fullmatch(folded):
        _refuse_month_first(text, match)
        return _date(text, match[4], int(match[3]), match[1], today)
    if match := _NAMED.fullmatch(folded):
        return _date(text, match[4], MONTHS.get(match[3], 0), match[1], today)
    raise _no_date(text)


def has_month_first(text: str) -> bool:
    """Whether the text is a day written with the month first, and can be nothing else."""
    match = (
        _DAY_FIRST.fullmatch(in_ordinary_signs(text).casefold()) if len(text) <= LONGEST else None
    )
    return match is not None and _is_month_first(match)


def refuse_if_either_first(text: str) -> None:
    """Raise Unreadable for `03/04/2026`, which can be March or April where both orders are used."""
    match = (
        _DAY_FIRST.fullmatch(in_ordinary_signs(text).casefold()) if len(text) <= LONGEST else None
    )
    if match and is_either_first(int(match[1]), int(match[3])):
        raise Unreadable(FilledText(EITHER_FIRST, {"text": text}))


def is_either_first(day: int, month: int) -> bool:
    """Whether another day comes of reading the one for the other."""
    return day != month and day <= 12


def _is_month_first(match: re.Match[str]) -> bool:
    return int(match[3]) > 12 >= int(match[1]) > 0


def _refuse_month_first(text: str, match: re.Match) -> None:
    if _is_month_first(match):
        reason = _("“%(text)s” has the month first: write the day first, as in 31/01/2026.")
        raise Unreadable(FilledText(reason, {"text": text}))


def _date(text: str, year: str, month: int, day: str, today: date) -> date:
    if len(year) == 2 and 2000 + int(year) < today.year - YEARS_IN_TWO_DIGITS:
        reason = _("“%(text)s” can be read in two ways: write the year with four digits.")
        raise Unreadable(FilledText(reason, {"text": text}))
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, int(day))
    except ValueError as error:
        raise _no_date(text) from error


def _no_date(text: str) -> Unreadable:
    reason = _("“%(text)s” is not a date: write 2026-01-31, 31/01/2026 or 31 January 2026.")
    return Unreadable(FilledText(reason, {"text": text}))


def _months() -> dict[str, int]:
    """The number of each month by its English and Indonesian names, long and short."""
    names = {
        name.casefold().rstrip("."): month
        for language in ("en", "id")
        for width in ("wide", "abbreviated")
        for month, name in Locale(language).months["format"][width].items()
    }
    return names | _OTHER_SPELLINGS


MONTHS = _months()
