"""The sales of a filter for one page or file: whatever several figures need is read once."""

from functools import cached_property

from loyalty.analytics.buyers import cards_asked_for
from loyalty.analytics.filters import SalesFilter
from loyalty.analytics.holders import (
    HoldersStamp,
    card_holders,
    holders_stamp,
    members_by_day,
)
from loyalty.analytics.programme_facts import ProgrammeFacts
from loyalty.analytics.reads.deposits import Deposits
from loyalty.analytics.reads.lines import SalesLines
from loyalty.analytics.reads.receipts import Receipts
from loyalty.rules.analytics.buyer_sets import CardHolders, MembersByDay

# What does not depend on the days that are asked for.
SHARED = ("cards", "stamp", "holders", "members")


class Sales:
    """What each source tells of a filter, and whose cards they are."""

    def __init__(self, chosen: SalesFilter, facts: ProgrammeFacts) -> None:
        self.chosen, self.facts = chosen, facts

    @cached_property
    def cards(self) -> frozenset[str] | None:
        """The cards of the buyers asked for; None where all are."""
        return cards_asked_for(self.chosen)

    @cached_property
    def holders(self) -> CardHolders:
        """Which cards have a member, and which the same one."""
        return card_holders(self.chosen.programme, self.stamp)

    @cached_property
    def members(self) -> MembersByDay:
        """How many members the programme had."""
        return members_by_day(self.chosen.programme, self.stamp)

    @cached_property
    def stamp(self) -> HoldersStamp:
        """What the two above are as of."""
        return holders_stamp(self.chosen.programme)

    @cached_property
    def receipts(self) -> Receipts:
        """The counted receipts."""
        return Receipts(self.chosen, self.cards)

    @cached_property
    def lines(self) -> SalesLines:
        """The lines of the months that are loaded."""
        return SalesLines(self.chosen, self.facts.months, self.cards)

    @cached_property
    def deposits(self) -> Deposits:
        """The counted deposits."""
        return Deposits(self.chosen)

    def of(self, chosen: SalesFilter) -> "Sales":
        """The sales of another filter with the same buyers, of whom nothing is read again."""
        _ = self.cards
        other = Sales(chosen, self.facts)
        vars(other).update({name: vars(self)[name] for name in SHARED if name in vars(self)})
        return other
