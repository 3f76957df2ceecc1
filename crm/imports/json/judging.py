"""What the text of one JSON row is: its values, repaired or not, or why it is none (LI-9)."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from crm.imports.cells import Reason
from crm.imports.json.repairs import Repair, repaired
from crm.imports.json.values import JsonValue, KeyTwice, read_value
from crm.imports.text import WINDOWS
from crm.web.texts.filled import FilledText

LONGEST_ROW = 1 << 16
LONGEST_KEY_SHOWN = 60
INVALID = _("The row is not valid JSON.")
CUT_OFF = _("The row is cut off: the file ends within it.")
NOT_CLOSED = _("The file is cut off: it ends behind the row before this one, in an open list.")
TOO_LONG = _("The row is longer than 64 KB.")
TOO_DEEP = _("The row is nested too deeply.")
NO_OBJECT = _("Here stands something else than a row.")
NOT_TEXT = _("The row has bytes that are no text.")
HAS_NUL = _("The row has a NUL character.")
GIVEN_TWICE = _("“%(key)s” is given twice, with two values.")


class JudgedText(NamedTuple):
    """The values of a row and its repairs, or the reason why it has none."""

    values: dict[str, JsonValue] | None
    repairs: tuple[Repair, ...] = ()
    reason: Reason | None = None


def judged(original: bytes) -> JudgedText:
    """What the bytes of a row are; what is valid JSON in UTF-8 is taken as it is."""
    if len(original) > LONGEST_ROW:
        return JudgedText(None, reason=TOO_LONG)
    if b"\0" in original:
        return JudgedText(None, reason=HAS_NUL)
    try:
        return _of_text(original.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    try:
        outcome = _of_text(original.decode(WINDOWS))
    except UnicodeDecodeError:
        return JudgedText(None, reason=NOT_TEXT)
    if outcome.values is None:
        return outcome
    return outcome._replace(repairs=(Repair.NOT_UTF_8, *outcome.repairs))


def _of_text(text: str) -> JudgedText:
    first = _as_it_is(text)
    if first.reason is not INVALID:
        return first
    mended, repairs = repaired(text)
    return _as_it_is(mended)._replace(repairs=repairs) if repairs else first


def _as_it_is(text: str) -> JudgedText:
    try:
        value, end = read_value(text, 0)
    except KeyTwice as error:
        facts = {"key": error.key[:LONGEST_KEY_SHOWN]}
        return JudgedText(None, reason=FilledText(GIVEN_TWICE, facts))
    except RecursionError:
        return JudgedText(None, reason=TOO_DEEP)
    except (ValueError, StopIteration):
        return JudgedText(None, reason=INVALID)
    if text[end:].strip():
        return JudgedText(None, reason=INVALID)
    return JudgedText(value) if isinstance(value, dict) else JudgedText(None, reason=NO_OBJECT)
