"""What is stored of members: reservations, their databases, draws, batches."""

from members.models.batches import Batch, Response, WhatsApp
from members.models.databases import AutoApproval, DatabaseKind, MemberDatabase, ProductPool
from members.models.draws import (
    DatabaseRequest,
    Draw,
    DrawPurpose,
    PassedOver,
    PoolEvent,
    PoolVerb,
    RequestStatus,
)
from members.models.reservations import Reservation, ReservationQuerySet, ReservationStatus
from members.models.rows import MemberRow, MemberRowQuerySet, RowStatus, Validation

__all__ = [
    "AutoApproval",
    "Batch",
    "DatabaseKind",
    "DatabaseRequest",
    "Draw",
    "DrawPurpose",
    "MemberDatabase",
    "MemberRow",
    "MemberRowQuerySet",
    "PassedOver",
    "PoolEvent",
    "PoolVerb",
    "ProductPool",
    "RequestStatus",
    "Reservation",
    "ReservationQuerySet",
    "ReservationStatus",
    "Response",
    "RowStatus",
    "Validation",
    "WhatsApp",
]
