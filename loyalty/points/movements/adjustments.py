"""Points given or taken by an admin; above the programme's limit a second one confirms (LP-11)."""

from datetime import datetime, time

from bson import ObjectId
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.record import note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.web.forms.reasons import fitting_reason
from loyalty.members.errors import MemberRefused
from loyalty.members.locks import lock_member
from loyalty.members.merges import member_ids
from loyalty.members.own import refuse_own
from loyalty.models import AdjustmentState, Member, PointsAdjustment, Programme
from loyalty.points.ledger.given import without_purchase
from loyalty.points.ledger.locks import lock_heads
from loyalty.points.ledger.posting import Cause, Ledger
from loyalty.points.ledger.sources import ADJUSTMENT
from loyalty.programmes.reads import terms_on
from loyalty.rules.points.entries import EntryReason

# More than anybody means: the field would take it, and a balance is one as well.
MOST_POINTS = 1_000_000
# Where a programme has no version yet.
USUAL_LIMIT = 1000


class AdjustmentDecided(Exception):
    """Somebody else has decided it meanwhile."""


@transactional
def adjust(pk: ObjectId, points: int, *, by: User, reason: str, key: str) -> PointsAdjustment:
    """Give points to a member, or take them; above the limit it waits for a second admin.

    The limit is of all that one admin gives a member in a day, and of all that one takes.
    The same `key` again is the same adjustment. Raises MemberRefused without a reason, for 0 or too
    many points, for one's own record, for who was merged or erased; IntegrityError if the same form
    is sent twice at the same moment.
    """
    if not fitting_reason(reason):
        raise MemberRefused("reason", _("Say why."))
    if not 0 < abs(points) <= MOST_POINTS:
        raise MemberRefused("points", _("Whole points other than 0, at most a million."))
    member = lock_member(pk)
    if sent := PointsAdjustment.objects.filter(key=key).first():
        return sent
    _check(member, by)
    needs_second = abs(points) + _alone_today(member, points, by) > limit_of(member.programme)
    adjustment = PointsAdjustment.objects.create(
        programme=member.programme,
        member=member,
        points=points,
        reason=fitting_reason(reason),
        state=AdjustmentState.WAITING if needs_second else AdjustmentState.POSTED,
        key=key,
        asked_by=by,
        asked_by_name=by.name,
    )
    verb = "ask adjustment" if needs_second else "adjust points"
    note_event(member, verb, by=by, after={"points": points}, reason=adjustment.reason)
    if not needs_second:
        _post(adjustment, member, verb, by)
    return adjustment


@transactional
def confirm(pk: ObjectId, *, by: User) -> PointsAdjustment:
    """Post what another admin has asked for.

    Raises AdjustmentDecided, MemberRefused for who asked, for one's own record.
    """
    adjustment, member = _decide(pk, AdjustmentState.POSTED, by)
    if adjustment.asked_by_id == by.pk:
        raise MemberRefused("", _("Somebody else confirms what you have asked for."))
    note_event(member, "confirm adjustment", by=by, after={"points": adjustment.points})
    _post(adjustment, member, "confirm adjustment", by)
    return adjustment


@transactional
def refuse_adjustment(pk: ObjectId, *, by: User) -> PointsAdjustment:
    """Let it be; who asked may do so as well. Raises AdjustmentDecided, MemberRefused."""
    adjustment, member = _decide(pk, AdjustmentState.REFUSED, by)
    note_event(member, "refuse adjustment", by=by, after={"points": adjustment.points})
    return adjustment


def waiting_adjustments() -> QuerySet[PointsAdjustment]:
    """What waits for a second admin."""
    return PointsAdjustment.objects.filter(state=AdjustmentState.WAITING)


def limit_of(programme: Programme) -> int:
    """The most points that one admin alone gives, or takes, of one member today."""
    terms = terms_on(programme, timezone.localdate())
    return terms.adjustment_limit if terms else USUAL_LIMIT


def _alone_today(member: Member, points: int, by: User) -> int:
    """What this admin gave the locked member today without a second one; or took, as now."""
    midnight = datetime.combine(timezone.localdate(), time(), timezone.get_current_timezone())
    alone = PointsAdjustment.objects.filter(
        member_id__in=member_ids(member),
        asked_at__gte=midnight,
        asked_by=by,
        state=AdjustmentState.POSTED,
        decided_at=None,
    )
    posted = alone.values_list("points", flat=True)
    return sum(abs(each) for each in posted if (each > 0) == (points > 0))


def _decide(pk: ObjectId, state: AdjustmentState, by: User) -> tuple[PointsAdjustment, Member]:
    """Of two decisions one is written."""
    decided = {"state": state.value, "decided_by_name": by.name, "decided_at": timezone.now()}
    written = collection(PointsAdjustment).update_one(
        {"_id": pk, "state": AdjustmentState.WAITING.value},
        {"$set": decided},
        session=current_session(),
    )
    if not written.matched_count:
        raise AdjustmentDecided
    adjustment = PointsAdjustment.objects.get(pk=pk)
    member = lock_member(adjustment.member_id)
    if state == AdjustmentState.POSTED:
        _check(member, by)
    refuse_own(by, member)
    return adjustment, member


def _check(member: Member, by: User) -> None:
    refuse_own(by, member)
    if member.merged_into_id or member.is_erased:
        raise MemberRefused("", _("The member was merged or erased."))


def _post(adjustment: PointsAdjustment, member: Member, verb: str, by: User) -> None:
    heads = lock_heads(member.programme, [member.pk])
    ledger = Ledger(member.programme, heads, Cause(verb, by.name))
    why = without_purchase(member.programme, adjustment.points, ledger.today)
    source = f"{ADJUSTMENT}{adjustment.pk}"
    ledger.add(member.pk, source, adjustment.points, EntryReason.ADJUSTED, why)
    ledger.store()
