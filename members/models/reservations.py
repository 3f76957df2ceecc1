"""Reserved members: a customer protected for one staff member in one product."""

from typing import Any, Self

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.staff.models import Product
from crm.web.forms.reasons import LONGEST_REASON
from crm.web.texts.visible import visible_text
from members.rules.expiry import GraceFacts, grace_start
from members.rules.keys import customer_key


class ReservationStatus(models.TextChoices):
    PENDING = "pending", _("Pending")
    APPROVED = "approved", _("Approved")


class Extension(models.TextChoices):
    """What became of the one extension that may be asked for."""

    NONE = "", _("Not asked for")
    ASKED = "asked", _("Asked for")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class ReservationQuerySet(models.QuerySet):
    def pending(self) -> Self:
        return self.filter(status=ReservationStatus.PENDING)

    def approved(self) -> Self:
        return self.filter(status=ReservationStatus.APPROVED)

    def extension_asked(self) -> Self:
        """Those for whom an admin has to decide about more time."""
        return self.approved().filter(extension=Extension.ASKED)

    def of_customer(self, key: str, product_id: ObjectId) -> Self:
        """The one active reservation of a customer in a product, if any (RS-3)."""
        return self.filter(customer_key=key, product_id=product_id)


class Reservation(models.Model):
    """Pending or approved. One that ends leaves this collection for PastReservation.

    Who writes: members/reservations.
    """

    customer_id = models.CharField(_("customer"), max_length=120)
    customer_key = models.CharField(max_length=240, editable=False)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    product_id: ObjectId
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, related_name="+")
    product_name = models.CharField(max_length=60)
    staff_id: ObjectId
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )
    staff_name = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=ReservationStatus)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by_name = models.CharField(max_length=80)
    approved_at = models.DateTimeField(null=True)
    approved_by_name = models.CharField(max_length=80, blank=True)

    is_permanent = models.BooleanField(_("permanent"), default=False)
    # Derived: the latest counted deposit of the owner with the customer in the product, written by
    # members/reservations/last_deposits.py (RS-19).
    last_deposit_on = models.DateField(null=True, editable=False)
    # From when on the grace counts anew: restored, or with a new owner.
    restarted_on = models.DateField(null=True, editable=False)
    # Derived from the three dates: what expiry is looked up by. See members/rules/expiry.py.
    grace_from = models.DateField(null=True, editable=False)
    # The last day on which the owner was warned.
    warned_on = models.DateField(null=True, editable=False)
    extension = models.CharField(max_length=8, choices=Extension, default=Extension.NONE)
    extension_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    extension_asked_at = models.DateTimeField(null=True)
    # It does not run out before this day.
    extended_until = models.DateField(null=True)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer_key", "product"],
                name="one_reservation_per_customer_product",
            )
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="reservations_newest"),
            models.Index(fields=["status", "-created_at", "-id"], name="reservations_in_status"),
            models.Index(fields=["staff", "-created_at", "-id"], name="reservations_of_staff"),
            models.Index(fields=["product", "-created_at", "-id"], name="reservations_in_product"),
            models.Index(
                fields=["-created_at", "-id"],
                name="reservations_asking",
                condition=models.Q(extension="asked"),
            ),
            models.Index(
                fields=["status", "is_permanent", "grace_from", "id"], name="reservations_by_grace"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} ({self.product_name})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.customer_id = visible_text(self.customer_id)
        self.customer_key = customer_key(self.customer_id)
        self.grace_from = None if self.is_pending else grace_start(self.grace_facts)
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "grace_from"}
        super().save(*args, **kwargs)

    @property
    def is_pending(self) -> bool:
        return self.status == ReservationStatus.PENDING

    @property
    def grace_facts(self) -> GraceFacts:
        """What decides until when an approved one is protected."""
        return GraceFacts(
            approved_on=timezone.localdate(self.approved_at or self.created_at),
            last_deposit_on=self.last_deposit_on,
            restarted_on=self.restarted_on,
            extended_until=self.extended_until,
            is_permanent=self.is_permanent,
        )
