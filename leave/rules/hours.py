"""How long sick leave lasts (LV-3). Pure; minutes after midnight."""

from leave.rules.shifts import MINUTES_OF_A_DAY, Hours


class NotALength(ValueError):
    """It ends where it begins, or before."""


def sick_minutes(starts: int, ends: int, hours: Hours) -> int:
    """Minutes from `starts` to `ends`, over midnight only within a shift that goes over it.

    `hours` are those of the day's shift. Raises NotALength.
    """
    if starts < ends:
        return ends - starts
    if hours.is_overnight and starts >= hours.start and ends <= hours.end:
        return ends + MINUTES_OF_A_DAY - starts
    raise NotALength
