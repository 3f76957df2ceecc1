"""What /status says of backups: how old the newest is, how long restoring took (OP-4).

RPO is the age of the newest one that no drill has found bad; RTO the time of the last good drill.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from crm.backups import folders
from crm.backups.models import Drill, Outcome
from crm.backups.rules.ages import light_of
from crm.backups.rules.manifest import Manifest, NotWhole
from crm.jobs.pause import current_pause

NEWEST_FIRST = ("-at", "-id")
# Of a year.
MOST_DRILLS = 52


def backups_state() -> dict[str, Any]:
    """Plain facts, by two commands; reads one manifest."""
    now, pause = timezone.now(), current_pause()
    drills = list(Drill.objects.order_by(*NEWEST_FIRST)[:MOST_DRILLS])
    newest, problem = _newest_good(drills)
    good = next((drill for drill in drills if drill.outcome == Outcome.GOOD), None)
    return {
        "configured": bool(settings.BACKUP_DIR),
        "problem": problem,
        "newest": newest and _backup(newest, now),
        "rpo_light": light_of(newest.taken_at if newest else None, now).value,
        "rto_seconds": good and good.seconds,
        "rto": _in_words(good.seconds) if good else "",
        "drill_light": light_of(good.at if good else None, now).value,
        "good_drill": good and {"at": good.at, "backup": good.backup},
        "last_drill": _drill(drills[0] if drills else None),
        "pause": pause and pause._asdict(),
    }


def _newest_good(drills: list[Drill]) -> tuple[Manifest | None, str]:
    """The newest one that is whole and that no drill found bad; why the folder cannot be read."""
    if not settings.BACKUP_DIR:
        return None, ""
    bad = {drill.backup for drill in drills if drill.outcome == Outcome.BAD}
    try:
        names = folders.backups_in(Path(settings.BACKUP_DIR))
    except OSError as error:
        return None, error.strerror or str(error)
    for path in names:
        if path.name not in bad and (manifest := _manifest(path)):
            return manifest, ""
    return None, ""


def _manifest(path: Path) -> Manifest | None:
    try:
        return folders.read_manifest(path)
    except NotWhole:
        return None


def _backup(manifest: Manifest, now: datetime) -> dict[str, Any]:
    return {
        "at": manifest.taken_at,
        "age_seconds": round((now - manifest.taken_at).total_seconds()),
        "documents": manifest.documents,
        "megabytes": round(manifest.size / 1e6),
        "encrypted": bool(manifest.encrypted_for),
    }


def _drill(drill: Drill | None) -> dict[str, Any] | None:
    if drill is None:
        return None
    return {
        "at": drill.at,
        "backup": drill.backup,
        "outcome": drill.outcome,
        "outcome_label": str(drill.get_outcome_display()),
        "problem": drill.problem,
        "seconds": drill.seconds,
    }


def _in_words(seconds: float | None) -> str:
    """As 1:02:03, hours only where there are some."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
