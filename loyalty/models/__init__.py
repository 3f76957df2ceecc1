"""What is stored of loyalty: programmes, stores, members and their accounts, imports."""

from loyalty.models.accounts import (
    Attribution,
    CardDispute,
    ContactSort,
    DigitalCard,
    DisputeState,
    JoinLink,
    LinkPurpose,
    MemberAccount,
    MemberSession,
    OneTimeLink,
)
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
from loyalty.models.points import BuyerLock, MemberPoints, PointsEntry
from loyalty.models.programmes import (
    Programme,
    ProgrammeProduct,
    ProgrammeVersion,
    VersionDraft,
)
from loyalty.models.receipts import Receipt
from loyalty.models.rewards import (
    Redemption,
    RedemptionUse,
    RejectReason,
    Reward,
    RewardStock,
)
from loyalty.models.sales import Department, SalesLine
from loyalty.models.segments import SegmentedBuyer, SegmentRun
from loyalty.models.stores import Store, StoreState, Till, TillState

__all__ = [
    "Attribution",
    "BatchState",
    "BuyerLock",
    "BuyerNumber",
    "BuyersOfTotal",
    "Card",
    "CardDispute",
    "CardSource",
    "ConsentStatement",
    "ContactSort",
    "CustomerLink",
    "Dataset",
    "Department",
    "DepartmentsOfBuyer",
    "DigitalCard",
    "DisputeState",
    "ImportBatch",
    "ImportLock",
    "JoinLink",
    "LinkPurpose",
    "Member",
    "MemberAccount",
    "MemberBefore",
    "MemberMerge",
    "MemberPoints",
    "MemberSession",
    "MemberState",
    "NoteKind",
    "NumberSequence",
    "OneTimeLink",
    "PointsEntry",
    "Programme",
    "ProgrammeProduct",
    "ProgrammeVersion",
    "Receipt",
    "ReceiptDay",
    "Redemption",
    "RedemptionUse",
    "RejectReason",
    "Reward",
    "RewardStock",
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
