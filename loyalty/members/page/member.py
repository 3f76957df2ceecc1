"""Everything about one member, read once for every page that shows her (LA-1).

The page of staff and admins, the member's own area and what is handed out about her call this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from crm.staff.models import Product
from loyalty.members.consents import states_of
from loyalty.members.page.belongings import belongings_of
from loyalty.members.page.programme import ProgrammeFacts, facts_of
from loyalty.members.page.purchases import ListedPurchase, MemberKeys, keys_of, purchases_of
from loyalty.models import Card, ConsentStatement, CustomerLink, Member, MemberMerge
from loyalty.rules.achievements.tiers import progress_on
from loyalty.rules.achievements.windows import TierLoss, loss_ahead
from loyalty.rules.barcodes import Bar, ean13_bars
from loyalty.rules.cards import CardNumber, card_number
from loyalty.rules.consents import Consent, ConsentSubject
from loyalty.rules.personal.figures import MemberFigures, member_figures
from loyalty.rules.personal.insights import change_in_percent
from loyalty.rules.personal.patterns import (
    Hours,
    spend_by_month,
    visits_by_hour,
    visits_by_weekday,
)
from loyalty.rules.programmes import Terms
from loyalty.rules.tiers import TierProgress


@dataclass(frozen=True)
class ShownCard:
    """A card, with what is odd about its number and its bars if it has any (LM-9)."""

    stored: Card
    number: CardNumber

    @property
    def bars(self) -> list[Bar]:
        """Those of EAN-13; none for a flagged number."""
        return ean13_bars(self.number) if self.number.is_barcode else []


@dataclass(frozen=True)
class ShownConsent:
    """A consent as it is, and everything that was said about it, the last first (LM-6)."""

    subject: ConsentSubject
    consent: Consent
    statements: list[ConsentStatement]


class MemberActivity:
    """What a member's purchases come to and how they spread over time; nothing is stored of it."""

    def __init__(self, keys: MemberKeys, today: date) -> None:
        self.purchases, self.today = purchases_of(keys), today
        self.openings = [*keys.buyer.openings.values()]
        self.counted = [each.counted for each in self.purchases]

    @cached_property
    def figures(self) -> MemberFigures:
        """Spend, purchases, average, frequency, the last one (LA-3)."""
        return member_figures(self.counted, self.openings)

    @property
    def days_since(self) -> int | None:
        """Whole days since the last purchase; None for who has never bought."""
        return self.figures.days_since(self.today)

    @cached_property
    def months(self) -> dict[date, Decimal]:
        """Spend of the last twelve months, the running one last (LA-4)."""
        return spend_by_month(self.counted, self.today)

    @property
    def weekdays(self) -> list[int]:
        """How many purchases fell on each weekday, Monday first."""
        counts = visits_by_weekday(self.counted)
        return [counts[weekday] for weekday in range(7)]

    @property
    def hours(self) -> Hours:
        """How many purchases fell into which hour, and how many have no time."""
        return visits_by_hour(self.counted)

    @property
    def change(self) -> int | None:
        """By how many percent the last whole month is above the one before, or below (LA-5)."""
        return change_in_percent(self.months, self.today)

    def newest(self, count: int) -> Sequence[ListedPurchase]:
        """The newest of them."""
        return self.purchases[:count]


@dataclass(frozen=True, kw_only=True)
class MemberPage:
    """A member with all that belongs to her."""

    member: Member
    cards: list[ShownCard]
    consents: list[ShownConsent]
    # The ones in force, and those that have ended.
    links: list[CustomerLink]
    ended_links: list[CustomerLink]
    merged_into: Member | None
    # Those that were merged into this one and can be parted again.
    merges: list[MemberMerge]
    activity: MemberActivity
    programme: ProgrammeFacts

    @property
    def products(self) -> list[Product]:
        """Those of the programme, by name."""
        return self.programme.products

    @property
    def terms(self) -> Terms | None:
        """Those of today; None before the programme's first version."""
        return self.programme.terms_on(self.activity.today)

    @property
    def progress(self) -> TierProgress | None:
        """The tier that her spend has reached and what is missing to the next; None before the
        programme's first version."""
        terms, bought = self.terms, self.activity
        return progress_on(bought.counted, terms, bought.today, bought.openings) if terms else None

    @property
    def tier_loss(self) -> TierLoss | None:
        """The tier that the calendar takes within thirty days, and what is missing (LP-16)."""
        bought = self.activity
        return loss_ahead(bought.counted, self.programme.versions, bought.today, bought.openings)


def page_of_member(member: Member, today: date) -> MemberPage:
    """Everything about a member as of a day; `member` has its programme."""
    own = belongings_of(member)
    links = [link for link in own.links if link.is_in_force]
    into = member.merged_into_id
    programme = facts_of(member.programme)
    return MemberPage(
        member=member,
        cards=[ShownCard(card, card_number(card.number)) for card in own.cards],
        consents=_consents(own.statements),
        links=links,
        ended_links=[link for link in own.links if not link.is_in_force],
        merged_into=Member.objects.filter(pk=into).first() if into else None,
        merges=own.merges,
        activity=MemberActivity(keys_of(member, own, programme), today),
        programme=programme,
    )


def _consents(every: list[ConsentStatement]) -> list[ShownConsent]:
    states = states_of(every)
    return [
        ShownConsent(
            subject, states[subject], [each for each in every[::-1] if each.subject == subject]
        )
        for subject in ConsentSubject
    ]
