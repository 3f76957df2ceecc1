"""Every change of a month's numbers changes what it earns, in the same transaction."""

from django.dispatch import receiver

from bonuses import adjustments, standings
from omset.signals import months_recounted


@receiver(months_recounted, dispatch_uid="bonuses-months-recounted")
def rewrite(staff_id, months, cause, **kwargs):
    earned = standings.rewrite(staff_id, months)
    adjustments.note(staff_id, earned, cause)
