"""What the overview says of members."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from loyalty.members.reads import count_members
from loyalty.models import Programme
from loyalty.overview.cards import OverviewCard
from loyalty.rules.figures import figure


def member_cards(programme: Programme) -> Iterator[OverviewCard]:
    """How many members there are, counted in the database."""
    url = f"{reverse('loyalty:members')}?programme={programme.pk}"
    # Nobody yet is no data, not a figure (LA-8).
    yield OverviewCard(_("Members"), figure(count_members(programme) or None), url)
