"""The night of notices: what ends or is lost soon is told, and a worker asked for the mails."""

from django.utils import timezone

from crm.registry.runs.nightly import NightlyStep
from loyalty.models import Programme
from loyalty.notices.endings import note_endings
from loyalty.notices.jobs import mail_notices
from loyalty.notices.tier_losses import note_tier_losses


def tell_members() -> NightlyStep:
    """Tell of each programme; on another host, or again, nothing more."""
    today, programmes = timezone.localdate(), list(Programme.objects.order_by("name_key"))
    ending = sum(note_endings(each, today) for each in programmes)
    losses = sum(note_tier_losses(each, today) for each in programmes)
    mail_notices.enqueue()
    line = f"Notices: {ending:,} lots of points that end, {losses:,} tiers about to be lost."
    return NightlyStep("loyalty notices", {"ending": ending, "losses": losses}, line)
