"""What happens below changes what is earned and claimed, in the same transaction."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from bson import ObjectId
from django.db.models import Count, Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bonuses.claims import checks, erasure
from bonuses.forms import Claims
from bonuses.months import adjustments, standings
from crm.staff.models import Product
from crm.staff.signals import in_use
from crm.staff.usage import Use
from members.models import Reservation
from omset import numbers
from omset.reconciliation.fingerprint import FactsBefore
from omset.signals import LedgerEvent, customer_erased, months_recounted


@receiver(months_recounted, dispatch_uid="bonuses-months-recounted")
def rewrite(
    staff_id: ObjectId,
    months: Iterable[date],
    event: LedgerEvent,
    day_rows: list[dict] | None,
    **kwargs: Any,
) -> None:
    """Write what the recounted months earn, and add lines to those that are closed."""
    sums = None if day_rows is None else numbers.totals_by_day(day_rows)
    earned = standings.rewrite(staff_id, months, sums)
    adjustments.adjust_closed_months(staff_id, earned, event)


@receiver(customer_erased, dispatch_uid="bonuses-customer-erased")
def prove_as_before(
    staff_id: ObjectId, before: FactsBefore, months: Iterable[date], **kwargs: Any
) -> None:
    """Let closed months be proven by deposits whose customer is forgotten."""
    erasure.restate_fingerprints(staff_id, before, months)


@receiver(post_delete, sender=Reservation, dispatch_uid="bonuses-reservation-ended")
def withdraw_claims(instance: Reservation, **kwargs: Any) -> None:
    """Take back the open claims on a reservation that has ended."""
    checks.withdraw_claims_on(instance)


@receiver(post_save, sender=Reservation, dispatch_uid="bonuses-reservation-moved")
def move_claims(instance: Reservation, created: bool, **kwargs: Any) -> None:
    """Give what was claimed on a reservation to its new owner."""
    if not created:
        checks.move_claims_on(instance)


@receiver(in_use, dispatch_uid="bonuses-in-use")
def count_claims(sender: type[Model], pks: Collection[ObjectId], **kwargs: Any) -> Use:
    """How many claims refer to each of these products or people."""
    owner = "product" if sender is Product else "staff"
    claims = Claims(month=None).rows().filter(**{f"{owner}_id__in": pks}).values(f"{owner}_id")
    counts = dict(claims.annotate(n=Count("pk")).values_list(f"{owner}_id", "n"))
    url = f"{reverse('bonuses:checks')}?month=all&{owner}={{}}"
    return Use(label=_("bonus checks"), counts=counts, view="bonuses:checks", url=url)
