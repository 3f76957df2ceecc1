"""The rows of every batch, counted anew: a part of the night; in full with --verify (LW-5)."""

from crm.registry.runs.nightly import NightlyStep
from crm.witness import alarms, looking, verbs
from crm.witness.comparison.losses import Losses, lost_rows
from crm.witness.models import WitnessedBatch
from crm.witness.rules.verdicts import Verdict


def verify(*, in_full: bool) -> Losses:
    """Count the rows of each batch; raises the alarm for what is gone. Raises PyMongoError."""
    lost = lost_rows(in_full=in_full)
    if lost.judgement.is_alarming:
        alarms.raise_alarm(lost)
    return lost


def end_the_day() -> NightlyStep:
    """Read the whole file, count every batch, and note what the database holds."""
    judgement = looking.look(whole=True)
    lost = verify(in_full=False)
    if lost.judgement.is_alarming:
        judgement = lost.judgement
    verbs.witness(verbs.NIGHT)
    batches, is_well = WitnessedBatch.objects.count(), not judgement.is_alarming
    is_well = is_well and judgement.verdict != Verdict.UNWRITABLE
    facts = {"verdict": judgement.verdict.value, "batches": batches}
    line = f"Witness: {judgement.verdict.value}, {batches:,} batches counted."
    return NightlyStep("witness", facts, line, well=is_well)
