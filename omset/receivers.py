"""Every write to the ledger recounts what it touched (OM-22, OM-23)."""

from typing import Any

from bson import ObjectId
from django.db.models import Model
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.staff.models import Product
from crm.staff.signals import in_use
from crm.staff.usage import Use
from omset import protection
from omset.imports.witnessed import note_purged
from omset.ledger.usage import deposits_of
from omset.models import RecordWrite
from omset.signals import record_writing, record_written
from omset.tallies import tally


@receiver(record_writing, dispatch_uid="omset-record-writing")
def before_write(write: RecordWrite, **kwargs: Any) -> None:
    """Lock the staff member, give the record its kind and recount its groups (OM-22)."""
    tally.before_write(write)


@receiver(record_written, dispatch_uid="omset-record-written")
def after_write(write: RecordWrite, **kwargs: Any) -> None:
    """Recount the days and months that the record touched (OM-17, OM-18).

    The customers' reservations follow the ledger (RS-19, RS-24). A deposit that was imported and
    goes for good is not missed by the witness (LW-2).
    """
    tally.after_write(write)
    protection.after_write(write)
    if write.is_removal:
        note_purged(write.record.batch)


@receiver(in_use, dispatch_uid="omset-in-use")
def count_deposits(sender: type[Model], pks: list[ObjectId], **kwargs: Any) -> Use:
    """How many deposits refer to each of these products or people."""
    owner = "product" if sender is Product else "staff"
    url = f"{reverse('omset:list')}?preset=all&{owner}={{}}"
    counts = deposits_of(sender, pks)
    return Use(label=_("deposits"), counts=counts, view="omset:list", url=url)
