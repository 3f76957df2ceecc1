"""One extension a reservation: its owner asks with a reason, an admin decides."""

from datetime import timedelta

from bson import ObjectId
from django.urls import reverse
from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from crm.notifications.send import ask_admins, settle
from crm.policies.reads import value_on
from crm.staff.models import User
from members.models import Extension, Reservation
from members.policies import EXTENSION_DAYS
from members.reservations.beginning import approved_reservation, tell_owner
from members.reservations.errors import OwnRequest
from members.reservations.standings import standing_of

TRACKED = ("extension", "extended_until")


class NotExtendable(Exception):
    """It was asked for before, or the reservation does not run out."""


class NotAskedFor(Exception):
    """Nobody waits for a decision about an extension; somebody may have decided."""


@transactional
def ask_extension(pk: ObjectId, *, by: User, reason: str) -> Reservation:
    """The owner asks for more time and says why; the admins are told.

    Raises NotApproved, NotExtendable, and Reservation.DoesNotExist for anybody else's.
    """
    reservation = approved_reservation(pk)
    if reservation.staff_id != by.pk:
        raise Reservation.DoesNotExist
    if reservation.is_permanent or reservation.extension:
        raise NotExtendable
    reservation.extension, reservation.extension_reason = Extension.ASKED, reason
    reservation.extension_asked_at = timezone.now()
    reservation.save()
    after = facts(reservation, TRACKED)
    place = note_event(reservation, "ask extension", by=by, after=after, reason=reason)
    ask_admins(
        reservation.pk,
        "extension-requested",
        reverse("members:reservation", args=[reservation.pk]),
        place,
        staff=reservation.staff_name,
        customer=reservation.customer_id,
        product=reservation.product_name,
        reason=reason,
    )
    return reservation


@transactional
def grant_extension(pk: ObjectId, *, by: User) -> Reservation:
    """Let it run out so many days later as the floor has decided. Raises NotAskedFor, OwnRequest.

    A later deposit counts as ever: of the two ends the later one holds.
    """
    reservation = _asking_for_time(pk, by)
    today = timezone.localdate()
    days = timedelta(days=int(value_on(EXTENSION_DAYS, today)))
    ends_on = standing_of(reservation, today).ends_on or today
    reservation.extended_until = max(ends_on, today) + days
    return _decide(reservation, Extension.GRANTED, by)


@transactional
def refuse_extension(pk: ObjectId, *, by: User, reason: str) -> Reservation:
    """Leave its end as it is and say why. Raises NotAskedFor."""
    return _decide(_asking_for_time(pk, by), Extension.REFUSED, by, reason)


def _asking_for_time(pk: ObjectId, by: User) -> Reservation:
    reservation = approved_reservation(pk)
    if reservation.extension != Extension.ASKED:
        raise NotAskedFor
    if reservation.staff_id == by.pk:
        raise OwnRequest
    return reservation


def _decide(
    reservation: Reservation, extension: Extension, by: User, reason: str = ""
) -> Reservation:
    reservation.extension = extension
    # Whichever end holds from now on, its owner is warned of it anew.
    reservation.warned_on = None
    reservation.save()
    after = facts(reservation, TRACKED)
    before = {"extension": str(Extension.ASKED)}
    place = note_event(reservation, "extension", by=by, before=before, after=after, reason=reason)
    settle(reservation.pk)
    until = reservation.extended_until
    dates = {"date": until.isoformat()} if until else {}
    tell_owner(reservation, f"extension-{extension}", place, reason=reason or "-", **dates)
    return reservation
