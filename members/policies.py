"""What the floor decides about reservations."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.utils.translation import gettext_lazy as _

from crm.policies.reads import values_on
from crm.registry.policies import Policy, Unit, switch
from members.rules.expiry import GraceSettings

# Grace and warnings are decided one after the other, so that each is held against the other.
TOGETHER = "reservation-grace"

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
    per_product=True,
    longer_than="reservation-warning",
    lock=TOGETHER,
)
RESERVATION_WARNING = Policy(
    key="reservation-warning",
    label=_("Warnings before a reservation ends"),
    help=_("So many days before its end the owner is warned, once a day."),
    unit=Unit.DAYS,
    rule="RS-17",
    page="reserved",
    least=Decimal(1),
    most=Decimal(364),
    default=Decimal(7),
    shorter_than="reservation-grace",
    lock=TOGETHER,
)
ENDS_WITHOUT_DEPOSIT = switch(
    key="reservation-without-deposit",
    label=_("A reservation without any deposit ends the next night"),
    help=_("Otherwise its grace counts from the approval."),
    rule="RS-19",
    page="reserved",
)
SPARES_LEAVE = switch(
    key="reservation-leave",
    label=_("Days of leave do not eat the grace"),
    help=_("The grace of a reservation stands still while its owner has approved leave."),
    rule="RS-18",
    page="reserved",
    is_on=True,
)
EXTENSION_DAYS = Policy(
    key="reservation-extension",
    label=_("Extension of a reservation"),
    help=_("So many days an extension adds; a reservation gets one."),
    unit=Unit.DAYS,
    rule="RS-17",
    page="reserved",
    least=Decimal(1),
    most=Decimal(90),
    default=Decimal(14),
)
ALL = (RESERVATION_GRACE, RESERVATION_WARNING, ENDS_WITHOUT_DEPOSIT, SPARES_LEAVE, EXTENSION_DAYS)


class GraceRules(NamedTuple):
    """What was decided as of a day, for all products and for those with a grace of their own."""

    general: GraceSettings
    graces: dict[ObjectId, int]

    def of(self, product_id: ObjectId) -> GraceSettings:
        """What holds for a product."""
        grace = self.graces.get(product_id, self.general.grace)
        return self.general._replace(grace=grace)


def grace_rules_on(day: date) -> GraceRules:
    """How reservations end, as of `day`; one command."""
    values = values_on(ALL[:4], day)
    general = GraceSettings(
        grace=int(values.of(RESERVATION_GRACE)),
        warning=int(values.of(RESERVATION_WARNING)),
        ends_without_deposit=bool(values.of(ENDS_WITHOUT_DEPOSIT)),
        spares_leave=bool(values.of(SPARES_LEAVE)),
    )
    graces = {pk: int(value) for pk, value in values.of_products(RESERVATION_GRACE).items()}
    return GraceRules(general, graces)


def grace_on(day: date) -> int:
    """Days without a deposit after which a reservation has run out, as of `day` (RS-17)."""
    return grace_rules_on(day).general.grace
