"""What the overview says of imports."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.web.templatetags import formats
from loyalty.models import BatchState, ImportBatch, Programme
from loyalty.overview.cards import OverviewCard
from loyalty.rules.figures import NO_DATA


def import_cards(programme: Programme) -> Iterator[OverviewCard]:
    """The newest import that is complete, and its date (LI-3)."""
    complete = ImportBatch.objects.filter(programme=programme, state=BatchState.COMPLETE)
    batch = complete.order_by("-number").first()
    if batch is None or batch.ended_at is None:
        yield OverviewCard(_("Newest import"), NO_DATA, reverse("loyalty:batches"))
        return
    url = reverse("loyalty:batch", args=[batch.number])
    note = _("batch %(number)s, %(dataset)s") % {
        "number": batch.number,
        "dataset": batch.get_dataset_display(),
    }
    ended = formats.moment(batch.ended_at)
    yield OverviewCard(_("Newest import"), NO_DATA, url, note, text=ended)
