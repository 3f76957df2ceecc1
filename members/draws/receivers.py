"""What databases, requests, batches and rows say and do when people and products change."""

from typing import Any

from bson import ObjectId
from django.db.models import Count, Model
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.staff.models import Product, User
from crm.staff.signals import in_use, renamed
from crm.staff.usage import Use
from members.models import Batch, DatabaseRequest, Distribution, MemberDatabase, MemberRow

OF_PRODUCT = (MemberDatabase, DatabaseRequest, Batch, Distribution)
OF_STAFF = (DatabaseRequest, Batch)


@receiver(in_use, dispatch_uid="members-requests-in-use")
def count_requests(sender: type[Model], pks: list[ObjectId], **kwargs: Any) -> Use | None:
    """How many requests for rows refer to each of these people."""
    if sender is Product:
        return None
    owned = DatabaseRequest.objects.filter(staff_id__in=pks).values("staff_id")
    counts = dict(owned.annotate(n=Count("pk")).values_list("staff_id", "n"))
    url = f"{reverse('members:requests')}?staff={{}}"
    return Use(label=_("requests for rows"), counts=counts, view="members:requests", url=url)


@receiver(renamed, dispatch_uid="members-rows-renamed")
def follow_the_new_name(subject: User | Product, **kwargs: Any) -> None:
    """Write the new name of a product or staff member wherever it is shown; draws keep the old."""
    if isinstance(subject, Product):
        for model in OF_PRODUCT:
            model._default_manager.filter(product_id=subject.pk).update(product_name=subject.name)
        return
    for model in OF_STAFF:
        model._default_manager.filter(staff_id=subject.pk).update(staff_name=subject.name)
    # Whoever has rows has batches; rows lie by their database.
    batches = Batch.objects.filter(staff_id=subject.pk)
    for database_id in set(batches.values_list("database_id", flat=True)):
        rows = MemberRow.objects.of(database_id).filter(staff_id=subject.pk)
        rows.update(staff_name=subject.name)
