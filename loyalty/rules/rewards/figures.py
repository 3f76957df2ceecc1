"""What redemptions come to: requests, decisions, uses, two rates, points (LR-12). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from loyalty.rules.figures import Figure, figure, share
from loyalty.rules.rewards.redemptions import TAKEN_STATES, RedemptionState

# What was once approved, and what was decided at all, whatever has become of it since.
APPROVED = frozenset({RedemptionState.APPROVED, RedemptionState.USED, RedemptionState.EXPIRED})
DECIDED = APPROVED | {RedemptionState.REJECTED}


class Counted(NamedTuple):
    """How many redemptions are in a state, and the points that they have taken for good."""

    state: RedemptionState
    number: int
    points: int


@dataclass(frozen=True)
class RedemptionFigures:
    """The figures of some redemptions. A reward that nobody approves counts as approved at once."""

    requests: int = 0
    pending: int = 0
    decided: int = 0
    approved: int = 0
    rejected: int = 0
    cancelled: int = 0
    used: int = 0
    expired: int = 0
    points: int = 0

    @property
    def approval_rate(self) -> Figure:
        """Approved of what was decided, in percent; no data before the first decision."""
        return share(figure(self.approved), figure(self.decided))

    @property
    def use_rate(self) -> Figure:
        """Used up of what was approved, in percent; never above 100."""
        return share(figure(self.used), figure(self.approved))


def figures_of(rows: Iterable[Counted]) -> RedemptionFigures:
    """What these come to."""
    counted = list(rows)

    def number(*states: RedemptionState) -> int:
        return sum(each.number for each in counted if each.state in states)

    return RedemptionFigures(
        requests=number(*RedemptionState),
        pending=number(RedemptionState.PENDING),
        decided=number(*DECIDED),
        approved=number(*APPROVED),
        rejected=number(RedemptionState.REJECTED),
        cancelled=number(RedemptionState.CANCELLED),
        used=number(RedemptionState.USED),
        expired=number(RedemptionState.EXPIRED),
        points=sum(each.points for each in counted if each.state in TAKEN_STATES),
    )
