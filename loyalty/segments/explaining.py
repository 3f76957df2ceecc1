"""Why a buyer is where they are in a run, read of their own row and of the run's (LF-8)."""

from dataclasses import dataclass

from crm.mongo.rows import collection
from loyalty.models import Member, SegmentedBuyer, SegmentRun
from loyalty.rules.rfm.explanation import Explanation, explanation
from loyalty.rules.rfm.segments import ScoredBuyer
from loyalty.segments.purchases import MEMBER
from loyalty.segments.stored import scored_buyer, steps_of


@dataclass(frozen=True)
class ExplainedBuyer:
    """A buyer in a run, with everything that the cell follows from."""

    run: SegmentRun
    scored: ScoredBuyer
    why: Explanation


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
