"""What the floor decides about reservations."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.policies.reads import value_on
from crm.registry.policies import Policy, Unit

RESERVATION_GRACE = Policy(
    key="reservation-grace",
    label=_("Grace of a reservation"),
    help=_("So long after the last deposit, or the approval if there is none, it has run out."),
    unit=Unit.DAYS,
    rule="RS-17",
    page="reserved",
    least=Decimal(1),
    most=Decimal(365),
    default=Decimal(30),
)


def grace_on(day: date) -> int:
    """Days without a deposit after which a reservation has run out, as of `day` (RS-17)."""
    return int(value_on(RESERVATION_GRACE, day))
