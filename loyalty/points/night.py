"""The night of points: what a crash has left is posted, and what is over expires (LP-6, LP-12)."""

from crm.registry.runs.nightly import NightlyStep
from loyalty.models import Programme
from loyalty.points.everybody import repair_due
from loyalty.points.movements.expiry import expire_all


def end_of_day() -> NightlyStep:
    """Repair each programme, then post its expiries; on another host, or again, nothing more."""
    programmes = list(Programme.objects.order_by("name_key"))
    repaired = sum(repair_due(programme) for programme in programmes)
    expired = sum(expire_all(programme) for programme in programmes)
    line = f"Points: {repaired:,} members brought right, {expired:,} lots expired."
    return NightlyStep("points", {"repaired": repaired, "expired": expired}, line)
