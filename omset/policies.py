"""What the floor takes for a plausible deposit: beyond it one waits for a decision."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.policies.reads import values_on
from crm.registry.policies import Policy, Unit
from crm.staff.models import User
from omset.rules.limits import DepositLimits, oldest_date
from omset.rules.money import LARGEST

LARGEST_DEPOSIT = Policy(
    key="omset-largest-deposit",
    label=_("Largest single deposit"),
    help=_("A deposit of a larger total waits in the queue, whoever enters it."),
    unit=Unit.RUPIAH,
    rule="OM-1",
    page="omset",
    least=Decimal(1),
    most=LARGEST,
    default=Decimal(500_000_000),
)
OLDEST_ENTRY = Policy(
    key="omset-oldest-entry",
    label=_("Oldest date that staff enter"),
    help=_("A deposit that staff date further back waits in the queue."),
    unit=Unit.DAYS,
    rule="OM-1",
    page="omset",
    most=Decimal(36_500),
    default=Decimal(31),
)
DEPOSIT_POLICIES = (LARGEST_DEPOSIT, OLDEST_ENTRY)


def deposit_limits(by: User, today: date) -> DepositLimits:
    """What `by` may enter on `today` without a second person; one command."""
    values = values_on(DEPOSIT_POLICIES, today)
    days = int(values.of(OLDEST_ENTRY))
    oldest = None if by.is_admin else oldest_date(today, days)
    return DepositLimits(values.of(LARGEST_DEPOSIT), oldest)
