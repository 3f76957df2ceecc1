"""What holds a batch back until a master admin has looked at it (LI-5). Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.web.texts.filled import FilledText

FEWER_ROWS = _(
    "%(fewer)s rows fewer (%(percent)s %%) than the last registry: %(now)s after %(before)s."
)
FEWER_IN_MONTH = _("Month %(month)s would lose %(fewer)s of %(before)s rows (%(percent)s %%).")
LESS_IN_MONTH = _("Month %(month)s would lose %(fewer)s of %(before)s in amount (%(percent)s %%).")
MANY_REJECTED = _("%(rejected)s of %(read)s rows are rejected (%(percent)s %%).")
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class GuardLimits:
    """Percentages above which a batch is held."""

    fewer_rows: Decimal = Decimal(2)
    month_loss: Decimal = Decimal(2)
    rejected: Decimal = Decimal(5)


class MonthSums(NamedTuple):
    """What the lines of a month come to."""

    rows: int
    amount: Decimal


def registry_warnings(before: int | None, now: int, limits: GuardLimits) -> Iterator[FilledText]:
    """Why a registry of `now` rows after one of `before` is held; None: there was none."""
    if before and _loss(before, now) > limits.fewer_rows:
        yield _text(FEWER_ROWS, Decimal(before), Decimal(now))


def month_warnings(
    before: Mapping[int, MonthSums], now: Mapping[int, MonthSums], limits: GuardLimits
) -> Iterator[FilledText]:
    """Why months (YYYYMM) are not replaced: they would lose rows or amount."""
    for month in sorted(before.keys() & now.keys()):
        old, new = before[month], now[month]
        if _loss(old.rows, new.rows) > limits.month_loss:
            yield _text(FEWER_IN_MONTH, Decimal(old.rows), Decimal(new.rows), month=str(month))
        if old.amount > 0 and _loss(old.amount, new.amount) > limits.month_loss:
            yield _text(LESS_IN_MONTH, old.amount, new.amount, month=str(month))


def reject_warnings(read: int, rejected: int, limits: GuardLimits) -> Iterator[FilledText]:
    """Why a file of which so many rows are rejected is held."""
    share = _percent(rejected, read)
    if share > limits.rejected:
        facts = {"rejected": str(rejected), "read": str(read), "percent": _shown(share)}
        yield FilledText(MANY_REJECTED, facts)


def _loss(before: Decimal | int, now: Decimal | int) -> Decimal:
    return _percent(before - now, before)


def _percent(part: Decimal | int, whole: Decimal | int) -> Decimal:
    return Decimal(part) * 100 / Decimal(whole) if whole else Decimal(0)


def _shown(percent: Decimal) -> str:
    return str(percent.quantize(TENTH, ROUND_HALF_UP))


def _text(text: Promise, before: Decimal, now: Decimal, **more: str) -> FilledText:
    facts = {
        "before": f"{before:f}",
        "now": f"{now:f}",
        "fewer": f"{before - now:f}",
        "percent": _shown(_loss(before, now)),
    }
    return FilledText(text, facts | more)
