"""What is stored of loyalty: programmes, stores and tills, members, runs of RFM."""

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
from loyalty.models.programmes import Programme, ProgrammeProduct, ProgrammeVersion
from loyalty.models.segments import SegmentedBuyer, SegmentRun
from loyalty.models.stores import Store, StoreState, Till, TillState

__all__ = [
    "Card",
    "CardSource",
    "ConsentStatement",
    "CustomerLink",
    "Member",
    "MemberMerge",
    "MemberState",
    "NumberSequence",
    "Programme",
    "ProgrammeProduct",
    "ProgrammeVersion",
    "SegmentRun",
    "SegmentedBuyer",
    "Store",
    "StoreState",
    "Till",
    "TillState",
]
