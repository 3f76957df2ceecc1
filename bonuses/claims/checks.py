"""Customer bonus checks: a staff member claims, an admin decides (BC-1 to BC-5)."""

from datetime import date
from typing import Any

from bson import ObjectId
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from bonuses.models import CheckStatus, CustomerCheck
from crm.audit.record import facts, note_event
from crm.calendar import first_day
from crm.mongo.transaction import transactional
from crm.notifications.send import ask_admins, notify, settle
from crm.staff.models import Product, User
from crm.web.texts.visible import visible_text
from members.models import Reservation
from members.reservations import holder_of
from members.reservations.standings import standing_of
from members.rules.keys import customer_key

VERBS = {CheckStatus.APPROVED: "approve", CheckStatus.REJECTED: "reject"}
IN_FORCE = (CheckStatus.SUBMITTED, CheckStatus.APPROVED, CheckStatus.REJECTED)
TRACKED = ("customer_id", "product_name", "staff_name", "status", "reason")


class ClaimRefused(Exception):
    """The claim does not hold: `why` is not-reserved, expired or submitted."""

    def __init__(self, why: str, **facts: Any) -> None:
        super().__init__(why)
        self.why, self.facts = why, facts


class NotWaiting(Exception):
    """Only what was submitted and not decided can be decided; somebody may have been faster."""


def submit(*, staff: User, customer_id: str, product: Product) -> CustomerCheck:
    """Claim the bonus for a customer this month and tell the admins (BC-1). Raises ClaimRefused."""
    try:
        return _submit(staff, visible_text(customer_id), product)
    except IntegrityError as error:
        raise ClaimRefused("submitted") from error


class OwnClaim(Exception):
    """Nobody grants themselves a bonus: whoever claimed it may be an admin by now."""


@transactional
def approve(pk: ObjectId, *, by: User) -> CustomerCheck:
    """Grant a claim and tell its owner. Raises NotWaiting, OwnClaim."""
    return _decide(pk, CheckStatus.APPROVED, by)


@transactional
def reject(pk: ObjectId, *, by: User, reason: str) -> CustomerCheck:
    """Refuse a claim and tell its owner why. Raises NotWaiting."""
    return _decide(pk, CheckStatus.REJECTED, by, reason)


def pending_count(limit: int | None = None) -> int:
    """How many claims wait for an admin, counted up to `limit` (NO-4)."""
    return CustomerCheck.objects.filter(status=CheckStatus.SUBMITTED)[:limit].count()


def withdraw_claims_on(reservation: Reservation) -> None:
    """The reservation ends: what still waits on it is withdrawn, in its product alone (BC-5)."""
    claims = CustomerCheck.objects.filter(reservation=str(reservation.pk))
    for check in claims.filter(status=CheckStatus.SUBMITTED):
        _withdraw(check)


def move_claims_on(reservation: Reservation) -> None:
    """The reservation has moved: what was claimed on it goes to its new owner (BC-5).

    Who has claimed the customer in that month already keeps that claim and gets no second one.
    """
    owner, owner_name = reservation.staff_id, reservation.staff_name
    claims = CustomerCheck.objects.filter(reservation=str(reservation.pk))
    for check in claims.exclude(staff_id=owner):
        if not _in_force(owner, check.customer_key, check.product_id, check.month):
            _change(check, "move", staff_id=owner, staff_name=owner_name)
        elif check.status == CheckStatus.SUBMITTED:
            _withdraw(check)


@transactional
def _submit(staff: User, customer_id: str, product: Product) -> CustomerCheck:
    key, today = customer_key(customer_id), timezone.localdate()
    reservation = _own_reservation(staff, key, product)
    _refuse_if_expired(reservation, today)
    month = first_day(today)
    if _in_force(staff.pk, key, product.pk, month):
        raise ClaimRefused("submitted")
    check = CustomerCheck.objects.create(
        staff=staff,
        customer_key=key,
        product=product,
        month=month,
        staff_name=staff.name,
        product_name=product.name,
        customer_id=customer_id,
        reservation=str(reservation.pk),
    )
    place = note_event(check, "submit", by=staff, after=facts(check, TRACKED))
    ask_admins(
        check.pk,
        "check-submitted",
        reverse("bonuses:checks"),
        place,
        staff=staff.name,
        customer=customer_id,
        product=product.name,
    )
    return check


def _in_force(staff_id: ObjectId, key: str, product_id: ObjectId, month: date) -> bool:
    """Whether the month has a claim already; a withdrawn one stands in nobody's way."""
    claims = CustomerCheck.objects.filter(staff_id=staff_id, month=month, customer_key=key)
    return claims.filter(product_id=product_id, status__in=IN_FORCE).exists()


def _own_reservation(staff: User, key: str, product: Product) -> Reservation:
    reservation = holder_of(key, product.pk)
    if reservation is None or reservation.staff_id != staff.pk:
        raise ClaimRefused("not-reserved")
    return reservation


def _refuse_if_expired(reservation: Reservation, today: date) -> None:
    """BC-2. On the day on which the nightly run removes a reservation it is over here, too."""
    standing = standing_of(reservation, today)
    if standing.is_over:
        raise ClaimRefused(
            "expired", since=standing.since, days=standing.days, grace=standing.grace
        )


def _decide(pk: ObjectId, status: CheckStatus, by: User, reason: str = "") -> CustomerCheck:
    check = CustomerCheck.objects.filter(pk=pk, status=CheckStatus.SUBMITTED).first()
    if check is None:
        raise NotWaiting
    if status == CheckStatus.APPROVED and check.staff_id == by.pk:
        raise OwnClaim
    decided = {"decided_by_name": by.name, "decided_at": timezone.now(), "reason": reason}
    place = _change(check, VERBS[status], by=by, status=status, **decided)
    settle(check.pk)
    notify(
        [check.staff_id],
        f"check-{status}",
        reverse("bonuses:checks"),
        place,
        customer=check.customer_id,
        product=check.product_name,
        by=by.name,
        reason=reason or "-",
    )
    return check


def _withdraw(check: CustomerCheck) -> None:
    _change(check, "withdraw", status=CheckStatus.WITHDRAWN)
    settle(check.pk)


def _change(check: CustomerCheck, verb: str, *, by: User | None = None, **fields: Any) -> int:
    """Write the fields and the history; returns the place in it."""
    before = facts(check, TRACKED)
    for name, value in fields.items():
        setattr(check, name, value)
    check.save()
    return note_event(check, verb, by=by, before=before, after=facts(check, TRACKED))
