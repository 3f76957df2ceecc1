"""Two versions of a draft beside each other, for whoever typed the older one."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from bonuses.models import BonusPlan
from bonuses.rules.plans import in_order
from bonuses.rules.rates import Plan, Tier
from crm.web.templatetags import formats


class PlanDifference(NamedTuple):
    """One thing that differs, both sides as lines of text."""

    label: str
    stored: list[str]
    typed: list[str]


def differences(stored: BonusPlan, plan: Plan, valid_from: date, note: str) -> list[PlanDifference]:
    """What the stored draft and the typed one say differently."""
    there = _texts(stored.plan, stored.valid_from, stored.note)
    here = _texts(in_order(plan), valid_from, note)
    return [
        PlanDifference(label, stored=there[label], typed=here[label])
        for label in there
        if there[label] != here[label]
    ]


def _texts(plan: Plan, valid_from: date, note: str) -> dict[str, list[str]]:
    code, targets = plan.currency, plan.targets
    main = [f"{formats.rupiah(at)}: {formats.money(bonus, code)}" for at, bonus in plan.main]
    return {
        _("Valid from"): [formats.month(valid_from)],
        _("Currency of the bonuses"): [code],
        _("Main bonus"): main or [formats.NO_VALUE],
        _("NDP bonus"): _tiers(plan.ndp, code),
        _("RDP bonus"): _tiers(plan.rdp, code),
        _("Target: omset a month"): [formats.rupiah(targets.omset)],
        _("Target: NDP a day"): [str(targets.ndp)],
        _("Target: RDP a day"): [str(targets.rdp)],
        _("Note"): [note or formats.NO_VALUE],
    }


def _tiers(tiers: tuple[Tier, ...], code: str) -> list[str]:
    tier_texts = [f"{tier.label}: {formats.money(tier.bonus, code)}" for tier in tiers]
    return tier_texts or [formats.NO_VALUE]
