"""What happens below changes what is earned and claimed, in the same transaction."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from bonuses import adjustments, checks, standings
from members.models import Reservation
from omset.signals import months_recounted


@receiver(months_recounted, dispatch_uid="bonuses-months-recounted")
def rewrite(staff_id, months, cause, **kwargs):
    earned = standings.rewrite(staff_id, months)
    adjustments.note(staff_id, earned, cause)


@receiver(post_delete, sender=Reservation, dispatch_uid="bonuses-reservation-ended")
def withdraw(instance, **kwargs):
    checks.end_with(instance)


@receiver(post_save, sender=Reservation, dispatch_uid="bonuses-reservation-moved")
def follow(instance, created, **kwargs):
    if not created:
        checks.follow(instance)
