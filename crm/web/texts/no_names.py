"""What a text says that is the name of nobody and nothing. Pure.

Forms and files share this rule: what a spreadsheet shows for an error, an empty cell, a truth
value, a sum or a shortened number would make one customer of many people, and an export that
holds one could not be told from a file that went wrong.
"""

import re
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.web.texts.filled import FilledText
from crm.web.texts.visible import visible_text

# Stands in a cell whose formula no program has worked out yet.
NO_RESULT = "#FORMULA!"
# What is longer is refused for that; it would fill the memory of `_why_no_name`.
LONGEST_NAME = 1000
LINE_BREAK = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_ERROR = re.compile(r"#(N/A|[A-Z][A-Z0-9/_]*[!?]|GETTING_DATA|#+)|Err:\d+")
_EMPTY_CELLS = {"#", "-", "--", "–", "—", "?", "n/a", "nan", "none", "null", "(blank)", "(kosong)"}
_TRUTH = {"TRUE", "True", "true", "FALSE", "False", "false", "BENAR", "SALAH"}
# Of the words without any sign, these alone are in doubt; nearly all customers are such words.
_WORDS = {
    *("nan", "none", "null", "true", "false", "benar", "salah", "total", "jumlah"),
    *("grandtotal", "subtotal", "grandjumlah", "subjumlah"),
}
# Programs in Java leave out the plus; without decimals too it may be a name.
_SHORTENED = re.compile(r"[+-]?\d(?:(?:[.,]\d+)?E[+-]|[.,]\d+E)\d{1,3}", re.IGNORECASE)
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Mei|Jun|Jul|Aug|Agu|Agt|Sep|Oct|Okt|Nov|Dec|Des)"
_DATE = re.compile(
    r"(?:(?:19|20)\d{2}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))"
    r"(?:[ T]\d{1,2}[:.]\d{2}.*)?"
    rf"|\d{{1,2}}[- ]{_MONTH}[a-z]*[- ]\d{{2,4}}"
)
# Hours, and what Excel makes of `1-5` and `mar26`.
_TIME = re.compile(
    rf"\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?: [AP]M)?|\d{{1,2}}-{_MONTH}|{_MONTH}-\d{{2}}"
)
_SUM = re.compile(
    r"(?:(?:grand|sub)[ -]?)?(?:total|jumlah)(?:[ :=].*)?|.* (?:grand |sub[ -]?)?total"
)


def why_no_name(text: str) -> str | None:
    """Why this text is the name of nobody and nothing, in the language of the moment; None if it
    may be one, or is empty."""
    reason = no_name_reason(text)
    return str(reason) if reason else None


def no_name_reason(text: str) -> FilledText | None:
    """The same in no language yet."""
    if text.isascii() and text.isalnum() and text.lower() not in _WORDS:
        # As most are, of which an import has millions.
        return None
    reason = _why_no_name(text) if len(text) <= LONGEST_NAME else None
    return FilledText(reason, {"text": visible_text(text)}) if reason else None


def why_error(text: str) -> str | None:
    """Why this text says nothing but what went wrong in a spreadsheet, in the language of the
    moment; None otherwise."""
    reason = error_reason(text)
    return str(reason) if reason else None


def error_reason(text: str) -> FilledText | None:
    """The same in no language yet."""
    reason = _why_error(text)
    return FilledText(reason, {"text": text.strip()}) if reason else None


def _why_error(text: str) -> Promise | None:
    text = text.strip()
    if text[:1] not in ("#", "E"):
        return None
    if text == NO_RESULT:
        return _IS_UNKNOWN
    return _IS_ERROR if _ERROR.fullmatch(text) else None


def is_sum(text: str) -> bool:
    """Whether the text names a row that adds up others: `Total`, `Jumlah:`, `budi Total`."""
    text = text.strip().rstrip(":").rstrip().casefold()
    return bool(_SUM.fullmatch(text))


def looks_like_date(text: str) -> bool:
    """Whether a file would write a day like this."""
    return bool(_DATE.fullmatch(text.strip()))


@lru_cache(maxsize=20_000)
def _why_no_name(cell: str) -> Promise | None:
    """The reason in no language yet: it is kept for whoever asks next."""
    text = visible_text(cell)
    if text.isalnum() and text.casefold() not in _WORDS:
        return None
    if reason := _why_error(text):
        return reason
    if LINE_BREAK.search(text):
        return _HAS_LINES
    if text in _TRUTH:
        return IS_TRUTH
    if _SHORTENED.fullmatch(text):
        return IS_SHORTENED
    if text.casefold() in _EMPTY_CELLS:
        return _IS_EMPTY_CELL
    if is_sum(text):
        return _IS_SUM
    return IS_WHEN if _DATE.fullmatch(text) or _TIME.fullmatch(text) else None


_IS_UNKNOWN = _(
    "The formula has no stored result: open the file in a spreadsheet program and save it."
)
_IS_ERROR = _("“%(text)s” is an error of the spreadsheet.")
_HAS_LINES = _("There is a line break in it.")
IS_TRUTH = _("“%(text)s” is a truth value, not a name.")
IS_SHORTENED = _(
    "“%(text)s”: Excel has shortened this number; format the column as text and enter it again."
)
_IS_EMPTY_CELL = _("“%(text)s” stands for an empty cell, not for a name.")
_IS_SUM = _("“%(text)s” adds up others, it is nobody’s name.")
IS_WHEN = _("“%(text)s” is a date or a time, not a name.")
