"""Requests for leave: one a day; a range is one group of them."""

from typing import Self

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from crm.web.forms.reasons import LONGEST_REASON
from leave.rules.balance import LeaveFacts
from leave.rules.states import ACTIVE, State, state_on


class LeaveType(models.TextChoices):
    OFF = "off", _("Off day")
    SICK = "sick", _("Sick leave")


class LeaveStatus(models.TextChoices):
    """As stored; a pending one whose day has passed is undecided all the same (`state`)."""

    PENDING = State.PENDING.value, _("Pending")
    APPROVED = State.APPROVED.value, _("Approved")
    REJECTED = State.REJECTED.value, _("Rejected")
    CANCELLED = State.CANCELLED.value, _("Cancelled")
    WITHDRAWN = State.WITHDRAWN.value, _("Withdrawn")
    UNDECIDED = State.UNDECIDED.value, _("Undecided in time")


class LeaveRequestQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Those that wait for an admin still (NO-4)."""
        return self.filter(status=LeaveStatus.PENDING, decide_by__gte=timezone.localdate())

    def in_status(self, status: LeaveStatus) -> Self:
        """Those in this state as of today."""
        if status == LeaveStatus.PENDING:
            return self.waiting()
        if status == LeaveStatus.UNDECIDED:
            late = models.Q(status=LeaveStatus.PENDING, decide_by__lt=timezone.localdate())
            return self.filter(late | models.Q(status=status))
        return self.filter(status=status)

    def active(self) -> Self:
        """Pending as stored, or approved; by status, since an index has that with the date."""
        return self.filter(status__in=[state.value for state in sorted(ACTIVE)])

    def approved(self) -> Self:
        return self.filter(status=LeaveStatus.APPROVED)


class LeaveRequest(models.Model):
    """One day of leave of one person (LV-1 to LV-5). Who writes: leave/requests, and of
    `is_given_back` leave/calendar."""

    staff_id: ObjectId
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    staff_name = models.CharField(max_length=80)
    # A Jakarta date (G-1).
    date = models.DateField()
    type = models.CharField(max_length=4, choices=LeaveType)
    # Of sick leave: minutes after midnight.
    starts = models.IntegerField(null=True)
    ends = models.IntegerField(null=True)
    # What was asked for; what it costs depends on the day (leave/rules/balance.py).
    minutes = models.IntegerField()
    # Nothing of the day is worked: an off day, or sick leave as long as one.
    is_whole_day = models.BooleanField(default=True)
    status = models.CharField(max_length=10, choices=LeaveStatus, default=LeaveStatus.PENDING)
    # Pending or approved: of those there is one a person and date (LV-4).
    is_active = models.BooleanField(default=True)
    # Pending after this day it is undecided in time.
    decide_by = models.DateField()
    # Its day was closed, and opened again when there was no room for it any more.
    is_given_back = models.BooleanField(default=False)
    # The days that were asked for at once.
    group_id = ObjectIdField()
    # Only the person and admins read it (of sick leave it says more than others may know).
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    # What the admin who decided wrote.
    note = models.CharField(max_length=LONGEST_REASON, blank=True)
    # Why it was approved although the month had no room for it.
    override_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    # Taken by a master admin with nobody above or beside him.
    is_unseen = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=80, blank=True)
    # One more with each change: the SEQUENCE of its entry in other calendars.
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Its place among all that happened in the person's month.
    sequence = models.IntegerField()
    # A form that is sent twice asks once.
    idempotency_key = models.CharField(max_length=80, editable=False)

    objects = LeaveRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "date"],
                condition=models.Q(is_active=True),
                name="one_active_leave_a_date",
            ),
            models.UniqueConstraint(
                fields=["staff", "idempotency_key", "date"], name="leave_asked_once"
            ),
        ]
        indexes = [
            # With the versions: a feed is asked every hour whether any of them has changed.
            models.Index(fields=["staff", "date", "version"], name="leave_of_staff_versions"),
            models.Index(fields=["status", "date"], name="leave_in_status_by_date"),
            models.Index(fields=["status", "-created_at", "-id"], name="leave_in_status"),
            models.Index(fields=["staff", "-created_at", "-id"], name="leave_of_staff_newest"),
            models.Index(fields=["-created_at", "-id"], name="leave_newest"),
            models.Index(fields=["staff", "group_id"], name="leave_in_group"),
            models.Index(
                fields=["date", "id"],
                condition=models.Q(is_given_back=True),
                name="leave_that_keeps_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_name} {self.date}"

    @property
    def state(self) -> State:
        """As of today."""
        return state_on(State(self.status), self.decide_by, timezone.localdate())

    @property
    def is_held(self) -> bool:
        """It holds hours of its month: approved, or waiting still."""
        return self.state in ACTIVE

    @property
    def facts(self) -> LeaveFacts:
        """What decides what it costs."""
        return LeaveFacts(self.date, self.minutes, self.state, self.is_given_back)
