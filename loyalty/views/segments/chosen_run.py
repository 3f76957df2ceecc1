"""The run that a page is about, for whoever may see something of it."""

from dataclasses import dataclass
from functools import cached_property

from bson import ObjectId
from django.http import Http404

from crm.staff.requests import Request
from loyalty.models import Programme, SegmentRun
from loyalty.segments.buyer_names import keys_for
from loyalty.segments.lists import RunFigures, figures_of
from loyalty.segments.stored import FIGURES

PAGE = "loyalty_segments"
MOST_RUNS = 60


@dataclass(frozen=True)
class ChosenRun:
    """A run, and which of its buyers the person may see: None for all."""

    run: SegmentRun
    keys: list[str] | None

    @property
    def programme(self) -> Programme:
        return self.run.programme

    @cached_property
    def figures(self) -> RunFigures:
        """Of those whom the person may see."""
        return figures_of(self.run, self.keys)

    @cached_property
    def runs(self) -> list[SegmentRun]:
        """The programme's newest runs, of which one is chosen."""
        return runs_of(self.programme)


def chosen_run(request: Request, pk: ObjectId) -> ChosenRun:
    """The run of an address. Raises Http404."""
    run = SegmentRun.objects.whole().filter(pk=pk).select_related("programme").first()
    if run is None:
        raise Http404
    return ChosenRun(run, keys_for(request.user))


def runs_of(programme: Programme) -> list[SegmentRun]:
    """The newest runs of a programme, by the day that they are about."""
    runs = SegmentRun.objects.whole().filter(programme=programme)
    return list(runs.defer(*FIGURES).newest_first()[:MOST_RUNS])
