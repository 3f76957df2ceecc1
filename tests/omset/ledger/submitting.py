"""Correcting a deposit, and what it is worth then."""

from crm.notifications.models import Notification
from omset import numbers
from omset.ledger import entries


def edit(record, by=None, version=None, **changed):
    fields = {name: getattr(record, name) for name in entries.Entry.__dataclass_fields__}
    entry = entries.Entry(**fields | changed)
    version = record.version if version is None else version
    return entries.edit(record.pk, entry, by=by or record.staff, version=version)


def counted():
    sums = numbers.total(numbers.TallyScope())
    return sums.records, sums.ndp, sums.rdp, sums.total


def inbox(kind):
    return sorted(Notification.objects.filter(kind=kind).values_list("user__name", flat=True))
