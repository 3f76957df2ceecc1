"""Reservations that have ended: the archive, and what a customer's page says of the past."""

from typing import Self

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from crm.staff.models import Product
from crm.web.forms.reasons import LONGEST_REASON


class EndCause(models.TextChoices):
    """Why a reservation ended. The last two are requests that never counted."""

    RELEASED = "released", _("Released by an admin")
    OWNER_LEFT = "owner_left", _("The staff member left")
    GRACE_OVER = "grace_over", _("No deposit within the grace")
    NO_DEPOSIT = "no_deposit", _("No deposit at all")
    REJECTED = "rejected", _("Rejected")
    UNDECIDED = "undecided", _("Not decided in time")


class ArchiveState(models.TextChoices):
    """The archive shows LISTED ones: one for each customer, staff member and product (RS-16)."""

    LISTED = "listed", _("In the archive")
    # A later one of the same three ended, or somebody has the customer reserved since (RS-5).
    REPLACED = "replaced", _("Replaced")
    RESTORED = "restored", _("Restored")
    REMOVED = "removed", _("Removed from the archive")
    # A request that never counted: it can not be restored as if it had (RS-16).
    NEVER_COUNTED = "request", _("Never approved")


class PastReservationQuerySet(models.QuerySet):
    def listed(self) -> Self:
        return self.filter(state=ArchiveState.LISTED)

    def of_customer(self, key: str, product_id: ObjectId) -> Self:
        """Of one customer in one product."""
        return self.filter(customer_key=key, product_id=product_id)


class PastReservation(models.Model):
    """A reservation as it was when it ended. Never removed; its `state` changes.

    Who writes: members/reservations/endings/archive.py.
    """

    # Whose history goes on with it; a restored reservation has it again.
    reservation_id = ObjectIdField()
    customer_id = models.CharField(max_length=120)
    customer_key = models.CharField(max_length=240)
    phone = models.CharField(max_length=30, blank=True)
    product_id: ObjectId
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, related_name="+")
    product_name = models.CharField(max_length=60)
    staff_id: ObjectId
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    staff_name = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=80)
    approved_at = models.DateTimeField(null=True)
    approved_by_name = models.CharField(max_length=80, blank=True)
    last_deposit_on = models.DateField(null=True)

    ended_at = models.DateTimeField(default=timezone.now)
    ended_by_name = models.CharField(max_length=80)
    cause = models.CharField(max_length=10, choices=EndCause)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    # What expiry went by: the days of grace, and those since the deposit or the approval.
    grace_days = models.IntegerField(null=True)
    days_since = models.IntegerField(null=True)
    state = models.CharField(max_length=8, choices=ArchiveState, default=ArchiveState.LISTED)

    objects = PastReservationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-ended_at", "-id"], name="archive_newest"),
            models.Index(fields=["customer_key", "product", "state"], name="archive_of_customer"),
            models.Index(fields=["staff", "state", "-ended_at", "-id"], name="archive_of_staff"),
            models.Index(
                fields=["product", "state", "-ended_at", "-id"], name="archive_in_product"
            ),
            models.Index(fields=["reservation_id"], name="archive_of_reservation"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} ({self.product_name})"
