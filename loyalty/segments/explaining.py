"""Why a buyer is where they are in a run, read of their own row and of the run's (LF-8)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from crm.mongo.rows import collection
from loyalty.models import Member, SegmentedBuyer, SegmentRun
from loyalty.rules.rfm.explanation import Explanation, explanation
from loyalty.rules.rfm.segments import ScoredBuyer, Segment
from loyalty.segments.purchases import MEMBER
from loyalty.segments.stored import scored_buyer, steps_of

SEGMENT_NAMES = {
    Segment.CHAMPIONS: gettext_lazy("Champions"),
    Segment.LOYAL: gettext_lazy("Loyal customers"),
    Segment.NEW: gettext_lazy("New customers"),
    Segment.POTENTIAL: gettext_lazy("Potential loyalists"),
    Segment.AT_RISK: gettext_lazy("At risk"),
    Segment.CANNOT_LOSE: gettext_lazy("Cannot lose them"),
    Segment.HIBERNATING: gettext_lazy("Hibernating"),
    Segment.OTHERS: gettext_lazy("Others"),
}


@dataclass(frozen=True)
class ExplainedBuyer:
    """A buyer in a run, with everything that the cell follows from."""

    run: SegmentRun
    scored: ScoredBuyer
    why: Explanation

    @property
    def segment(self) -> str:
        """What people call the segment."""
        return segment_name(self.why.segment)

    @property
    def next_segment(self) -> str:
        """What they call the one that more purchases lead to; empty if none do."""
        step = self.why.next_step
        return segment_name(step.segment) if step else ""


def explained(run: SegmentRun, buyer: str) -> ExplainedBuyer | None:
    """Why a buyer is where they are in a run; None for one whom it does not have.

    One row is read, however many buyers there are.
    """
    row = collection(SegmentedBuyer).find_one({"run_id": run.pk, "buyer": buyer})
    return explained_row(run, row) if row else None


def explained_row(run: SegmentRun, row: dict) -> ExplainedBuyer:
    """The same of a row that was read."""
    scored = scored_buyer(row)
    return ExplainedBuyer(run, scored, explanation(scored, steps_of(run)))


def explained_for_member(member: Member) -> ExplainedBuyer | None:
    """Where a member is in the newest run of their programme over all time, and why.

    None without a run, and for one whom it does not have: who has not bought is not scored.
    """
    run = newest_run(member.programme_id)
    return explained(run, f"{MEMBER}{member.pk}") if run else None


def newest_run(programme_id: object) -> SegmentRun | None:
    """The newest run of a programme over all time: of two for one day, the one made later."""
    runs = SegmentRun.objects.whole().filter(programme_id=programme_id, months=0)
    return runs.newest_first().first()


def segment_name(segment: Segment) -> str:
    """What people call a segment."""
    return str(SEGMENT_NAMES[segment])
