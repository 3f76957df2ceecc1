"""What /status says of segments: the last run of each programme (LW-8)."""

from typing import Any

from django.conf import settings

from loyalty.models import Programme, SegmentRun


def last_runs() -> list[dict[str, Any]]:
    """By programme, in the order of their names: as of when its last run is, and when made."""
    if not settings.LOYALTY:
        return []
    programmes = Programme.objects.order_by("name_key")
    return [{"programme": programme.name, **_last_run(programme)} for programme in programmes]


def _last_run(programme: Programme) -> dict[str, Any]:
    runs = SegmentRun.objects.whole().filter(programme=programme).order_by("-created_at")
    run = runs.values("pk", "day", "created_at").first()
    if run is None:
        return {"run": None}
    return {"run": str(run["pk"]), "as_of": run["day"], "made_at": run["created_at"]}
