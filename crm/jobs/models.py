"""Jobs, the processes that do them, and what was planned last. None of them is a business row."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField


class State(models.TextChoices):
    READY = "ready", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    DEAD = "dead", _("Failed for good")
    CANCELLED = "cancelled", _("Cancelled")


# What is over and needs nobody.
CLEARED = (State.DONE, State.CANCELLED)
# In another state a job has ended without a word to what waits for it: failed, or lost when it was
# cancelled.
GOING_ON = (State.READY, State.RUNNING, State.DONE)
# The index that a worker takes the next job from.
IN_TURN = ("available_at", "sequence")


class Job(models.Model):
    """One piece of work. Written by crm/jobs/queue.py and crm/jobs/leases.py."""

    name = models.CharField(max_length=60)
    # Of the logical job: a second one with the same key is this one.
    key = models.CharField(max_length=160, unique=True)
    # {"args": [...], "kwargs": {...}}: ids, dates, choices; nothing personal.
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State)
    enqueued_at = models.DateTimeField()
    # From when a worker may take it: when it is due, then when its worker's lease ends. Null: over.
    available_at = models.DateTimeField(null=True)
    # Of those of one instant the order in which their process asked for them.
    sequence = models.IntegerField()
    attempts = models.IntegerField(default=0)
    # How often it was taken; an effect carries the number, and one that is lower writes nothing.
    fence = models.IntegerField(default=0)
    owner = models.CharField(max_length=160, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    # How far its effects have come: whoever takes over goes on behind it.
    reached = models.JSONField(null=True)
    # Progress: of `total`; what stood there when this attempt began.
    done = models.IntegerField(default=0)
    done_before = models.IntegerField(default=0)
    total = models.IntegerField(null=True)
    progressed_at = models.DateTimeField(null=True)
    # The class of the last error and where it was raised; its text may name people.
    error = models.CharField(max_length=300, blank=True)
    result = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=IN_TURN, name="jobs_in_turn"),
            models.Index(fields=["state", "finished_at"], name="jobs_by_state"),
        ]

    @property
    def is_going_on(self) -> bool:
        """Whether it still does, or has done, what was asked for."""
        return self.state in GOING_ON


class Process(models.Model):
    """A worker or a scheduler that has said lately that it is there."""

    name = models.CharField(max_length=160, primary_key=True, db_column="_id")
    role = models.CharField(max_length=10)
    host = models.CharField(max_length=120)
    pid = models.IntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class LastPlan(models.Model):
    """Up to which due time a schedule has been planned."""

    schedule = models.CharField(max_length=60, primary_key=True, db_column="_id")
    due_at = models.DateTimeField()
    # What was asked for then; None where the schedule was only seen for the first time.
    job_id = ObjectIdField(null=True)


class DeliveryPause(models.Model):
    """While it is there nothing leaves (crm/jobs/pause.py)."""

    id = models.CharField(primary_key=True, db_column="_id", max_length=20)
    since = models.DateTimeField()
    reason = models.CharField(max_length=200)
