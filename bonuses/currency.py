"""Bonuses in rupiah, for whoever wants to see them so. The plan's currency is what is paid."""

from datetime import date
from decimal import Decimal

from django.db.models import Max

from bonuses.models import ExchangeRate
from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from omset.money import cents


@transactional
def set_rate(rupiah: Decimal, valid_from: date, *, by) -> ExchangeRate:
    """Add a rate: so much rupiah for one dollar from `valid_from` on. Earlier dates keep theirs."""
    of_that_date = ExchangeRate.objects.filter(valid_from=valid_from)
    last = of_that_date.aggregate(last=Max("sequence"))["last"] or 0
    rate = ExchangeRate.objects.create(
        valid_from=valid_from, sequence=last + 1, rupiah=rupiah, set_by_name=by.name
    )
    note_event(rate, "set", by=by, after=facts(rate, ("valid_from", "rupiah")))
    return rate


def rate_on(day: date) -> ExchangeRate | None:
    """The rate that holds on `day`; None before the first."""
    return (
        ExchangeRate.objects.filter(valid_from__lte=day)
        .order_by("-valid_from", "-sequence")
        .first()
    )


def in_rupiah(amount: Decimal, currency: str, rate: ExchangeRate | None) -> Decimal | None:
    """The amount in rupiah with two places; None where no rate is known."""
    if currency == "IDR":
        return amount
    return cents(amount * rate.rupiah) if rate else None
