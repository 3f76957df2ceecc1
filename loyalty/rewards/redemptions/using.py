"""The code at the counter: each use once, and the end of what nobody used (LR-10, LR-3)."""

from dataclasses import dataclass

from bson import ObjectId
from django.utils import timezone

from crm.audit.record import note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import first_stored
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.web.forms.reasons import fitting_reason
from loyalty.members.locks import lock_member
from loyalty.members.merges import member_ids
from loyalty.members.own import refuse_own
from loyalty.models import Member, MemberState, Redemption, RedemptionUse, Store, Till
from loyalty.points.movements.spending import current_member, refund
from loyalty.rewards.errors import HasEnded, NotHersNow, NothingLeft
from loyalty.rewards.stock import lock_stock
from loyalty.rules.rewards.redemptions import RedemptionState, new_code, read_code
from loyalty.rules.rewards.stored_terms import from_stored


@dataclass(frozen=True, kw_only=True)
class Counter:
    """Where a redemption is used, as far as it is said.

    `left` is how many uses one saw left, `code` the one that was shown.
    """

    store: Store | None = None
    till: Till | None = None
    note: str = ""
    left: int | None = None
    code: str | None = None


def redemption_with(code: str) -> Redemption | None:
    """Whose code this is, however it was typed; None for nobody's."""
    stored = first_stored(Redemption, {"code": read_code(code)})
    return stored if isinstance(stored, Redemption) else None


def holder_of(redemption: Redemption) -> Member:
    """Whose it is: whom merges have made of her who asked (LM-14)."""
    asked = Member.objects.select_related("programme").get(pk=redemption.member_id)
    return current_member(asked)


def may_redeem(member: Member) -> bool:
    """Whether her codes work: not while she is blocked, nor once she has left (LM-4)."""
    return member.state == MemberState.ACTIVE


def use(pk: ObjectId, counter: Counter, *, by: User) -> Redemption:
    """Write one use of an approved redemption, and return how it is then.

    Raises HasEnded after its last day, and it is expired; NothingLeft, also if somebody has used
    it since, or it has another code by now; NotHersNow; MemberRefused for one's own (LM-18);
    Redemption.DoesNotExist.
    """
    if expire(pk):
        raise HasEnded
    return _use(pk, counter, by)


@transactional
def expire(pk: ObjectId) -> bool:
    """End what was not used up to its last day; whether it has just ended.

    Its points come back only if the reward had said so on the request.
    """
    redemption = Redemption.objects.get(pk=pk)
    if not redemption.has_ended(timezone.localdate()):
        return False
    lock_stock(redemption.reward_id)
    written = collection(Redemption).update_one(
        {"_id": pk, "state": RedemptionState.APPROVED.value},
        {"$set": {"state": RedemptionState.EXPIRED.value}, "$inc": {"version": 1}},
        session=current_session(),
    )
    if not written.matched_count:
        return False
    if from_stored(redemption.terms).refunds_expired:
        member = Member.objects.select_related("programme").get(pk=redemption.member_id)
        refund(member, pk, cause="expire")
    before, after = {"state": redemption.state}, {"state": RedemptionState.EXPIRED.value}
    note_event(redemption, "expire redemption", before=before, after=after)
    return True


@transactional
def renew_codes(member: Member, *, by: User) -> int:
    """New codes for what can still be used, or is still to be decided; those before are nobody's.

    Whoever gets the card has them in her area (LS-6). Returns how many.
    """
    states = [RedemptionState.PENDING.value, RedemptionState.APPROVED.value]
    open_ones = Redemption.objects.filter(member_id__in=member_ids(member), state__in=states)
    for redemption in open_ones:
        collection(Redemption).update_one(
            {"_id": redemption.pk},
            {"$set": {"code": new_code()}, "$inc": {"version": 1}},
            session=current_session(),
        )
        note_event(redemption, "renew code", by=by)
    return len(open_ones)


@transactional
def _use(pk: ObjectId, counter: Counter, by: User) -> Redemption:
    left = {"$gt": 0} if counter.left is None else counter.left
    usable = {"_id": pk, "state": RedemptionState.APPROVED.value, "uses_left": left}
    if counter.code is not None:
        usable["code"] = counter.code
    written = collection(Redemption).update_one(
        usable, {"$inc": {"version": 1}}, session=current_session()
    )
    redemption = Redemption.objects.get(pk=pk)
    if not written.matched_count:
        raise NothingLeft
    # Whoever blocks her at this moment writes the same row.
    holder = lock_member(holder_of(redemption).pk)
    if not may_redeem(holder):
        raise NotHersNow
    refuse_own(by, holder)
    used = RedemptionUse.objects.filter(redemption_id=pk).count() + 1
    RedemptionUse.objects.create(
        redemption_id=pk,
        sequence=used,
        by_id=by.pk,
        by_name=by.name,
        store=counter.store,
        till=counter.till,
        note=fitting_reason(counter.note),
    )
    redemption.uses_left = from_stored(redemption.terms).terms.uses - used
    if not redemption.uses_left:
        redemption.state = RedemptionState.USED.value
    Redemption.objects.filter(pk=pk).update(uses_left=redemption.uses_left, state=redemption.state)
    after = {"uses_left": redemption.uses_left, "state": redemption.state}
    note_event(
        redemption, "use redemption", by=by, after=after, reason=fitting_reason(counter.note)
    )
    return redemption
