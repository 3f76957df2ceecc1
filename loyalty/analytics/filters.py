"""What is asked for: one object for page, chart, report and export (LX-2)."""

from dataclasses import dataclass, replace
from datetime import date

from bson import ObjectId

from loyalty.models import Programme
from loyalty.rules.analytics.ranges import DateRange
from loyalty.rules.analytics.sources import Source

ALWAYS = DateRange()


@dataclass(frozen=True, kw_only=True)
class SalesFilter:
    """Which sales of a programme, by which source; what is empty or None goes for anything."""

    programme: Programme
    source: Source
    days: DateRange = ALWAYS
    store: str = ""
    till: int | None = None
    department: str = ""
    article: str = ""
    promotion: str = ""
    product: ObjectId | None = None
    # A number of loyalty/models/aggregates.py, since no address bears a card.
    buyer: int | None = None
    tier: str = ""
    segment: str = ""

    def before(self) -> "SalesFilter | None":
        """The same of the days before; None if they cannot be said (LX-4)."""
        days = self.days.whole_months() if self.source == Source.LINES else self.days
        earlier = days.before()
        return replace(self, days=earlier) if earlier else None

    def of(self, source: Source) -> "SalesFilter":
        """The same days, buyer, tier and segment by another source."""
        return SalesFilter(
            programme=self.programme,
            source=source,
            days=self.days,
            buyer=self.buyer,
            tier=self.tier,
            segment=self.segment,
        )

    def until(self, last: date | None) -> "SalesFilter":
        """The same with other ends."""
        return replace(self, days=DateRange(self.days.first, last))

    @property
    def is_about_buyers(self) -> bool:
        """Whether only some buyers are asked for."""
        return self.buyer is not None or bool(self.tier) or bool(self.segment)
