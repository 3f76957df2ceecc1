"""What happened to a thing: who, when, what, before and after (SE-10). Rows are only ever added."""

from typing import ClassVar, Self

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.db.models import Model
from django.utils import timezone
from django_mongodb_backend.fields import ObjectIdField

from crm.mongo.append_only import AppendOnlyModel, AppendOnlyQuerySet
from crm.web.forms.reasons import LONGEST_REASON


class EventQuerySet(AppendOnlyQuerySet):
    def about(self, subject: Model) -> Self:
        """The history of one object, oldest first."""
        return self.filter(subject=subject.pk).order_by("sequence")


class Event(AppendOnlyModel):
    """One thing done to one object."""

    texts_are_forgotten = True
    actor_id: ObjectId | None
    subject = ObjectIdField()
    subject_type = models.CharField(max_length=30)
    verb = models.CharField(max_length=30)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_index=False,
        related_name="+",
    )
    actor_name = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)
    # Rises with each event of the subject: no two clocks agree, and many events share an instant.
    sequence = models.IntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    # From where it was asked (crm/staff/history.py); None for what no request has done.
    origin = models.JSONField(null=True)
    # Where it hangs (crm/audit/chain/); None for events from before the chains.
    chain = models.CharField(max_length=40, null=True)
    link = models.IntegerField(null=True)
    hash = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)
    # The digest of what it said before somebody was forgotten in it.
    texts = models.BinaryField(null=True)

    objects: ClassVar = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "sequence"], name="audit_event_order"),
            models.Index(fields=["chain", "link"], name="audit_event_chain"),
            # The page of all of history.
            models.Index(fields=["-at", "-id"], name="audit_event_time"),
            models.Index(fields=["actor", "-at", "-id"], name="audit_event_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject}"


class ChainHead(models.Model):
    """The end of the chain of one subject's events; only crm/audit/chain/ writes it."""

    id = models.CharField(primary_key=True, db_column="_id", max_length=40)
    links = models.IntegerField()
    head = models.BinaryField()


class ChainBeginning(models.Model):
    """One row: since when every event hangs in a chain, and what stood there before."""

    id = models.CharField(primary_key=True, db_column="_id", max_length=10, default="chains")
    # Until then a process of the release before may still write events without a hash.
    since = models.DateTimeField()
    # Of the events without one: how many, and a hash over them; None until the night after.
    events = models.IntegerField(null=True)
    digest = models.BinaryField(null=True)


class HistoryRoot(AppendOnlyModel):
    """One hash over the ends of all chains, hung on the one of the night before."""

    number = models.IntegerField(primary_key=True, db_column="_id")
    at = models.DateTimeField(default=timezone.now)
    root = models.CharField(max_length=64)
    # How many chains it covers that had grown since the root before, and how many there were.
    grown = models.IntegerField()
    chains = models.IntegerField()
    # Why it could not be sent outside; "" if it was, None where nobody wants it.
    not_sent = models.CharField(max_length=200, null=True)


class RootedLink(models.Model):
    """The end that a chain had when a root was made over it."""

    root = models.IntegerField()
    chain = models.CharField(max_length=40)
    link = models.IntegerField()
    hash = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["root", "chain"], name="audit_rooted_by_root"),
            models.Index(fields=["chain", "link"], name="audit_rooted_by_chain"),
        ]
