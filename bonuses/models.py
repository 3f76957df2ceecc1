"""Plans, the standings that follow from them, and the months that are closed."""

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bonuses.rules import plans, rates
from bonuses.rules.payment import Rate
from crm.staff.models import Product
from crm.web.forms.reasons import LONGEST_REASON


def money_field(*, null: bool = False) -> models.DecimalField:
    """An amount with two places, in the currency of its row."""
    return models.DecimalField(max_digits=20, decimal_places=2, null=null)


def staff_field() -> models.ForeignKey:
    """The staff member whom a row is about; accounts with rows are never deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )


class PlanStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class BonusPlan(models.Model):
    """Tiers and targets from a month on. A published one never changes (BO-8)."""

    # The first day of the first month.
    valid_from = models.DateField(_("valid from"))
    content = models.JSONField()
    status = models.CharField(max_length=10, choices=PlanStatus, default=PlanStatus.DRAFT)
    note = models.CharField(_("note"), max_length=200, blank=True)
    version = models.IntegerField(default=1, editable=False)
    created_by_name = models.CharField(max_length=80, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by_name = models.CharField(max_length=80, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    # Rises with each publication, also between two clocks.
    sequence = models.IntegerField(default=0, editable=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["status", "-valid_from", "-sequence", "-published_at"],
                name="plan_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m}"

    @property
    def plan(self) -> rates.Plan:
        """What it says, as the rules read it."""
        return plans.from_json(self.content)


class Standing(models.Model):
    """What a staff member's month earns as the ledger is now. Written only by standings.py."""

    staff = staff_field()
    staff_id: ObjectId
    month = models.DateField()
    total = money_field()
    records = models.IntegerField()
    ndp = models.IntegerField()
    rdp = models.IntegerField()
    days_worked = models.IntegerField()
    success_days = models.IntegerField()
    main_bonus = money_field()
    ndp_bonus = money_field()
    rdp_bonus = money_field()
    total_bonus = money_field()
    currency = models.CharField(max_length=3)
    # Days that hit each tier, by its label.
    ndp_days = models.JSONField()
    rdp_days = models.JSONField()
    # Each day worked as [day of the month, NDP, RDP], and the NDP and RDP asked for a day.
    days = models.JSONField()
    targets = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "month"], name="one_standing_per_staff_month")
        ]
        indexes = [models.Index(fields=["month"], name="standing_month")]


class Closing(models.Model):
    """A month that was reviewed and closed; reopening ends it."""

    month = models.DateField()
    closed_by_name = models.CharField(max_length=80)
    closed_at = models.DateTimeField(default=timezone.now)
    reopened_by_name = models.CharField(max_length=80, blank=True)
    reopened_at = models.DateTimeField(null=True)
    # False once it was reopened.
    in_force = models.BooleanField(default=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    # The exchange rate of its last day, frozen with it; None if there was none.
    rate_rupiah = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    rate_since = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                condition=models.Q(in_force=True),
                name="one_closing_per_month",
            )
        ]
        indexes = [models.Index(fields=["-month"], name="closing_month")]

    @property
    def rate(self) -> Rate | None:
        """The rate at which the month is in rupiah; None if there was none."""
        if self.rate_rupiah is None or self.rate_since is None:
            return None
        return Rate(self.rate_rupiah, self.rate_since)


class Statement(models.Model):
    """A staff member's month as it was closed. Only ever added."""

    closing = models.ForeignKey(
        Closing, on_delete=models.PROTECT, db_index=False, related_name="statements"
    )
    closing_id: ObjectId
    staff = staff_field()
    staff_id: ObjectId
    staff_name = models.CharField(max_length=80)
    month = models.DateField()
    # See stored_figures().
    figures = models.JSONField()
    # Each day: date, records, total, ndp, rdp and both bonuses.
    days = models.JSONField()
    plan = models.JSONField()
    # What came from closed months into this one, frozen with it: amounts as text by currency.
    adjusted = models.JSONField()
    # Over the counted records of the month, see fingerprint.py.
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["closing", "staff"], name="one_statement_per_closing_staff"
            )
        ]
        indexes = [models.Index(fields=["staff", "-month"], name="statement_by_staff")]


class AdjustmentQuerySet(models.QuerySet):
    def in_order(self) -> "AdjustmentQuerySet":
        """Of one person: as the events that made the lines came after each other."""
        return self.order_by("sequence")


class Adjustment(models.Model):
    """What a change to a closed month makes in a later, open one. Only ever added."""

    closing = models.ForeignKey(
        Closing, on_delete=models.PROTECT, db_index=False, related_name="adjustments"
    )
    closing_id: ObjectId
    staff = staff_field()
    staff_id: ObjectId
    staff_name = models.CharField(max_length=80)
    # The closed month that changed, and the open one whose statement carries it.
    month = models.DateField()
    into = models.DateField()
    # Which of the staff member's events made it (omset/locks.py); no two of a closing are alike.
    sequence = models.IntegerField()
    # The figures before and after: the total bonus before is what statement and lines add up to.
    old = models.JSONField()
    new = models.JSONField()
    amount = money_field()
    currency = models.CharField(max_length=3)
    cause = models.CharField(max_length=20)
    # The deposit, by its id and by what people call it: it may be removed for good.
    record = models.CharField(max_length=24, blank=True)
    customer_id = models.CharField(max_length=120, blank=True)
    deposit_date = models.DateField(null=True)
    deposit_total = money_field(null=True)
    actor_name = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["closing", "staff", "sequence"], name="adjustment_in_order"),
            models.Index(fields=["into", "staff"], name="adjustment_by_target"),
            models.Index(fields=["staff", "sequence"], name="adjustment_of_staff"),
        ]


class CheckStatus(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CustomerCheck(models.Model):
    """A staff member's claim to the bonus for a reserved customer (BC-4)."""

    staff = staff_field()
    staff_id: ObjectId
    staff_name = models.CharField(max_length=80)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, related_name="+")
    product_id: ObjectId
    product_name = models.CharField(max_length=60)
    customer_id = models.CharField(_("customer"), max_length=120)
    customer_key = models.CharField(max_length=240)
    # The reservation it rests on, by its id: it may end before this does (BC-5).
    reservation = models.CharField(max_length=24)
    # The first day of the month it was submitted in.
    month = models.DateField()
    status = models.CharField(max_length=10, choices=CheckStatus, default=CheckStatus.SUBMITTED)
    submitted_at = models.DateTimeField(default=timezone.now)
    decided_by_name = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "customer_key", "product", "month"],
                condition=models.Q(status__in=["submitted", "approved", "rejected"]),
                name="one_check_in_force_per_customer_month",
            )
        ]
        indexes = [
            models.Index(fields=["-submitted_at", "-id"], name="checks_newest"),
            models.Index(fields=["month", "-submitted_at", "-id"], name="checks_of_month"),
            models.Index(
                fields=["staff", "-month", "-submitted_at", "-id"], name="checks_of_staff"
            ),
            models.Index(fields=["reservation"], name="check_by_reservation"),
            models.Index(fields=["customer_key", "-submitted_at"], name="checks_of_customer"),
            models.Index(
                fields=["status", "-submitted_at", "-id"],
                name="checks_waiting",
                condition=models.Q(status="submitted"),
            ),
        ]


class ExchangeRate(models.Model):
    """A rate as the release before reads and adds them; docs/decisions/0014 says until when.

    Rates are values of a policy: bonuses/statements/exchange_rates.py, which alone knows this.
    """

    valid_from = models.DateField(_("valid from"))
    # Which of the rates of that date it is.
    sequence = models.IntegerField()
    rupiah = models.DecimalField(_("rupiah for one dollar"), max_digits=12, decimal_places=2)
    set_by_name = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["valid_from", "sequence"], name="rates_in_order")
        ]


class BooksLock(models.Model):
    """One row that exchange rates and closings write first: two of them collide here.

    Written only by bonuses/locks.py.
    """

    name = models.CharField(max_length=10, primary_key=True, db_column="_id")
    events = models.IntegerField(default=0)

    class Meta:
        db_table = "bonuses_bookshead"
