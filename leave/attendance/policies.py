"""What the floor decides about shifts and about checking in (AT-1, AT-3)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.policies.reads import history
from crm.policies.units import LONGEST_SHIFT, shift_value
from crm.registry.policies import DatedValue, NewValue, Policy, PolicyRefused, Unit, switch
from crm.staff.accounts.entry import note_entry_of_everybody
from crm.web.templatetags import formats

PAGE = "attendance"
# The name under which the switches of the gate are kept with accounts.
SWITCHES = "gate"
# From a date on, 1 is on; the earliest first.
Switches = list[tuple[str, int]]

# Until somebody decides.
DEFAULT_HOURS = shift_value(11 * 60, 23 * 60)
WORKING_HOURS = Policy(
    key="working-hours",
    label=gettext_lazy("Working hours"),
    help=gettext_lazy(
        "Who checks in after the start is late. Breaks are taken inside of them. Of a shift over "
        "midnight everything belongs to the date on which it begins."
    ),
    unit=Unit.SHIFT,
    rule="AT-3",
    page=PAGE,
    least=Decimal(1),
    most=LONGEST_SHIFT,
    default=DEFAULT_HOURS,
)
FLOOR_CODE = switch(
    key="attendance-floor-code",
    label=gettext_lazy("A code on the wall is asked for too"),
    help=gettext_lazy(
        "The code of a phone proves the phone. The one on the wall screen proves the presence."
    ),
    rule="AT-1",
    page=PAGE,
)


class GateKeeper:
    """What is decided about the gate is kept with every account, in the same transaction."""

    def check(self, valid_from: date) -> None:
        """What has passed keeps its value. Raises PolicyRefused."""
        today = timezone.localdate()
        if valid_from < today:
            text = _("What has passed keeps its value. Choose %(today)s or a later day.")
            raise PolicyRefused(text % {"today": formats.day(today)})

    def note(self, decided: NewValue) -> dict:
        """Write the switches into every account; nothing more for history."""
        note_entry_of_everybody({SWITCHES: switches()})
        return {}

    def effect(self, valid_from: date) -> str:
        """Nothing up to now."""
        return ""

    def values_elsewhere(self, until: date) -> list[DatedValue]:
        """There are none."""
        return []


GATE = switch(
    key="attendance-gate",
    label=gettext_lazy("Staff check in before they work"),
    help=gettext_lazy("Until they have, no other page opens for them. Admins are never asked."),
    rule="AT-1",
    page=PAGE,
    keeper=GateKeeper(),
)
POLICIES = (WORKING_HOURS, GATE, FLOOR_CODE)


def switches() -> Switches:
    """When the gate is switched on and off, as it was decided; of one date the last counts."""
    return switches_of(history(GATE))


def switches_of(values: Sequence[DatedValue]) -> Switches:
    """The same, of all that was ever decided about the gate, the latest first."""
    latest: dict[date, int] = {}
    for dated in reversed(values):
        latest[dated.valid_from] = int(dated.value)
    return [(day.isoformat(), value) for day, value in sorted(latest.items())]


def is_on(stored: Switches, day: date) -> bool:
    """Whether the gate is switched on on a date."""
    begun = [value for valid_from, value in stored if valid_from <= day.isoformat()]
    return bool(begun[-1]) if begun else bool(GATE.default)
