"""What is stored of loyalty: programmes, stores, members, imports and their rows, runs of RFM."""

from loyalty.models.aggregates import (
    BuyerNumber,
    BuyersOfTotal,
    DepartmentsOfBuyer,
    ReceiptDay,
    SalesTotals,
)
from loyalty.models.batches import (
    BatchState,
    Dataset,
    ImportBatch,
    ImportLock,
    MemberBefore,
    NoteKind,
    RowNote,
    SalesMonth,
)
from loyalty.models.members import (
    Card,
    CardSource,
    ConsentStatement,
    CustomerLink,
    Member,
    MemberMerge,
    MemberState,
    NumberSequence,
)
from loyalty.models.programmes import (
    Programme,
    ProgrammeProduct,
    ProgrammeVersion,
    VersionDraft,
)
from loyalty.models.receipts import Receipt
from loyalty.models.sales import Department, SalesLine
from loyalty.models.segments import SegmentedBuyer, SegmentRun
from loyalty.models.stores import Store, StoreState, Till, TillState

__all__ = [
    "BatchState",
    "BuyerNumber",
    "BuyersOfTotal",
    "Card",
    "CardSource",
    "ConsentStatement",
    "CustomerLink",
    "Dataset",
    "Department",
    "DepartmentsOfBuyer",
    "ImportBatch",
    "ImportLock",
    "Member",
    "MemberBefore",
    "MemberMerge",
    "MemberState",
    "NoteKind",
    "NumberSequence",
    "Programme",
    "ProgrammeProduct",
    "ProgrammeVersion",
    "Receipt",
    "ReceiptDay",
    "RowNote",
    "SalesLine",
    "SalesMonth",
    "SalesTotals",
    "SegmentRun",
    "SegmentedBuyer",
    "Store",
    "StoreState",
    "Till",
    "TillState",
    "VersionDraft",
]
