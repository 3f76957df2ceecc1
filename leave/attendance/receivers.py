"""What check-ins, breaks and leave do when people are renamed."""

from typing import Any

from django.dispatch import receiver

from crm.staff.models import Product, User
from crm.staff.signals import renamed
from leave.models import Break, CheckIn, Correction, LeaveRequest


@receiver(renamed, dispatch_uid="attendance-renamed")
def follow_the_new_name(subject: User | Product, **kwargs: Any) -> None:
    """Write the new name of a staff member into all that is stored of their days."""
    if isinstance(subject, Product):
        return
    for model in (CheckIn, Correction, Break, LeaveRequest):
        model._default_manager.filter(staff_id=subject.pk).update(staff_name=subject.name)
