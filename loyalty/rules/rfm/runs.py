"""A run: everybody who buys, scored on a day that is given, never by a clock (LF-2, LF-7). Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from crm.calendar import add_months, days_in_month
from loyalty.rules.rfm.purchases import Purchase, buyers_on, fingerprint
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
    fingerprint: str


def run_on(day: date, purchases: Collection[Purchase], months: int | None = None) -> Run | None:
    """Score everybody who has bought up to and including `day`; None if nobody has."""
    since = first_day_of_window(day, months) if months else None
    those = [each for each in purchases if each.day <= day and (not since or each.day >= since)]
    buyers = buyers_on(day, those)
    if not buyers:
        return None
    scale = scale_of(buyers)
    cells = [(buyer, scale.scores(buyer)) for buyer in buyers]
    scored = [ScoredBuyer(buyer, scores, segment_of(scores)) for buyer, scores in cells]
    return Run(day, months, scored, scale, fingerprint(those))


def first_day_of_window(day: date, months: int) -> date:
    """The first day of the last so many months up to `day`: of one up to 30 June it is 31 May."""
    month = add_months(day, -months)
    same_day = month.replace(day=min(day.day, days_in_month(month)))
    return same_day + timedelta(days=1)
