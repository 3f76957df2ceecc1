"""What is stored of fees: what admins wrote, payments, and the months that are closed.

What lateness and breaks cost is stored nowhere but in the statement of a closed month: it is
recomputed from check-ins, breaks and leave (leave/fees/statements.py). Amounts are dollars.
"""

from typing import Any, Self

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.web.forms.reasons import LONGEST_REASON
from leave.rules.fees import FeeKind

LONGEST_BASIS = 2000


def dollars_field(**options: Any) -> models.DecimalField:
    """An amount in dollars with two places."""
    return models.DecimalField(max_digits=12, decimal_places=2, **options)


def person_field() -> models.ForeignKey:
    """Whom a row is about; accounts with rows are never deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )


class Currency(models.TextChoices):
    """What people pay in (FE-2)."""

    USD = "USD", _("Dollar")
    THB = "THB", _("Baht")
    IDR = "IDR", _("Rupiah")


class PaymentSource(models.TextChoices):
    """Where a payment comes from."""

    MONEY = "money", _("Payment")
    # Moved from a month that was overpaid; there it is a payment of less than nothing.
    CREDIT = "credit", _("Credit of another month")


class WaivableKind(models.TextChoices):
    """What can be waived for a day (FE-1)."""

    LATENESS = FeeKind.LATENESS.value, _("Lateness")
    BREAK = FeeKind.BREAK.value, _("Break")


class FeeBasis(models.Model):
    """The text of the agreement from a date on; of two of one date the later holds."""

    valid_from = models.DateField(_("valid from"))
    text = models.CharField(_("text of the agreement"), max_length=LONGEST_BASIS)
    author_name = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)
    # Which of the texts of that date it is.
    sequence = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["valid_from", "sequence"], name="bases_in_order")
        ]


class InForceQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        """What was not taken back."""
        return self.filter(is_withdrawn=False)


class ManualFee(models.Model):
    """A fee that an admin wrote, with its reason (FE-2). Taken back it stays, and costs nothing."""

    staff = person_field()
    staff_id: ObjectId
    staff_name = models.CharField(max_length=80)
    date = models.DateField()
    amount = dollars_field()
    reason = models.CharField(max_length=LONGEST_REASON)
    by_name = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)
    is_withdrawn = models.BooleanField(default=False)
    withdrawn_by_name = models.CharField(max_length=80, blank=True)
    withdrawn_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    # A form that is sent twice adds one fee.
    idempotency_key = models.CharField(max_length=64)

    objects = InForceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "idempotency_key"], name="one_fee_a_form")
        ]
        indexes = [
            models.Index(fields=["staff", "date"], name="manual_fee_of_staff"),
            models.Index(fields=["date"], name="manual_fee_by_date"),
        ]


class Waiver(models.Model):
    """What a day's lateness or breaks would cost is not charged, until it is reinstated (FE-1)."""

    staff = person_field()
    staff_id: ObjectId
    staff_name = models.CharField(max_length=80)
    date = models.DateField()
    kind = models.CharField(max_length=10, choices=WaivableKind)
    reason = models.CharField(max_length=LONGEST_REASON)
    by_name = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)
    is_withdrawn = models.BooleanField(default=False)
    withdrawn_by_name = models.CharField(max_length=80, blank=True)
    withdrawn_reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "date", "kind"],
                condition=models.Q(is_withdrawn=False),
                name="one_waiver_a_day_and_kind",
            )
        ]
        indexes = [
            models.Index(fields=["staff", "date"], name="waiver_of_staff"),
            models.Index(fields=["date"], name="waiver_by_date"),
        ]


class Payment(models.Model):
    """What somebody paid towards a month, at the rate of the day on which they paid (FE-2)."""

    staff = person_field()
    staff_id: ObjectId
    staff_name = models.CharField(max_length=80)
    # The first day of the month whose statement it pays, and the day of the payment itself.
    month = models.DateField()
    paid_on = models.DateField()
    currency = models.CharField(max_length=3, choices=Currency)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    # So much of the currency for one dollar on that day, and what the payment comes to.
    rate = models.DecimalField(max_digits=16, decimal_places=2)
    usd = dollars_field()
    source = models.CharField(max_length=10, choices=PaymentSource, default=PaymentSource.MONEY)
    # Which part of the month's instalments it pays; 0 for none.
    part = models.IntegerField(default=0)
    note = models.CharField(max_length=LONGEST_REASON, blank=True)
    by_name = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)
    is_withdrawn = models.BooleanField(default=False)
    withdrawn_by_name = models.CharField(max_length=80, blank=True)
    withdrawn_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    # A form that is sent twice records one payment.
    idempotency_key = models.CharField(max_length=64)

    objects = InForceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "idempotency_key"], name="one_payment_a_form")
        ]
        indexes = [
            models.Index(fields=["staff", "month"], name="payment_of_staff_month"),
            models.Index(fields=["month"], name="payment_of_month"),
            models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(is_withdrawn=False),
                name="payments_in_force_newest",
            ),
        ]


class InstalmentPlan(models.Model):
    """A month is paid in so many equal parts, one in each of the months after it (FE-3)."""

    staff = person_field()
    staff_id: ObjectId
    staff_name = models.CharField(max_length=80)
    month = models.DateField()
    parts = models.IntegerField()
    by_name = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "month"], name="one_plan_a_staff_month")
        ]


class FeeClosing(models.Model):
    """A month of fees that was reviewed and closed; reopening ends it."""

    month = models.DateField()
    in_force = models.BooleanField(default=True)
    closed_by_name = models.CharField(max_length=80)
    closed_at = models.DateTimeField(default=timezone.now)
    reopened_by_name = models.CharField(max_length=80, blank=True)
    reopened_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                condition=models.Q(in_force=True),
                name="one_fee_closing_a_month",
            )
        ]
        indexes = [models.Index(fields=["-month"], name="fee_closing_month")]


class ClosedStatement(models.Model):
    """Somebody's fees of a month as it was closed. Only ever added; `events` alone moves on."""

    closing = models.ForeignKey(
        FeeClosing, on_delete=models.PROTECT, db_index=False, related_name="statements"
    )
    closing_id: ObjectId
    staff = person_field()
    staff_id: ObjectId
    staff_name = models.CharField(max_length=80)
    month = models.DateField()
    # The lines of the month, and those that changes to earlier closed months made in it.
    lines = models.JSONField()
    changes = models.JSONField()
    total = dollars_field()
    # So many events the person's month had when it, or a later statement, told of all of them:
    # another number means that something happened since (leave/locks.py).
    events = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "month", "closing"], name="one_statement_a_fee_closing"
            )
        ]
        indexes = [
            # What asks whether something happened since reads nothing but this.
            models.Index(
                fields=["closing", "staff", "month", "events"], name="events_of_fee_closing"
            )
        ]
