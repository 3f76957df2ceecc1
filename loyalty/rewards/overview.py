"""What the overview says of redemptions."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.mongo.rows import aggregate
from loyalty.models import Programme, Redemption
from loyalty.overview.cards import OverviewCard
from loyalty.rules.figures import figure
from loyalty.rules.rewards.redemptions import RedemptionState


def redemption_cards(programme: Programme) -> Iterator[OverviewCard]:
    """How many wait and how many there are; no data before anybody has asked for a reward."""
    by_state = {"_id": {"state": "$state"}, "number": {"$sum": 1}}
    steps = [{"$match": {"programme_id": programme.pk}}, {"$group": by_state}]
    numbers = {row["state"]: row["number"] for row in aggregate(Redemption, steps)}
    waiting = numbers.get(RedemptionState.PENDING.value, 0) if numbers else None
    url = f"{reverse('loyalty:redemptions')}?programme={programme.pk}&status="
    yield OverviewCard(_("Redemptions to decide"), figure(waiting), f"{url}pending")
    yield OverviewCard(_("Redemptions"), figure(sum(numbers.values()) or None), f"{url}all")
