"""How many have reached a challenge."""

from loyalty.models import Achievement, AchievementSort, Challenge


def count_reached(challenge: Challenge) -> int:
    """How often it stands reached now, each member and period once."""
    keys = {"key__gte": f"{challenge.pk}|", "key__lt": f"{challenge.pk}}}"}
    held = Achievement.objects.filter(sort=AchievementSort.CHALLENGE, is_held=True, **keys)
    return held.count()
