"""What reservations say and do when people and products change."""

from typing import Any

from bson import ObjectId
from django.db.models import Count, Model
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.staff.models import Product, User
from crm.staff.signals import in_use, renamed
from crm.staff.usage import Use
from members.models import PastReservation, Reservation


@receiver(in_use, dispatch_uid="members-in-use")
def count_reservations(sender: type[Model], pks: list[ObjectId], **kwargs: Any) -> Use:
    """How many reservations refer to each of these products or people."""
    owner = "product" if sender is Product else "staff"
    owned = Reservation.objects.filter(**{f"{owner}_id__in": pks}).values(f"{owner}_id")
    counts = dict(owned.annotate(n=Count("pk")).values_list(f"{owner}_id", "n"))
    url = f"{reverse('members:reserved')}?{owner}={{}}"
    return Use(label=_("reservations"), counts=counts, view="members:reserved", url=url)


@receiver(renamed, dispatch_uid="members-renamed")
def follow_the_new_name(subject: User | Product, **kwargs: Any) -> None:
    """Write the new name of a product or staff member into its reservations, past ones too."""
    owner = "product" if isinstance(subject, Product) else "staff"
    for model in (Reservation, PastReservation):
        own = model.objects.filter(**{f"{owner}_id": subject.pk})
        own.update(**{f"{owner}_name": subject.name})
