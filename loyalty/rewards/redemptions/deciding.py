"""Approving and rejecting what members have asked for (LR-7, LR-9, LM-18)."""

from typing import Any

from bson import ObjectId
from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.mongo.rows import collection, current_session, midnight
from crm.mongo.transaction import transactional
from crm.notifications.send import settle
from crm.staff.models import User
from crm.web.forms.reasons import fitting_reason
from loyalty.members.own import refuse_own
from loyalty.models import Member, Redemption, RejectReason
from loyalty.points.movements.spending import current_member, refund
from loyalty.rewards.errors import AlreadyDecided, HasEnded
from loyalty.rewards.stock import lock_stock, restate_stock
from loyalty.rules.rewards.redemptions import RedemptionState
from loyalty.rules.rewards.stored_terms import from_stored

DECIDED = ("state", "last_day", "reject_reason")


@transactional
def approve(pk: ObjectId, *, by: User) -> Redemption:
    """Grant what waits, by the terms of its request; her code works from now on.

    Whoever had the tier when she asked has it still (case 163). Raises Redemption.DoesNotExist,
    AlreadyDecided, HasEnded, MemberRefused for one's own record.
    """
    waiting = Redemption.objects.get(pk=pk)
    today = timezone.localdate()
    last_day = from_stored(waiting.terms).terms.last_day_of_redemption(today)
    if last_day is not None and last_day < today:
        raise HasEnded
    stored = {"last_day": midnight(last_day) if last_day else None}
    redemption, _member = _decide(waiting, RedemptionState.APPROVED, by, stored)
    _note(redemption, "approve", by)
    return redemption


@transactional
def reject(pk: ObjectId, *, by: User, reason: RejectReason, note: str = "") -> Redemption:
    """Refuse what waits: what she paid, the piece and her limit are free again (LR-9).

    Raises Redemption.DoesNotExist, AlreadyDecided, MemberRefused for one's own record.
    """
    said = {"reject_reason": reason.value, "note": fitting_reason(note)}
    waiting = Redemption.objects.get(pk=pk)
    redemption, member = _decide(waiting, RedemptionState.REJECTED, by, said)
    refund(member, pk, by_name=by.name, cause="reject")
    restate_stock(redemption.reward_id)
    _note(redemption, "reject", by)
    return redemption


def _decide(
    waiting: Redemption, state: RedemptionState, by: User, stored: dict[str, Any]
) -> tuple[Redemption, Member]:
    """Of two decisions one is written."""
    member = Member.objects.select_related("programme").get(pk=waiting.member_id)
    # What she asked for is of whoever merges have made of her (LM-14).
    refuse_own(by, member, current_member(member))
    lock_stock(waiting.reward_id)
    decided = {
        "state": state.value,
        "decided_at": timezone.now(),
        "decided_by_name": by.name,
        "is_unseen": True,
    }
    written = collection(Redemption).update_one(
        {"_id": waiting.pk, "state": RedemptionState.PENDING.value},
        {"$set": decided | stored, "$inc": {"version": 1}},
        session=current_session(),
    )
    if not written.matched_count:
        raise AlreadyDecided
    settle(waiting.pk)
    return Redemption.objects.get(pk=waiting.pk), member


def _note(redemption: Redemption, verb: str, by: User) -> None:
    before = {"state": RedemptionState.PENDING.value}
    after = facts(redemption, DECIDED)
    note_event(redemption, verb, by=by, before=before, after=after, reason=redemption.note)
