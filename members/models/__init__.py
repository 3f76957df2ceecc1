"""What is stored of members: reservations, their databases, draws, batches."""

from members.models.batches import (
    Batch,
    Replacement,
    Response,
    Reveal,
    RevealCount,
    WhatsApp,
)
from members.models.conflicts import ConflictChange, ConflictEvent
from members.models.customers import (
    Customer,
    DoNotContact,
    ForgottenName,
    HashSecret,
    LoadingTurn,
)
from members.models.databases import (
    AutoApproval,
    DatabaseKind,
    MemberDatabase,
    PoolCounts,
    PoolQueue,
    ProductPool,
)
from members.models.distributions import Distribution, StoredShare
from members.models.draws import (
    DatabaseRequest,
    Draw,
    DrawPurpose,
    PassedOver,
    PoolEvent,
    PoolVerb,
    RequestStatus,
)
from members.models.imports import MemberImport, RowScopes, SkippedRows, UploadState
from members.models.past_reservations import (
    ArchiveState,
    EndCause,
    PastReservation,
    PastReservationQuerySet,
)
from members.models.reservations import (
    Extension,
    Reservation,
    ReservationQuerySet,
    ReservationStatus,
)
from members.models.rows import IN_HAND, MemberRow, MemberRowQuerySet, RowStatus, Validation

__all__ = [
    "IN_HAND",
    "ArchiveState",
    "AutoApproval",
    "Batch",
    "ConflictChange",
    "ConflictEvent",
    "Customer",
    "DatabaseKind",
    "DatabaseRequest",
    "Distribution",
    "DoNotContact",
    "Draw",
    "DrawPurpose",
    "EndCause",
    "Extension",
    "ForgottenName",
    "HashSecret",
    "LoadingTurn",
    "MemberDatabase",
    "MemberImport",
    "MemberRow",
    "MemberRowQuerySet",
    "PassedOver",
    "PastReservation",
    "PastReservationQuerySet",
    "PoolCounts",
    "PoolEvent",
    "PoolQueue",
    "PoolVerb",
    "ProductPool",
    "Replacement",
    "RequestStatus",
    "Reservation",
    "ReservationQuerySet",
    "ReservationStatus",
    "Response",
    "Reveal",
    "RevealCount",
    "RowScopes",
    "RowStatus",
    "SkippedRows",
    "StoredShare",
    "UploadState",
    "Validation",
    "WhatsApp",
]
