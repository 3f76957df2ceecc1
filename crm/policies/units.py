"""How a value is written for people, by its unit."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.registry.policies import Unit
from crm.web.templatetags import formats

MINUTES = 60
MINUTES_OF_A_DAY = 24 * MINUTES
# The largest kept working hours.
LONGEST_SHIFT = Decimal(MINUTES_OF_A_DAY**2 - 1)
# Whole ones.
DURATIONS = (Unit.DAYS, Unit.HOURS, Unit.MINUTES)


def text_of(unit: Unit, value: Decimal | None) -> str:
    """`30 days`, `12,5 %`, `Rp 16.250`, `11:00`, `on`; a dash for none."""
    if value is None:
        return formats.NO_VALUE
    if unit == Unit.TIME:
        return clock(value)
    if unit == Unit.SHIFT:
        return shift_text(value)
    if unit == Unit.SWITCH:
        return _("on") if value else _("off")
    if unit == Unit.PERCENT:
        return f"{formats.decimal(value.normalize())} %"
    if unit == Unit.RUPIAH:
        return formats.rupiah(value)
    if unit == Unit.RATE:
        return _("%s for one dollar") % formats.rupiah(value)
    if unit == Unit.BAHT_RATE:
        return _("%s for one dollar") % formats.money(value, "THB")
    if unit == Unit.DOLLARS:
        return formats.money(value, "USD")
    if unit in DURATIONS:
        return _duration(unit, int(value))
    return formats.decimal(int(value))


def _duration(unit: Unit, number: int) -> str:
    texts = {
        Unit.DAYS: ngettext("%(number)s day", "%(number)s days", number),
        Unit.HOURS: ngettext("%(number)s hour", "%(number)s hours", number),
        Unit.MINUTES: ngettext("%(number)s minute", "%(number)s minutes", number),
    }
    return texts[unit] % {"number": formats.decimal(number)}


def clock(minutes: Decimal) -> str:
    """A time of day, given in minutes after midnight."""
    hour, minute = divmod(int(minutes), MINUTES)
    return f"{hour:02}:{minute:02}"


def shift_value(start: int, end: int) -> Decimal:
    """How working hours are kept, given in minutes after midnight. Raises ValueError for none."""
    if start == end or not all(0 <= minute < MINUTES_OF_A_DAY for minute in (start, end)):
        raise ValueError(f"no working hours: {start} to {end}")
    return Decimal(start * MINUTES_OF_A_DAY + end)


def shift_of_value(value: Decimal) -> tuple[int, int]:
    """Start and end of kept working hours, in minutes after midnight."""
    start, end = divmod(int(value), MINUTES_OF_A_DAY)
    return start, end


def shift_text(value: Decimal) -> str:
    """`11:00-23:00`."""
    start, end = shift_of_value(value)
    return f"{clock(Decimal(start))}-{clock(Decimal(end))}"


def is_value(unit: Unit, value: Decimal) -> bool:
    """False for what no value of the unit is: working hours that end as they start."""
    return unit != Unit.SHIFT or len(set(shift_of_value(value))) > 1


def plain(unit: Unit, value: Decimal | None) -> str | None:
    """The value for a script: `30`, `16250.00`, `11:00`, `on`; None for none."""
    if value is None:
        return None
    if unit == Unit.SWITCH:
        return "on" if value else "off"
    if unit == Unit.TIME:
        return clock(value)
    if unit == Unit.SHIFT:
        return shift_text(value)
    if unit in (*DURATIONS, Unit.COUNT):
        return str(int(value))
    return f"{value:.2f}"
