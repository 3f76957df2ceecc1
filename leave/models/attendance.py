"""Check-ins, what proves them, and what is asked to be corrected in them."""

from datetime import datetime
from typing import Self

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.web.forms.reasons import LONGEST_REASON


class CheckIn(models.Model):
    """Somebody came to a shift (AT-1, AT-2). Who writes: leave/attendance."""

    staff_id: ObjectId
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    staff_name = models.CharField(max_length=80)
    # The date of the shift (leave/rules/shifts.py).
    date = models.DateField()
    # When they did; None of a check-in that only a correction says.
    checked_in_at = models.DateTimeField(null=True)
    # When they really came, as an admin agreed.
    corrected_at = models.DateTimeField(null=True)
    # The admin who did it for them, and why; empty of one by code.
    by_name = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "date"], name="one_check_in_a_shift")
        ]
        indexes = [
            models.Index(fields=["date", "id"], name="check_ins_by_date"),
            models.Index(fields=["staff", "date", "id"], name="check_ins_of_staff"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_name} {self.date}"

    @property
    def came_at(self) -> datetime | None:
        """What counts: the corrected time, if there is one."""
        return self.corrected_at or self.checked_in_at


class Authenticator(models.Model):
    """The secret that somebody's phone shares with the product (AT-1).

    Who writes: leave/attendance/authenticators.py and codes.py.
    """

    staff_id: ObjectId
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # Shown until it is verified, and never afterwards; empty after a reset.
    secret = models.CharField(max_length=64, blank=True)
    verified_at = models.DateTimeField(null=True)
    # The time step of the last code that was accepted: that and earlier ones work no more.
    last_timecode = models.BigIntegerField(default=0)
    # Wrong codes since the last right one.
    failures = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff"], name="one_authenticator")]

    def __str__(self) -> str:
        return str(self.staff_id)

    @property
    def is_locked(self) -> bool:
        """Too many wrong codes a moment ago."""
        return self.locked_until is not None and timezone.now() < self.locked_until


class FloorCode(models.Model):
    """The secret behind the code on the wall, one row. Who writes: leave/attendance/floor.py."""

    secret = models.CharField(max_length=64)
    # One more with each new secret: the screens of the old one show nothing.
    generation = models.IntegerField(default=1)


class CorrectionStatus(models.TextChoices):
    PENDING = "pending", _("Pending")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


class CorrectionQuerySet(models.QuerySet):
    def pending(self) -> Self:
        return self.filter(status=CorrectionStatus.PENDING)


class Correction(models.Model):
    """Somebody says that they came at another time. Who writes: leave/attendance/corrections.py."""

    staff_id: ObjectId
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    staff_name = models.CharField(max_length=80)
    date = models.DateField()
    # When they came, as they say; what counted until then, None without a check-in.
    asked_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON)
    status = models.CharField(
        max_length=10, choices=CorrectionStatus, default=CorrectionStatus.PENDING
    )
    is_pending = models.BooleanField(default=True)
    note = models.CharField(max_length=LONGEST_REASON, blank=True)
    decided_by_name = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "date"],
                condition=models.Q(is_pending=True),
                name="one_pending_correction",
            )
        ]
        indexes = [
            models.Index(fields=["staff", "date"], name="corrections_of_staff"),
            models.Index(fields=["status", "-created_at", "-id"], name="corrections_in_status"),
            models.Index(fields=["staff", "-created_at", "-id"], name="corrections_of_staff_new"),
            models.Index(fields=["-created_at", "-id"], name="corrections_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_name} {self.date}"
