"""The log of rows in somebody's hands whose customer was reserved for a colleague (RS-8, RS-25)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from crm.mongo.append_only import AppendOnlyModel
from members.models.databases import DatabaseKind


class ConflictChange(models.TextChoices):
    TAKEN = "taken", _("Taken by a reservation")
    CLEARED = "cleared", _("Cleared")


class ConflictEvent(AppendOnlyModel):
    """A row became a conflict, or ceased to be one. It outlives the reservation and the row."""

    texts_are_forgotten = True
    change = models.CharField(max_length=7, choices=ConflictChange)
    row_id = ObjectIdField()
    database_id = ObjectIdField()
    database_name = models.CharField(max_length=80)
    database_kind = models.CharField(max_length=8, choices=DatabaseKind)
    product_id = ObjectIdField()
    product_name = models.CharField(max_length=60)
    # The reserved customer: what stands in the row may be another spelling.
    customer_id = models.CharField(max_length=120)
    customer_key = models.CharField(max_length=240)
    reservation_id = ObjectIdField()
    # Who has the row, and for whom its customer is reserved.
    staff_id = ObjectIdField()
    staff_name = models.CharField(max_length=80)
    reserved_for_id = ObjectIdField()
    reserved_for_name = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="conflicts_newest"),
            models.Index(fields=["staff_id", "-at", "-id"], name="conflicts_of_staff"),
            models.Index(fields=["reserved_for_id", "-at", "-id"], name="conflicts_for_staff"),
            models.Index(fields=["customer_key", "-at", "-id"], name="conflicts_of_customer"),
            # The statistics are counted from it alone.
            models.Index(
                fields=["change", "at", "staff_id", "reserved_for_id"], name="conflicts_counted"
            ),
        ]
