"""What the floor decides about loyalty: from when on an import waits for a master admin (LI-5)."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.policies.reads import values_on
from crm.registry.policies import Policy, Unit
from loyalty.rules.guards import GuardLimits

FEWER_ROWS = Policy(
    key="loyalty-fewer-rows",
    label=_("Registry that becomes smaller"),
    help=_("A registry with so many percent fewer rows than the last one is held."),
    unit=Unit.PERCENT,
    rule="LI-5",
    page="loyalty_imports",
    most=Decimal(100),
    default=Decimal(2),
)
MONTH_LOSS = Policy(
    key="loyalty-month-loss",
    label=_("Month of sales lines that becomes smaller"),
    help=_("A month that would lose so many percent of its rows or amount is held."),
    unit=Unit.PERCENT,
    rule="LI-5",
    page="loyalty_imports",
    most=Decimal(100),
    default=Decimal(2),
)
REJECTED_ROWS = Policy(
    key="loyalty-rejected-rows",
    label=_("Rejected rows of an import"),
    help=_("A file of which more than so many percent of the rows are rejected is held."),
    unit=Unit.PERCENT,
    rule="LI-5",
    page="loyalty_imports",
    most=Decimal(100),
    default=Decimal(5),
)
ALL = (FEWER_ROWS, MONTH_LOSS, REJECTED_ROWS)


def guard_limits() -> GuardLimits:
    """The percentages of today."""
    held = values_on(ALL, timezone.localdate())
    return GuardLimits(*(held.of(policy) for policy in ALL))
