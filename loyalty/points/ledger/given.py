"""Points that no purchase gives or takes: on which day, and until when they live (LP-12)."""

from datetime import date

from loyalty.models import Programme
from loyalty.programmes.reads import terms_on
from loyalty.rules.points.deserved import Deserved
from loyalty.rules.points.lots import last_day_of_points


def without_purchase(
    programme: Programme, points: int, posted_on: date, day: date | None = None
) -> Deserved:
    """What such an entry says: it ends by the terms of the day of its posting, and is not held."""
    terms = terms_on(programme, posted_on) if points > 0 else None
    ends = last_day_of_points(posted_on, terms.expiry_months) if terms else None
    return Deserved(points, day or posted_on, last_day=ends)
