"""What the overview says of buyers: as of the newest run of RFM, which has them one by one."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.mongo.rows import collection
from crm.web.templatetags import formats
from loyalty.models import Programme, SegmentedBuyer, SegmentRun
from loyalty.overview.cards import OverviewCard
from loyalty.rules.figures import NO_DATA, figure
from loyalty.segments.explaining import newest_run
from loyalty.segments.purchases import MEMBER

# The sign that follows the colon at the end of MEMBER.
AFTER_MEMBERS = "member;"


def buyer_cards(programme: Programme) -> Iterator[OverviewCard]:
    """Members with purchases, and what all buyers have bought for; no data before the first run."""
    run = newest_run(programme.pk)
    if run is None:
        url = f"{reverse('loyalty:segments')}?programme={programme.pk}"
        yield OverviewCard(_("Members with purchases"), NO_DATA, url)
        yield OverviewCard(_("Spend of all buyers"), NO_DATA, url)
        return
    url = reverse("loyalty:segment_buyers", args=[run.pk])
    note = _("as of %(day)s") % {"day": formats.day(run.day)}
    yield OverviewCard(_("Members with purchases"), figure(_members_of(run)), url, note)
    yield OverviewCard(_("Spend of all buyers"), figure(run.value), url, note, is_money=True)


def _members_of(run: SegmentRun) -> int:
    members = {"$gte": MEMBER, "$lt": AFTER_MEMBERS}
    return collection(SegmentedBuyer).count_documents({"run_id": run.pk, "buyer": members})
