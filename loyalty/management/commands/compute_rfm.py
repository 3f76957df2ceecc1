"""Scores the buyers of a programme as of a day, and keeps the run (LF-1 to LF-7)."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from crm.commands import bad_usage
from loyalty.models import SegmentRun
from loyalty.programmes.reads import programme_named
from loyalty.rules.figures import Figure
from loyalty.rules.rfm.segments import Segment, SegmentSums
from loyalty.segments.runs import compute
from loyalty.segments.stored import sums_of_segments

NO_BUYERS = "no buyers"


class Command(commands.Command):
    help = "Score a programme's buyers by how recently, how often and for how much they buy."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--programme", required=True, metavar="NAME")
        parser.add_argument("--as-of", required=True, metavar="DATE", help="the reference day")
        parser.add_argument("--months", type=int, help="only purchases of the last so many months")

    def handle(self, **options: Any) -> None:
        programme = programme_named(options["programme"])
        if programme is None:
            raise bad_usage(f"There is no programme “{options['programme']}”.")
        if options["months"] is not None and not 1 <= options["months"] <= 1200:
            raise bad_usage("--months is between 1 and 1200")
        run = compute(programme, _day(options["as_of"]), by=None, months=options["months"])
        figures = sums_of_segments(run) if run else {}
        if options["json"]:
            self.print_json(_document(run, figures))
        else:
            self.stdout.write("\n".join(_lines(run, figures)))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise bad_usage(f"--as-of: “{text}” is not a date: write YYYY-MM-DD") from error


def _document(run: SegmentRun | None, figures: dict[Segment, SegmentSums]) -> dict[str, Any]:
    if run is None:
        return {"n": 0, "run": None, "purchases": 0, "segments": []}
    return {
        "n": run.buyers,
        "run": str(run.pk),
        "as_of": run.day.isoformat(),
        "purchases": run.purchases,
        "value": f"{run.value:.2f}",
        "fingerprint": run.fingerprint,
        "segments": [_segment(segment, each) for segment, each in figures.items()],
    }


def _segment(segment: Segment, figures: SegmentSums) -> dict[str, Any]:
    return {
        "segment": segment.value,
        "buyers": figures.buyers,
        "value": f"{figures.value:.2f}",
        "average_recency": _average(figures.average_recency),
        "average_frequency": _average(figures.average_frequency),
        "average_value": _average(figures.average_value),
    }


def _average(figure: Figure) -> str | None:
    """With two places; None, not 0, for a segment without buyers."""
    return f"{figure.value:.2f}" if figure.has_value else None


def _lines(run: SegmentRun | None, figures: dict[Segment, SegmentSums]) -> list[str]:
    if run is None:
        return [NO_BUYERS]
    lines = [
        f"{segment.value:<20} {each.buyers:>8} {each.value:>18.2f}"
        for segment, each in figures.items()
    ]
    head = f"{run.buyers} buyers as of {run.day}, {run.purchases} purchases, {run.value:.2f}"
    return [head, *lines]
