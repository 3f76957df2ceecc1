"""What history calls plans, months and claims, what is done to them, and what plans say."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from bonuses.rules.rates import Tier
from crm.web.templatetags import formats
from omset.rules.classify import NDP, RDP

SUBJECTS = {
    "bonuses.customercheck": _("Bonus check"),
    "bonuses.bonusplan": _("Bonus plan"),
    "bonuses.closing": _("Month of bonuses"),
}
VERBS = {
    "submit": _("Entered"),
    "approve": _("Approved"),
    "reject": _("Rejected"),
    "withdraw": _("Withdrawn"),
    "move": _("Moved"),
    "draft": _("Draft saved"),
    "discard": _("Draft discarded"),
    "publish": _("Plan published"),
    "close": _("Closed off"),
    "reopen": _("Reopened"),
}


def _main(steps: list) -> str:
    return ", ".join(f"{formats.rupiah(Decimal(at))}: {_bonus(bonus)}" for at, bonus in steps)


def _tiers(tiers: list) -> str:
    return ", ".join(
        f"{Tier(least, most, Decimal(bonus)).label}: {_bonus(bonus)}"
        for least, most, bonus in tiers
    )


def _targets(targets: list) -> str:
    omset, ndp, rdp = targets
    return f"{formats.rupiah(Decimal(omset))}, {ndp} {NDP}, {rdp} {RDP}"


def _bonus(amount: str) -> str:
    # In the currency that stands beside it.
    return formats.decimal(Decimal(amount))


# Of a plan (BO-8), as it is stored.
LISTS = {"main": _main, "ndp": _tiers, "rdp": _tiers, "targets": _targets}
