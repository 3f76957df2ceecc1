"""What happens to people and products, and who comes in, goes into history (SE-10)."""

from typing import Any

from django.db.models import Model
from django.dispatch import receiver

from crm.audit.record import changes, note_event
from crm.audit.strangers import STRANGER, stranger
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.staff.signals import accessed, changed


@receiver(changed, dispatch_uid="audit-changed")
def note_change(
    subject: Model, verb: str, by: User | None, before: dict, after: dict, **kwargs: Any
) -> None:
    """Add what was done to a person or product, with what changed by it."""
    old, new = changes(before, after) if after else (before, {})
    note_event(subject, verb, by=by, before=old, after=new)


@receiver(accessed, dispatch_uid="audit-accessed")
@transactional
def note_accessed(
    subject: User | None, verb: str, by: User | None, facts: dict, **kwargs: Any
) -> None:
    """Add that somebody came in, went out or took something along (issue 15, 6)."""
    note_event(subject or stranger(), verb, by=by or STRANGER, after=facts)
