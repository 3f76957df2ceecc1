"""What the demo's members can have for their points, and a challenge that begins tomorrow."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from crm.staff.models import User
from loyalty.achievements.challenges import ChallengeTerms, plan_challenge
from loyalty.models import Programme
from loyalty.rewards.catalogue import RewardFacts, create
from loyalty.rules.achievements.challenges import ChallengeMetric
from loyalty.rules.rewards.terms import ExpiryKind, RewardType

REWARDS = (
    RewardFacts(
        title="Potongan 10 %",
        description="Untuk satu kali belanja di toko mana pun.",
        reward_type=RewardType.PERCENT_OFF,
        percent=10,
        points=150,
        category="Potongan",
        expiry=ExpiryKind.AFTER_APPROVAL,
        expiry_days=30,
        is_featured=True,
    ),
    RewardFacts(
        title="Kopi gratis",
        reward_type=RewardType.FREE_ARTICLE,
        sku="KOPI-01",
        points=60,
        category="Hadiah",
        stock=25,
        limit_per_member=2,
        needs_approval=False,
    ),
    RewardFacts(
        title="Voucher Rp 100.000",
        reward_type=RewardType.VOUCHER,
        amount=Decimal(100_000),
        points=400,
        category="Voucher",
        tier="Silver",
        stock=10,
        limit_per_member=1,
    ),
)


def play_rewards(programme: Programme, admin: User) -> None:
    """Write the catalogue, and plan the challenge."""
    for reward in REWARDS:
        create(programme, reward, by=admin)
    tomorrow = timezone.localdate() + timedelta(days=1)
    challenge = ChallengeTerms(
        name="Empat kali sebulan",
        metric=ChallengeMetric.PURCHASES,
        target=Decimal(4),
        points=50,
        is_monthly=True,
        first=tomorrow,
    )
    plan_challenge(programme, challenge, by=admin)
