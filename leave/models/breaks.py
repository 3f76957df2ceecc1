"""Breaks of a shift, and that admins were told of too many of them."""

from typing import Self

from bson import ObjectId
from django.conf import settings
from django.db import models

from crm.web.forms.reasons import LONGEST_REASON
from leave.rules.breaks import BreakTime


class BreakQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Closed by the system, and no admin has confirmed when they ended (NO-4)."""
        return self.filter(waits=True)


class Break(models.Model):
    """One break of one person (IZ-1). Who writes: leave/breaks/verbs.py."""

    staff_id: ObjectId
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    staff_name = models.CharField(max_length=80)
    # The shift on which it began, whatever the date is by then (leave/rules/shifts.py).
    shift_date = models.DateField()
    # Whole seconds, both.
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    is_open = models.BooleanField(default=True)
    # The end of the shift, where the system closed it; `ended_at` is what an admin confirmed.
    closed_at = models.DateTimeField(null=True)
    # Until an admin confirms it nothing follows from it (FE-1).
    waits = models.BooleanField(default=False)
    confirmed_by_name = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    # Its place among all that happened in the person's month.
    sequence = models.IntegerField()

    objects = BreakQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff"], condition=models.Q(is_open=True), name="one_open_break"
            ),
        ]
        indexes = [
            models.Index(fields=["staff", "shift_date"], name="breaks_of_staff"),
            models.Index(fields=["shift_date", "started_at", "id"], name="breaks_by_shift"),
            models.Index(fields=["staff", "-started_at", "-id"], name="breaks_of_staff_newest"),
            models.Index(fields=["-started_at", "-id"], name="breaks_newest"),
            models.Index(fields=["waits", "-started_at", "-id"], name="breaks_that_wait"),
            models.Index(fields=["is_open", "started_at"], name="open_breaks"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_name} {self.shift_date}"

    @property
    def time(self) -> BreakTime:
        """What the rules see of it."""
        return BreakTime(self.started_at, self.ended_at, self.waits)

    @property
    def seconds(self) -> int:
        """How long it was; 0 while it goes on."""
        return self.time.seconds()


class BreakAlert(models.Model):
    """Admins were told that somebody's breaks of a shift pass the allowance: once (IZ-2)."""

    staff_id: ObjectId
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    shift_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "shift_date"], name="one_break_alert_a_shift")
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.shift_date}"
