"""What is stored of loyalty: programmes with their versions, stores and tills, members."""

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
    "Store",
    "StoreState",
    "Till",
    "TillState",
]
