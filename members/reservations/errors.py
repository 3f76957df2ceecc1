"""Why a verb about reservations refuses."""

from django.core.exceptions import PermissionDenied

from members.models import Reservation


class AlreadyReserved(Exception):
    """The customer has a pending or approved reservation in that product (RS-3)."""

    def __init__(self, reservation: Reservation) -> None:
        super().__init__(reservation.staff_name)
        self.reservation = reservation


class NotPending(Exception):
    """Only a pending reservation can be approved or rejected (RS-4)."""


class NotApproved(Exception):
    """Only an approved reservation is moved, extended, released; it may have ended meanwhile."""


class OwnRequest(PermissionDenied):
    """Nobody approves their own request: who asked as staff may have become an admin since."""


class NotStaff(Exception):
    """A reservation belongs to an active staff account (RS-2)."""
