"""What is stored: deposits, the numbers derived from them, and the runs of jobs."""

from omset.models.job_runs import NightlyRun, PurgeRun, Reconciliation
from omset.models.records import (
    COUNTED,
    DepositorKind,
    GroupDay,
    OmsetRecord,
    OmsetRecordQuerySet,
    Status,
    new_key,
)
from omset.models.tallies import DailyTally, MonthlyTally, StaffLock, Tally

__all__ = [
    "COUNTED",
    "DailyTally",
    "DepositorKind",
    "GroupDay",
    "MonthlyTally",
    "NightlyRun",
    "OmsetRecord",
    "OmsetRecordQuerySet",
    "PurgeRun",
    "Reconciliation",
    "StaffLock",
    "Status",
    "Tally",
    "new_key",
]
