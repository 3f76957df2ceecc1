"""Everything that is held about a member, to hand out to her (LM-15)."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.http import HttpResponse

from crm.audit.models import Event
from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from crm.staff.models import User
from loyalty.members.entries import FACTS
from loyalty.members.page.held_account import held_beside
from loyalty.members.page.member import MemberPage, ShownConsent, page_of_member
from loyalty.members.page.purchases import ListedPurchase
from loyalty.models import (
    Achievement,
    CustomerLink,
    Member,
    MemberNotice,
    PointsEntry,
    Redemption,
    TierChange,
)
from loyalty.rewards.redemptions.reads import redemptions_of

Owned = TypeVar("Owned", PointsEntry, TierChange, Achievement)
STATED = ("number", "created_on", "state", "opening_points", "opening_spend", "opening_day")


@transactional
def hand_out(member: Member, today: date, *, by: User) -> dict[str, Any]:
    """What is held, as values of JSON; that it was handed out is noted."""
    page = page_of_member(member, today)
    held = held_data(page)
    note_event(member, "hand out data", by=by)
    return held


def as_file(member: Member, held: dict[str, Any]) -> HttpResponse:
    """It as a file to keep, which no cache between keeps."""
    response = HttpResponse(
        json.dumps(held, ensure_ascii=False, indent=1), content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="member-{member.number}.json"'
    response["Cache-Control"] = "no-store"
    return response


def held_data(page: MemberPage) -> dict[str, Any]:
    """All of it, also what came with merges: purchases and redemptions are hers (LM-14)."""
    member = page.member
    return {
        "programme": member.programme.name,
        "member": facts(member, STATED + FACTS),
        "cards": [
            facts(card.stored, ("number", "source", "is_active", "since")) for card in page.cards
        ],
        "consents": {each.subject.value: _consent(each) for each in page.consents},
        "links": [_link(link) for link in (*page.links, *page.ended_links)],
        "purchases": [_purchase(each) for each in page.activity.purchases],
        "points": [_entry(each) for each in _own(PointsEntry, member)],
        "tiers": [_tier(each) for each in _own(TierChange, member)],
        "achievements": [_achievement(each) for each in _own(Achievement, member)],
        "notices": [_notice(each) for each in MemberNotice.objects.filter(member_id=member.pk)],
        "redemptions": [_redemption(each) for each in _redemptions_of(member)],
        **held_beside(member),
        "history": [_event(event) for event in Event.objects.about(member)],
    }


def _consent(consent: ShownConsent) -> dict[str, Any]:
    said = ("consent", "source", "at", "by_name", "reason")
    statements = [facts(each, said) for each in consent.statements]
    return {"state": consent.consent.value, "statements": statements}


def _link(link: CustomerLink) -> dict[str, Any]:
    return facts(link, ("customer_id", "is_in_force", "linked_at", "unlinked_at"))


def _purchase(listed: ListedPurchase) -> dict[str, Any]:
    bought = listed.counted
    return {
        "day": bought.day.isoformat(),
        "minute": bought.minute,
        "amount": format(bought.amount, "f"),
        "points": bought.points,
        "source": str(listed.source),
        "place": listed.place,
    }


def _own(model: type[Owned], member: Member) -> Iterable[Owned]:
    """Hers in their order; what merges have brought her has entries of her own."""
    return model._default_manager.filter(member_id=member.pk).order_by("sequence")


def _entry(entry: PointsEntry) -> dict[str, Any]:
    return facts(entry, ("posted_at", "day", "points", "reason", "source", "cause"))


def _tier(change: TierChange) -> dict[str, Any]:
    return facts(change, ("day", "from_tier", "to_tier", "at", "cause"))


def _achievement(reached: Achievement) -> dict[str, Any]:
    said = ("sort", "key", "name", "points", "day", "is_held", "awarded_at", "revoked_at")
    return facts(reached, said)


def _notice(notice: MemberNotice) -> dict[str, Any]:
    return facts(notice, ("at", "sort", "day", "points", "tier", "missing", "mail"))


def _redemptions_of(member: Member) -> Iterable[Redemption]:
    return redemptions_of(member).order_by("requested_at", "id")


def _redemption(redemption: Redemption) -> dict[str, Any]:
    """Without its code, which is as good as what it buys."""
    said = ("title", "points", "state", "requested_at", "decided_at", "last_day", "uses_left")
    return facts(redemption, said)


def _event(event: Event) -> dict[str, Any]:
    return facts(event, ("at", "verb", "actor_name", "reason")) | {
        "before": event.before,
        "after": event.after,
    }
