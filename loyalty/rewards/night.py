"""Redemptions that nobody used up to their last day: ended at night at the latest (LR-10)."""

from django.utils import timezone

from crm.registry.runs.nightly import NightlyStep
from loyalty.models import Redemption
from loyalty.rewards.redemptions.using import expire
from loyalty.rules.rewards.redemptions import RedemptionState


def expire_all() -> NightlyStep:
    """End all approved redemptions whose last day has passed, each in its own transaction."""
    late = Redemption.objects.filter(
        state=RedemptionState.APPROVED.value, last_day__lt=timezone.localdate()
    )
    ended = sum(expire(pk) for pk in list(late.values_list("pk", flat=True)))
    line = f"Loyalty: {ended:,} redemptions have expired."
    return NightlyStep("redemptions", {"expired": ended}, line)
