"""How late somebody came: derived from check-in, shift and leave, never stored. Pure (AT-2)."""

from datetime import datetime

from leave.rules.shifts import Shift

MINUTE = 60


def lateness(
    checked_in_at: datetime | None, shift: Shift, *, is_spared: bool = False, grace: int = 0
) -> int:
    """Whole minutes after the start of the shift; 0 is on time (case 64).

    0 as well without a check-in, for whoever is spared (approved leave of any kind and length on
    that date, or a closed day), and up to `grace` minutes. Whoever is later than the grace is
    late from the start on.
    """
    if checked_in_at is None or is_spared:
        return 0
    minutes = int((checked_in_at - shift.starts_at).total_seconds() // MINUTE)
    return minutes if minutes > max(0, grace) else 0
