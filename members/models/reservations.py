"""Reserved members: a customer protected for one staff member in one product."""

from typing import Any, Self

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.staff.models import Product
from crm.web.texts.visible import visible_text
from members.rules.keys import customer_key


class ReservationStatus(models.TextChoices):
    PENDING = "pending", _("Pending")
    APPROVED = "approved", _("Approved")


class ReservationQuerySet(models.QuerySet):
    def pending(self) -> Self:
        return self.filter(status=ReservationStatus.PENDING)

    def approved(self) -> Self:
        return self.filter(status=ReservationStatus.APPROVED)

    def of_customer(self, key: str, product_id: ObjectId) -> Self:
        """The one active reservation of a customer in a product, if any (RS-3)."""
        return self.filter(customer_key=key, product_id=product_id)


class Reservation(models.Model):
    """Pending or approved. An ended or rejected one leaves this collection; history keeps it."""

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
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} ({self.product_name})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.customer_id = visible_text(self.customer_id)
        self.customer_key = customer_key(self.customer_id)
        super().save(*args, **kwargs)

    @property
    def is_pending(self) -> bool:
        return self.status == ReservationStatus.PENDING
