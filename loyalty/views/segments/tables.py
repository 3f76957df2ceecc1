"""The figures of a run as tables and charts, each of which opens its buyers (LF-9)."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from crm.web.templatetags.charts import ChartValue
from loyalty.models import SegmentRun
from loyalty.rules.figures import Figure, figure, share
from loyalty.rules.rfm.scores import Scores
from loyalty.rules.rfm.segments import FORMULAS, Segment, SegmentSums, segment_of
from loyalty.segments.explaining import segment_name
from loyalty.segments.lists import EVERY_SCORE, RunFigures
from loyalty.segments.stored import cell_of


class SegmentFigures(NamedTuple):
    """What a segment comes to, and its part of the whole."""

    name: str
    formula: str
    sums: SegmentSums
    share: Figure
    share_of_value: Figure
    url: str


class CellFigure(NamedTuple):
    """How many buyers are in a cell, and in which segment it is."""

    cell: int
    buyers: int
    segment: str


class CellsOfScores(NamedTuple):
    """The five cells of a recency and a frequency, by value."""

    recency: int
    frequency: int
    cells: list[CellFigure]


def segment_table(run: SegmentRun, figures: RunFigures) -> list[SegmentFigures]:
    """All eight segments, those without anybody too."""
    whole = figures.whole
    return [
        SegmentFigures(
            name=segment_name(segment),
            formula=FORMULAS[segment],
            sums=sums,
            share=share(figure(sums.buyers), figure(whole.buyers)),
            share_of_value=_share_of_value(sums, whole),
            url=buyers_url(run, segment=segment.value),
        )
        for segment, sums in figures.segments.items()
    ]


def segment_charts(run: SegmentRun, figures: RunFigures) -> dict[str, list[ChartValue]]:
    """Buyers and value by segment, for bars."""
    parts = figures.segments.items()
    return {
        "buyers": [_bar(run, segment, sums.buyers) for segment, sums in parts],
        "value": [_bar(run, segment, int(sums.value)) for segment, sums in parts],
    }


def cell_table(figures: RunFigures) -> list[CellsOfScores]:
    """All 125 cells, the best recency first."""
    return [
        CellsOfScores(recency, frequency, _cells(figures, recency, frequency))
        for recency in reversed(EVERY_SCORE)
        for frequency in reversed(EVERY_SCORE)
    ]


def buyers_url(run: SegmentRun, **chosen: str) -> str:
    """The list of these buyers of a run."""
    return f"{reverse('loyalty:segment_buyers', args=[run.pk])}?{urlencode(chosen)}"


def _cells(figures: RunFigures, recency: int, frequency: int) -> list[CellFigure]:
    every = [Scores(recency, frequency, value) for value in EVERY_SCORE]
    return [
        CellFigure(cell, figures.cells.get(cell, 0), segment_name(segment_of(scores)))
        for scores in every
        for cell in [cell_of(scores)]
    ]


def _share_of_value(sums: SegmentSums, whole: SegmentSums) -> Figure:
    """With returns a segment may be worth more than all of them: then there is no share."""
    is_part = 0 <= sums.value <= whole.value
    return share(figure(sums.value if is_part else None), figure(whole.value))


def _bar(run: SegmentRun, segment: Segment, value: int) -> ChartValue:
    url = buyers_url(run, segment=segment.value)
    return ChartValue(label=segment_name(segment), value=value, url=url)
