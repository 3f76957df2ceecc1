"""What is stored: deposits, the numbers derived from them, and the runs of jobs."""

from omset.models.job_runs import Night, PurgeRun, Reconciliation
from omset.models.records import (
    COUNTED,
    Kind,
    OmsetRecord,
    OmsetRecordQuerySet,
    Place,
    Status,
    new_key,
)
from omset.models.tallies import DailyTally, LedgerHead, MonthlyTally, Tally

__all__ = [
    "COUNTED",
    "DailyTally",
    "Kind",
    "LedgerHead",
    "MonthlyTally",
    "Night",
    "OmsetRecord",
    "OmsetRecordQuerySet",
    "Place",
    "PurgeRun",
    "Reconciliation",
    "Status",
    "Tally",
    "new_key",
]
