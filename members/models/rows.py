"""The rows of members' databases."""

from typing import Self

from bson import ObjectId
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ArrayField, ObjectIdField

from crm.staff.models import Product
from members.models.batches import Response, WhatsApp
from members.models.databases import MemberDatabase

# Below every id: an index on what is above it holds only the rows that have one.
SMALLEST_ID = "0" * 24


class RowStatus(models.TextChoices):
    """AVAILABLE rows are drawn; REQUESTED ones are held by a request that waits; an INVALID one is
    still with the staff member who said so, until it is replaced and ARCHIVED (DB-2, BZ-2)."""

    AVAILABLE = "available", _("Available")
    REQUESTED = "requested", _("Requested")
    RESERVED = "reserved", _("Reserved")
    ASSIGNED = "assigned", _("Assigned")
    INVALID = "invalid", _("Invalid")
    ARCHIVED = "archived", _("Archived")


# What a staff member has: to work with, or said to be invalid and not replaced yet.
IN_HAND = (RowStatus.ASSIGNED.value, RowStatus.INVALID.value)


class Validation(models.TextChoices):
    NOT_YET = "", _("Not validated")
    VALID = "valid", _("Valid")
    INVALID = "invalid", _("Invalid")


class MemberRowQuerySet(models.QuerySet):
    def of(self, database_id: ObjectId) -> Self:
        return self.filter(database_id=database_id)

    def with_staff(self, staff_id: ObjectId) -> Self:
        """What a staff member has in hand."""
        return self.filter(staff_id=staff_id, status__in=IN_HAND)

    def in_conflict(self) -> Self:
        """With a staff member while a colleague has the customer reserved (RS-8, BZ-2)."""
        in_hand = self.filter(status__in=IN_HAND)
        return in_hand.filter(reservation_id__gt=SMALLEST_ID).exclude(
            reserved_for_id=models.F("staff_id")
        )


class MemberRow(models.Model):
    """One row of one database. Who writes: members/databases, members/draws, members/batches."""

    database_id: ObjectId
    database = models.ForeignKey(
        MemberDatabase, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    product_id: ObjectId
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, related_name="+")
    import_id = ObjectIdField(null=True)
    # The row of its file.
    number = models.IntegerField()
    # As they were uploaded, in the order of the database's columns.
    cells = models.JSONField(default=list)
    # What the mapped columns hold; the phone as +62812..., empty if it is none.
    customer_id = models.CharField(max_length=120, blank=True)
    customer_key = models.CharField(max_length=240, blank=True)
    name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    # What the row is found by, see members/rules/terms.py.
    terms = ArrayField(models.CharField(max_length=260), default=list)
    # Another row has the same customer or phone, and it was kept all the same.
    is_duplicate = models.BooleanField(default=False)

    status = models.CharField(max_length=10, choices=RowStatus, default=RowStatus.AVAILABLE)
    # Its place among what can be drawn: 16 hexadecimal digits, see members/rules/draw.py.
    draw_key = models.CharField(max_length=16)
    times_returned = models.IntegerField(default=0)
    # The event of its database that brought it (PoolEvent.sequence).
    joined = models.IntegerField()
    is_do_not_contact = models.BooleanField(default=False)
    # The approved reservation of its customer in its product, whatever the row's status: assigned
    # to somebody else, the row is a conflict (RS-8); available, it is reserved (RS-11).
    reservation_id = ObjectIdField(null=True)
    reserved_for_id = ObjectIdField(null=True)
    reserved_since = models.DateTimeField(null=True)

    staff_id = ObjectIdField(null=True)
    staff_name = models.CharField(max_length=80, blank=True)
    assigned_at = models.DateTimeField(null=True)
    request_id = ObjectIdField(null=True)
    batch_id = ObjectIdField(null=True)
    whatsapp = models.CharField(max_length=7, choices=WhatsApp, blank=True)
    whatsapp_at = models.DateTimeField(null=True)
    response = models.CharField(max_length=5, choices=Response, blank=True)
    responded_at = models.DateTimeField(null=True)
    call_again_on = models.DateField(null=True)
    validation = models.CharField(max_length=7, choices=Validation, blank=True)
    validated_at = models.DateTimeField(null=True)
    invalid_reason = models.CharField(max_length=200, blank=True)

    objects = MemberRowQuerySet.as_manager()

    class Meta:
        indexes = [
            # Those who must not be contacted apart: no draw walks over them.
            models.Index(
                fields=["database", "status", "is_do_not_contact", "draw_key"], name="rows_in_pool"
            ),
            models.Index(fields=["database", "number", "id"], name="rows_of_database"),
            # Nothing is said of most rows here, so that loading them costs little.
            models.Index(
                fields=["staff_id", "status", "-assigned_at", "-id"],
                name="rows_of_staff",
                condition=models.Q(staff_id__gt=SMALLEST_ID),
            ),
            models.Index(
                fields=["batch_id", "number"],
                name="rows_of_batch",
                condition=models.Q(batch_id__gt=SMALLEST_ID),
            ),
            models.Index(
                fields=["request_id"],
                name="rows_of_request",
                condition=models.Q(request_id__gt=SMALLEST_ID),
            ),
            models.Index(
                fields=["reservation_id"],
                name="rows_of_reservation",
                condition=models.Q(reservation_id__gt=SMALLEST_ID),
            ),
            # Of those in somebody's hands it tells by itself which are conflicts.
            models.Index(
                fields=["database", "status", "number", "id", "staff_id", "reserved_for_id"],
                name="rows_in_conflict",
                condition=models.Q(reservation_id__gt=SMALLEST_ID),
            ),
            models.Index(
                fields=["status", "staff_id"],
                name="rows_invalid",
                condition=models.Q(status="invalid"),
            ),
            models.Index(fields=["terms"], name="rows_by_term"),
            # Who looks for customers finds them by nothing else of a row.
            models.Index(
                fields=["customer_key"],
                name="rows_of_customer",
                condition=models.Q(customer_key__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.database_id} {self.number}"

    @property
    def is_conflict(self) -> bool:
        """With a staff member while a colleague has the customer reserved (RS-8, RS-10)."""
        return self.status in IN_HAND and self.reserved_for_id not in (None, self.staff_id)
