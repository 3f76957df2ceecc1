"""What a card that was handed over does to what was asked for with it (LS-6)."""

from typing import Any

from django.dispatch import receiver

from crm.staff.models import User
from loyalty.models import Member
from loyalty.rewards.redemptions.using import renew_codes
from loyalty.signals import card_handed_over


@receiver(card_handed_over, dispatch_uid="loyalty-codes-of-a-card")
def on_hand_over(member: Member, by: User, **kwargs: Any) -> None:
    """The first holder's codes are nobody's; she who has the card now sees new ones."""
    renew_codes(member, by=by)
