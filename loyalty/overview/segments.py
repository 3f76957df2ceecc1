"""What the overview says of segments."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.web.templatetags import formats
from loyalty.models import Programme
from loyalty.overview.cards import OverviewCard
from loyalty.rules.figures import figure
from loyalty.segments.explaining import newest_run


def segment_cards(programme: Programme) -> Iterator[OverviewCard]:
    """How many buyers the newest run has, and of which day it is; no data before the first."""
    run = newest_run(programme.pk)
    url = f"{reverse('loyalty:segments')}?programme={programme.pk}"
    note = _("as of %(day)s") % {"day": formats.day(run.day)} if run else ""
    yield OverviewCard(_("Scored buyers"), figure(run.buyers if run else None), url, note)
