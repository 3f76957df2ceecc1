"""The sales of a filter for one page or file: whatever several figures need is read once."""

from functools import cached_property

from loyalty.analytics.buyers import cards_asked_for
from loyalty.analytics.filters import SalesFilter
from loyalty.analytics.holders import card_holders
from loyalty.analytics.reads.deposits import Deposits
from loyalty.analytics.reads.lines import SalesLines
from loyalty.analytics.reads.receipts import Receipts
from loyalty.rules.analytics.buyer_sets import CardHolders


class Sales:
    """What each source tells of a filter, and whose cards they are."""

    def __init__(self, chosen: SalesFilter) -> None:
        self.chosen = chosen

    @cached_property
    def cards(self) -> frozenset[str] | None:
        """The cards of the buyers asked for; None where all are."""
        return cards_asked_for(self.chosen)

    @cached_property
    def holders(self) -> CardHolders:
        """Which cards have a member, and which the same one."""
        return card_holders(self.chosen.programme)

    @cached_property
    def receipts(self) -> Receipts:
        """The counted receipts."""
        return Receipts(self.chosen, self.cards)

    @cached_property
    def lines(self) -> SalesLines:
        """The lines of the months that are loaded."""
        return SalesLines(self.chosen, self.cards)

    @cached_property
    def deposits(self) -> Deposits:
        """The counted deposits."""
        return Deposits(self.chosen)

    def of(self, chosen: SalesFilter) -> "Sales":
        """The sales of another filter with the same buyers."""
        other = Sales(chosen)
        vars(other).update(cards=self.cards, holders=self.holders)
        return other
