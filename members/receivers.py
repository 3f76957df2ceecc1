"""What reservations say and do when people and products change."""

from django.db.models import Count
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from crm.staff.models import Product
from crm.staff.signals import in_use, renamed
from crm.staff.usage import Use
from members.models import Reservation


@receiver(in_use, dispatch_uid="members-in-use")
def count_reservations(sender, pks, **kwargs) -> Use:
    owner = "product_id" if sender is Product else "staff_id"
    found = Reservation.objects.filter(**{f"{owner}__in": pks}).values(owner)
    return Use(_("reservations"), dict(found.annotate(n=Count("pk")).values_list(owner, "n")))


@receiver(renamed, dispatch_uid="members-renamed")
def follow_the_new_name(subject, **kwargs) -> None:
    if isinstance(subject, Product):
        Reservation.objects.filter(product_id=subject.pk).update(product_name=subject.name)
    else:
        Reservation.objects.filter(staff_id=subject.pk).update(staff_name=subject.name)
