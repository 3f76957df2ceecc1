"""What happened to a thing: who, when, what, before and after (SE-10). Rows are only ever added."""

from typing import Any, ClassVar, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import Model
from django.utils import timezone
from django_mongodb_backend.fields import ObjectIdField

from crm.web.forms.reasons import LONGEST_REASON


class AppendOnly(Exception):
    """Somebody tried to change or remove history."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("history is never changed")

    def delete(self) -> NoReturn:
        raise AppendOnly("history is never removed")


class AppendOnlyModel(models.Model):
    """Rows that are written once."""

    objects: ClassVar = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("history is never changed")
        super().save(*args, force_insert=True, using=kwargs.get("using"))

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("history is never removed")


class EventQuerySet(AppendOnlyQuerySet):
    def about(self, subject: Model) -> Self:
        """The history of one object, oldest first."""
        return self.filter(subject=subject.pk).order_by("sequence")


class Event(AppendOnlyModel):
    """One thing done to one object."""

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

    objects: ClassVar = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject", "sequence"], name="audit_event_order")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject}"
