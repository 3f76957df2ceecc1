"""What is stored: deposits, the numbers derived from them, and the runs of jobs."""

from omset.models.group_day import GroupDay
from omset.models.imports import DepositImport, ImportState
from omset.models.job_runs import NightlyRun, PurgeRun, Reconciliation
from omset.models.querysets import OmsetRecordQuerySet
from omset.models.records import OmsetRecord, RecordWrite, new_key
from omset.models.statuses import COUNTED, DepositorKind, Status
from omset.models.submissions import DepositContent, Submission
from omset.models.tallies import DailyTally, GroupTally, MonthlyTally, StaffLock, Tally

__all__ = [
    "COUNTED",
    "DailyTally",
    "DepositContent",
    "DepositImport",
    "DepositorKind",
    "GroupDay",
    "GroupTally",
    "ImportState",
    "MonthlyTally",
    "NightlyRun",
    "OmsetRecord",
    "OmsetRecordQuerySet",
    "PurgeRun",
    "Reconciliation",
    "RecordWrite",
    "StaffLock",
    "Status",
    "Submission",
    "Tally",
    "new_key",
]
