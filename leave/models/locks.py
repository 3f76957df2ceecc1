"""Rows at which verbs line up: each writes its rows first, so of two at once one runs again."""

from django.db import models
from django_mongodb_backend.fields import ObjectIdField


class StaffMonth(models.Model):
    """One row a person and month. Written only by leave/locks.py."""

    # The person's id and the month: a unique index of its own would say nothing more.
    key = models.CharField(max_length=40, primary_key=True, db_column="_id")
    staff_id = ObjectIdField()
    # As "2026-02".
    month = models.CharField(max_length=7)
    events = models.IntegerField(default=0)
    # Of those what has written a request for leave: feeds of the person have changed with each.
    leave_events = models.IntegerField(default=0)
    # Payments towards it, and closings: they change nothing that a statement derives.
    payments = models.IntegerField(default=0)

    class Meta:
        indexes = [
            # What asks whether something happened in closed months reads nothing but this.
            models.Index(fields=["staff_id", "month", "events"], name="events_of_staff_months"),
            # A feed reads nothing but this.
            models.Index(
                fields=["month", "staff_id", "leave_events"], name="leave_events_of_months"
            ),
        ]


class LeaveReminder(models.Model):
    """A day on which the admins were reminded of what waits: once."""

    day = models.DateField(primary_key=True, db_column="_id")


class TeamDay(models.Model):
    """One row a team and day. Written only by leave/locks.py."""

    key = models.CharField(max_length=40, primary_key=True, db_column="_id")
    events = models.IntegerField(default=0)


class FeeBooks(models.Model):
    """The one row that closings and reopenings of fees write first. Written by leave/locks.py."""

    key = models.CharField(max_length=10, primary_key=True, db_column="_id")
    events = models.IntegerField(default=0)
