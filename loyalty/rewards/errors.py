"""Why something is not done to a reward or a redemption."""

from collections.abc import Mapping

from loyalty.models import Reward
from loyalty.rules.rewards.redemptions import Refusal
from loyalty.rules.rewards.terms import Fault


class FaultyReward(Exception):
    """It cannot be offered like this: `faults` says at which field what is wrong (LR-1)."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__(", ".join(f"{name}: {fault}" for name, fault in faults.items()))
        self.faults = faults


class StaleReward(Exception):
    """Somebody else has changed the reward meanwhile; `stored` is how it is now."""

    def __init__(self, stored: Reward) -> None:
        super().__init__(f"version {stored.version}")
        self.stored = stored


class RewardNotGiven(Exception):
    """The member may not have the reward: `reason` is the first that fails (LR-6)."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(str(reason))
        self.reason = reason


class AlreadyDecided(Exception):
    """It is not in a state from which it can become that: somebody was faster (LR-7)."""


class NothingLeft(Exception):
    """Every use of the redemption was used, or it was not approved."""


class NotHersNow(Exception):
    """Whose redemption it is may not redeem: she is blocked, or has left (LM-4)."""


class HasEnded(Exception):
    """Its last day has passed (LR-3)."""
