"""Requests for rows, the draws that answer them, and the log of what is in a pool."""

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from crm.staff.models import Product
from crm.web.forms.reasons import LONGEST_REASON
from members.models.databases import MemberDatabase


class RequestStatus(models.TextChoices):
    PENDING = "pending", _("Pending")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


class DrawPurpose(models.TextChoices):
    REQUEST = "request", _("Request")
    ASSIGNMENT = "assignment", _("Assignment")
    DISTRIBUTION = "distribution", _("Distribution")
    REPLACEMENT = "replacement", _("Replacement")


class PassedOver(models.TextChoices):
    """Why a row of the pool was not drawn though its key is lower than the last one's."""

    RESERVED = "reserved", _("Reserved")
    # A colleague has asked to reserve the customer (DB-4).
    PENDING = "pending", _("Reservation asked for")
    DO_NOT_CONTACT = "do_not_contact", _("Do not contact")


class PoolVerb(models.TextChoices):
    """What changes which rows can be drawn, beside the draws themselves."""

    # A part of an import: the rows whose `joined` is the event's sequence. They name no rows.
    JOIN = "join", _("Uploaded")
    # Into the pool again: with another key, since somebody has had them.
    RETURN = "return", _("Returned")
    # Into the pool again with the key that they had.
    FREE = "free", _("Free again")
    # Out of it: a reservation, do not contact, archived, given by hand.
    RESERVE = "reserve", _("Reserved")
    EXCLUDE = "exclude", _("Do not contact")
    ARCHIVE = "archive", _("Archived")
    ASSIGN = "assign", _("Assigned by hand")
    # From one staff member to another, or gone with its upload: no change of the pool's order.
    HAND_OVER = "hand_over", _("Handed over")
    REMOVE = "remove", _("Removed")


class PoolEvent(models.Model):
    """Only ever added, by members/databases/pool.py: with it every draw can be computed again."""

    database_id: ObjectId
    database = models.ForeignKey(
        MemberDatabase, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # Its place among all that happened to the pool, draws included.
    sequence = models.IntegerField()
    verb = models.CharField(max_length=10, choices=PoolVerb)
    # [row id, how often it was returned by then] of each.
    rows = models.JSONField(default=list)
    # Who has them from now on, if anybody.
    staff_id = ObjectIdField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["database", "sequence"], name="one_event_per_sequence")
        ]


class DatabaseRequest(models.Model):
    """A staff member asks for rows; those that it holds have its id (DB-3 to DB-6)."""

    database_id: ObjectId
    database = models.ForeignKey(
        MemberDatabase, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    product_id: ObjectId
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, related_name="+")
    staff_id: ObjectId
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    database_name = models.CharField(max_length=80)
    product_name = models.CharField(max_length=60)
    staff_name = models.CharField(max_length=80)
    count = models.IntegerField()
    status = models.CharField(max_length=10, choices=RequestStatus, default=RequestStatus.PENDING)
    is_automatic = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    batch_id = ObjectIdField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # A form that is sent twice asks once.
    idempotency_key = models.CharField(max_length=80, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "idempotency_key"], name="one_request_per_form"
            )
        ]
        indexes = [
            models.Index(fields=["status", "-created_at", "-id"], name="requests_in_status"),
            models.Index(fields=["staff", "-created_at", "-id"], name="requests_of_staff"),
            models.Index(fields=["database", "-created_at", "-id"], name="requests_of_database"),
            models.Index(fields=["-created_at", "-id"], name="requests_newest"),
            # All that counting them wants: no request is read for it.
            models.Index(fields=["status", "created_at", "count"], name="requests_counted"),
        ]


class Draw(models.Model):
    """Rows taken from a pool, and all that proves that they were the next ones. Only ever added."""

    database_id: ObjectId
    database = models.ForeignKey(
        MemberDatabase, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # Its place in the chain of the database's draws, and among all events of its pool.
    number = models.IntegerField()
    sequence = models.IntegerField()
    purpose = models.CharField(max_length=12, choices=DrawPurpose)
    staff_id: ObjectId
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    staff_name = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)
    count = models.IntegerField()
    # [row id, how often it was returned by then], by key.
    taken = models.JSONField(default=list)
    # [row id, why, id of the reservation that the row does not bear] of what has a lower key than
    # the last row taken and was not drawn; how many there were is counted, and of those that were
    # out of the pool before not all are named (members/draws/candidates.py).
    passed_over = models.JSONField(default=list)
    passed_over_count = models.IntegerField(default=0)
    first_key = models.CharField(max_length=16, blank=True)
    last_key = models.CharField(max_length=16, blank=True)
    request_id = ObjectIdField(null=True)
    batch_id = ObjectIdField(null=True)
    # Of the draw before, and of all of this one (members/rules/draw.py).
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["database", "number"], name="one_draw_per_number")
        ]
        indexes = [
            models.Index(fields=["staff", "-at", "-id"], name="draws_of_staff"),
            # Which of them took a row.
            models.Index(fields=["taken"], name="draws_of_row"),
            models.Index(fields=["batch_id"], name="draws_of_batch"),
        ]

    @property
    def taken_ids(self) -> list[ObjectId]:
        """The rows that it took, by key."""
        return [ObjectId(row_id) for row_id, _times in self.taken]

    def statement(self) -> dict[str, object]:
        """All that its hash is of."""
        return {
            "database": str(self.database_id),
            "number": self.number,
            "sequence": self.sequence,
            "purpose": str(self.purpose),
            "staff": str(self.staff_id),
            "by": self.by_name,
            "at": self.at.isoformat(),
            "count": self.count,
            "taken": self.taken,
            "passed_over": self.passed_over,
            "passed_over_count": self.passed_over_count,
            "first_key": self.first_key,
            "last_key": self.last_key,
            "request": str(self.request_id or ""),
            "batch": str(self.batch_id or ""),
            "previous": self.previous_hash,
        }
