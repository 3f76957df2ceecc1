"""A run: everybody who buys, scored on a day that is given, never by a clock (LF-2, LF-7). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from crm.calendar import add_months, days_in_month
from loyalty.rules.rfm.purchases import (
    Buyer,
    Purchase,
    PurchaseSums,
    buyer_on,
    by_buyer,
    fingerprint,
    print_of,
    sums_of,
)
from loyalty.rules.rfm.scores import Scale, scale_of
from loyalty.rules.rfm.segments import ScoredBuyer, segment_of


@dataclass(frozen=True)
class Run:
    """What a run says; the same purchases and the same day make the same one."""

    day: date
    # So many months before the day are looked at; None for all.
    months: int | None
    scored: list[ScoredBuyer]
    scale: Scale
    # By buyer, of their purchases.
    prints: Mapping[str, str]
    fingerprint: str

    @property
    def purchases(self) -> int:
        """How many purchases are behind it; a return is none."""
        return sum(each.buyer.frequency for each in self.scored)


def run_on(day: date, purchases: Iterable[Purchase], months: int | None = None) -> Run | None:
    """Score everybody who has bought up to and including `day`; None if nobody has."""
    since = first_day_of_window(day, months) if months else date.min
    return run_of(day, sums_of(each for each in purchases if since <= each.day <= day), months)


def run_of(day: date, parts: Iterable[PurchaseSums], months: int | None = None) -> Run | None:
    """The same of what was bought in the window, summed by buyer already or in parts."""
    sums = by_buyer(parts)
    if not sums:
        return None
    buyers = [buyer_on(day, each) for each in sums]
    scale = scale_of(buyers)
    scored = [scored_by(scale, buyer) for buyer in buyers]
    prints = {each.buyer: print_of(each) for each in sums}
    return Run(day, months, scored, scale, prints, fingerprint(prints.items()))


def scored_by(scale: Scale, buyer: Buyer) -> ScoredBuyer:
    """One of the scale's buyers with cell and segment."""
    scores = scale.scores(buyer)
    return ScoredBuyer(buyer, scores, segment_of(scores), scale.worse(buyer))


def fingerprint_of(parts: Iterable[PurchaseSums]) -> str | None:
    """The fingerprint that a run over these purchases would have; None if nobody has bought."""
    sums = by_buyer(parts)
    return fingerprint((each.buyer, print_of(each)) for each in sums) if sums else None


def first_day_of_window(day: date, months: int) -> date:
    """The first day of the last so many months up to `day`: of one up to 30 June it is 31 May."""
    month = add_months(day, -months)
    same_day = month.replace(day=min(day.day, days_in_month(month)))
    return same_day + timedelta(days=1)
