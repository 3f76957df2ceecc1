"""What the overview says of points."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.mongo.rows import aggregate
from loyalty.models import MemberPoints, Programme
from loyalty.overview.cards import OverviewCard
from loyalty.rules.figures import figure


def points_cards(programme: Programme) -> Iterator[OverviewCard]:
    """What all balances come to: the closing of the points account; no data before an entry."""
    match = {"$match": {"programme_id": programme.pk, "entries": {"$gt": 0}}}
    rows = aggregate(MemberPoints, [match, {"$group": {"_id": {}, "sum": {"$sum": "$balance"}}}])
    url = f"{reverse('loyalty:points')}?programme={programme.pk}"
    yield OverviewCard(_("Points of all members"), figure(rows[0]["sum"] if rows else None), url)
