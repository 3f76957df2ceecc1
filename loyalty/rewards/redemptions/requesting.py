"""A member asks for a reward, or takes it back while it waits (LR-8, LR-9).

One transaction debits the price, takes the piece and stores the redemption. Two requests for the
last piece meet at the reward's stock, two of one member at the head of her points.
"""

from bson import ObjectId
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from crm.audit.record import facts, note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import first_stored
from crm.mongo.transaction import transactional
from crm.mongo.unions import read_union
from crm.notifications.send import ask_admins, settle
from loyalty.accounts.actor import THE_MEMBER
from loyalty.accounts.ending import lock_account
from loyalty.members.merges import member_ids
from loyalty.models import Member, MemberAccount, Redemption, Reward
from loyalty.points.movements.spending import NotEnoughPoints, redeem, refund
from loyalty.rewards.errors import AlreadyDecided, RewardNotGiven
from loyalty.rewards.offer_facts import claimant_parts, offer_facts
from loyalty.rewards.offers import Asker
from loyalty.rewards.stock import count_taken, lock_stock, restate_stock
from loyalty.rules.rewards.redemptions import RedemptionState, Refusal, new_code
from loyalty.rules.rewards.stored_terms import KeptTerms, as_stored

TRACKED = ("state", "title", "points", "last_day")


def ask_for(
    reward_id: ObjectId, member_id: ObjectId, *, form_key: str, seen: MemberAccount | None = None
) -> Redemption:
    """Store and return what the member has asked for; the same form twice is one redemption.

    `seen` is her account as it was when she was let in. Raises RewardNotGiven, Reward.DoesNotExist,
    AccountEnded; IntegrityError if one form asks for two rewards.
    """
    if _asked_before(member_id, form_key) is None:
        # Whoever cannot have it is in nobody's way: all who ask line up at the stock.
        _refuse(reward_id, member_id)
    return _ask_for(reward_id, member_id, form_key, seen)


@transactional
def _ask_for(
    reward_id: ObjectId, member_id: ObjectId, form_key: str, seen: MemberAccount | None
) -> Redemption:
    lock_stock(reward_id)
    if seen is not None:
        lock_account(seen)
    earlier = _asked_before(member_id, form_key)
    if earlier is not None:
        if earlier.reward_id != reward_id:
            raise IntegrityError(form_key)
        return earlier
    reward, member = _refuse(reward_id, member_id)
    redemption = _new(reward, member, form_key)
    _debit(member, redemption)
    redemption.save(force_insert=True)
    restate_stock(reward_id)
    sequence = note_event(
        redemption, "request", by=THE_MEMBER, after=facts(redemption, TRACKED), sequence=1
    )
    if redemption.state == RedemptionState.PENDING:
        _tell_admins(redemption, member, sequence)
    return redemption


@transactional
def take_back(pk: ObjectId, member: Member) -> Redemption:
    """Cancel what waits: points and piece are free again (LR-9).

    Raises Redemption.DoesNotExist for one that is not hers, AlreadyDecided.
    """
    redemption = Redemption.objects.get(pk=pk, member_id__in=member_ids(member))
    lock_stock(redemption.reward_id)
    cancelled = {"state": RedemptionState.CANCELLED.value, "decided_at": timezone.now()}
    written = collection(Redemption).update_one(
        {"_id": pk, "state": RedemptionState.PENDING.value},
        {"$set": cancelled, "$inc": {"version": 1}},
        session=current_session(),
    )
    if not written.matched_count:
        raise AlreadyDecided
    # Of who paid: a merge has made that another record since, and the points go where it leads.
    payer = Member.objects.select_related("programme").get(pk=redemption.member_id)
    refund(payer, pk, by_name=THE_MEMBER.name, cause="cancel")
    restate_stock(redemption.reward_id)
    before = {"state": RedemptionState.PENDING.value}
    redemption.state = RedemptionState.CANCELLED.value
    note_event(
        redemption, "cancel", by=THE_MEMBER, before=before, after=facts(redemption, ("state",))
    )
    settle(pk)
    return redemption


def _refuse(reward_id: ObjectId, member_id: ObjectId) -> tuple[Reward, Member]:
    """The reward and the member; raises RewardNotGiven if she cannot have it now (LR-6)."""
    reward = Reward.objects.get(pk=reward_id)
    member = Member.objects.select_related("programme").get(pk=member_id)
    left = None if reward.stock is None else reward.stock - count_taken(reward_id)
    known = offer_facts(read_union(claimant_parts(member)))
    asker = Asker(member, timezone.localdate(), facts=known)
    if reason := asker.why_not(reward, left):
        raise RewardNotGiven(reason)
    return reward, member


def _asked_before(member_id: ObjectId, form_key: str) -> Redemption | None:
    match = {"member_id": member_id, "form_key": form_key}
    stored = first_stored(Redemption, match)
    return stored if isinstance(stored, Redemption) else None


def _new(reward: Reward, member: Member, form_key: str) -> Redemption:
    """What she asks for, with everything of the reward that must not change any more (LR-4)."""
    now, today, terms = timezone.now(), timezone.localdate(), reward.terms
    redemption = Redemption(
        pk=ObjectId(),
        programme_id=reward.programme_id,
        member_id=member.pk,
        reward_id=reward.pk,
        form_key=form_key,
        title=reward.title,
        category=reward.category,
        points=reward.points,
        terms=as_stored(_kept(reward)),
        requested_at=now,
        requested_on=today,
        code=new_code(),
        uses_left=reward.uses,
        language=get_language() or "en",
    )
    # What a colleague asks for is decided by another one (LM-18).
    if not reward.needs_approval and member.staff_id is None:
        redemption.state, redemption.decided_at = RedemptionState.APPROVED.value, now
        redemption.last_day = terms.last_day_of_redemption(today)
    return redemption


def _kept(reward: Reward) -> KeptTerms:
    return KeptTerms(
        terms=reward.terms,
        conditions=reward.conditions,
        most_off=reward.most_off,
        minimum_purchase=reward.minimum_purchase,
        refunds_expired=reward.refunds_expired,
    )


def _debit(member: Member, redemption: Redemption) -> None:
    try:
        redeem(member, redemption.points, redemption.pk, by_name=THE_MEMBER.name)
    except NotEnoughPoints as error:
        is_below = error.balance < 0
        raise RewardNotGiven(Refusal.BELOW_ZERO if is_below else Refusal.POINTS) from error


def _tell_admins(redemption: Redemption, member: Member, sequence: int) -> None:
    """Without her name: a notification outlives an erasure."""
    url = reverse("loyalty:redemption", args=[redemption.pk])
    ask_admins(
        redemption.pk,
        "redemption-requested",
        url,
        sequence,
        besides=member.staff_id,
        reward=redemption.title,
        points=str(redemption.points),
    )
