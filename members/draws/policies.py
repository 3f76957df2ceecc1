"""What the floor decides about requests for rows (DB-5) and about rows that nobody works."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from crm.policies.reads import value_on
from crm.registry.policies import Policy, Unit, switch

PAGE = "requests"

AUTO_APPROVAL = switch(
    key="request-auto-approval",
    label=_("Requests are approved at once"),
    help=_("A database may be set to wait for an admin all the same."),
    rule="DB-5",
    page=PAGE,
)
AUTO_APPROVAL_MOST = Policy(
    key="request-auto-approval-most",
    label=_("Most rows that are approved at once"),
    help=_("A request for more waits for an admin. 0: as many as somebody asks for."),
    unit=Unit.COUNT,
    rule="DB-5",
    page=PAGE,
    most=Decimal(100_000),
    default=Decimal(0),
)
HOARDING_LIMIT = Policy(
    key="request-hoarding-limit",
    label=_("Rows without a status before the next request"),
    help=_("More of the last batch than this without a status: no new request. 100: no limit."),
    unit=Unit.PERCENT,
    rule="DB-3",
    page=PAGE,
    most=Decimal(100),
    default=Decimal(100),
)
MOST_UNWORKED = Policy(
    key="request-most-unworked",
    label=_("Most rows asked for and not worked yet"),
    help=_(
        "Of one person, in all databases and batches, with what waits for an admin. 0: no limit."
    ),
    unit=Unit.COUNT,
    rule="DB-3",
    page=PAGE,
    most=Decimal(100_000),
    default=Decimal(2_000),
)
IDLE_DAYS = Policy(
    key="idle-rows-return",
    label=_("Rows without a status go back after"),
    help=_("The staff member is told the day before; days of leave do not count. 0: never."),
    unit=Unit.DAYS,
    rule="DB-9",
    page=PAGE,
    most=Decimal(365),
    default=Decimal(0),
)
POLICIES = (AUTO_APPROVAL, AUTO_APPROVAL_MOST, HOARDING_LIMIT, MOST_UNWORKED, IDLE_DAYS)


class AutoApprovalRule(NamedTuple):
    """How requests are approved on a day, for all databases."""

    is_on: bool
    most: int


def auto_approval_on(day: date) -> AutoApprovalRule:
    """Whether requests are approved at once on `day`, and up to how many rows; 0: no limit."""
    return AutoApprovalRule(
        bool(value_on(AUTO_APPROVAL, day)), int(value_on(AUTO_APPROVAL_MOST, day))
    )
