"""What a purchase deserves, and by which version (LP-4, LP-9). Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from loyalty.rules.points.lots import last_day_of_points
from loyalty.rules.programmes import Version, deserved_points, excluded_amount, version_on


class Purchase(NamedTuple):
    """What was bought at once, for another amount than 0; a return is below (LP-3).

    `source` names it in the ledger. `stated` are the points that the till itself says, if it says
    any. `opening_day` is that of whoever had the card or the link: what was bought up to it is in
    their opening (LP-9). `closed_on` is when the buyer was closed.
    """

    source: str
    day: date
    amount: Decimal
    stated: int | None = None
    opening_day: date | None = None
    closed_on: date | None = None
    # What of it was bought in which department, of those that versions leave out.
    by_department: Mapping[str, Decimal] = MappingProxyType({})

    @property
    def is_late(self) -> bool:
        """Whether the buyer was closed before: it is shown, and neither earns nor adds (LP-4)."""
        return self.closed_on is not None and self.day > self.closed_on

    @property
    def is_in_opening(self) -> bool:
        """Whether the opening has it: it earns nothing of its own (LP-9)."""
        return self.opening_day is not None and self.day <= self.opening_day


class Deserved(NamedTuple):
    """The points of a source, and by what they were judged.

    `version` is the sequence of the programme's version; `computed` what it comes to without the
    till's own figure. Points can be spent `hold_days` after `day`, up to `last_day`.
    """

    points: int
    day: date
    amount: Decimal | None = None
    version: int | None = None
    is_stated: bool = False
    computed: int = 0
    hold_days: int = 0
    last_day: date | None = None
    # What of the amount earns nothing.
    excluded: Decimal | None = None

    @property
    def is_above_computed(self) -> bool:
        """Whether the till gives more than the version would (LP-4)."""
        return self.is_stated and abs(self.points) > abs(self.computed)


def deserved(purchase: Purchase, versions: Iterable[Version]) -> Deserved:
    """What a counted purchase deserves by the version of its day.

    Nothing without a version, up to the opening day, and after the member was closed.
    """
    day, amount = purchase.day, purchase.amount
    version = version_on(day, versions)
    if version is None or purchase.is_late or purchase.is_in_opening:
        return Deserved(0, day, amount, version.sequence if version else None)
    terms = version.terms
    excluded = excluded_amount(purchase.by_department, terms.earning)
    computed = deserved_points(amount - excluded, terms.earning)
    return Deserved(
        points=computed if purchase.stated is None else purchase.stated,
        day=day,
        amount=amount,
        version=version.sequence,
        is_stated=purchase.stated is not None,
        computed=computed,
        hold_days=terms.hold_days,
        last_day=last_day_of_points(day, terms.expiry_months),
        excluded=excluded or None,
    )
