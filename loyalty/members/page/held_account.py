"""What is held about a member beside her record: account, devices, who brought her (LM-15).

Without what opens anything: passwords, tokens, codes.
"""

from typing import Any

from django.db.models import Model

from crm.audit.record import facts
from crm.staff.models import User
from loyalty.models import (
    Attribution,
    CardDispute,
    DigitalCard,
    Member,
    MemberAccount,
    MemberBefore,
    MemberSession,
    OneTimeLink,
    PointsAdjustment,
    Till,
)

ACCOUNT = (
    *("email", "email_confirmed_at", "phone", "phone_confirmed_at", "is_proven"),
    *("created_at", "created_from", "last_sign_in_at", "language"),
)
ADJUSTMENT = (
    *("points", "reason", "state", "asked_by_name", "asked_at"),
    *("decided_by_name", "decided_at"),
)
LINK, BEFORE = ("purpose", "contact", "expires_at"), ("batch_number", "before", "after")
SESSION = ("device", "address", "began_at", "seen_at", "expires_at")
# What somebody says who finds her card taken is that one's own.
DISPUTE = ("card", "at", "state", "decided_at", "decided_by_name", "reason")


def held_beside(member: Member) -> dict[str, Any]:
    """By name what else there is of her, as values of JSON. Eight commands."""
    return {
        "account": _in_order(MemberAccount, member, "created_at", ACCOUNT),
        "devices": _in_order(MemberSession, member, "began_at", SESSION),
        "one-time links": _in_order(OneTimeLink, member, "expires_at", LINK),
        "digital card": _in_order(DigitalCard, member, "since", ("since", "is_withdrawn")),
        "disputes": _in_order(CardDispute, member, "at", DISPUTE),
        "adjustments": _in_order(PointsAdjustment, member, "asked_at", ADJUSTMENT),
        "brought by": [_brought(each) for each in Attribution.objects.filter(member_id=member.pk)],
        "before imports": _in_order(MemberBefore, member, "batch_number", BEFORE),
    }


def _in_order(
    model: type[Model], member: Member, order: str, names: tuple[str, ...]
) -> list[dict[str, Any]]:
    hers = model._default_manager.filter(member_id=member.pk).order_by(order)
    return [facts(each, names) for each in hers]


def _brought(attribution: Attribution) -> dict[str, Any]:
    return facts(attribution, ("at",)) | {"by": _name_of_bringer(attribution)}


def _name_of_bringer(attribution: Attribution) -> str:
    if attribution.staff_id:
        return str(User.objects.filter(pk=attribution.staff_id).first() or "")
    till = Till.objects.select_related("store").filter(pk=attribution.till_id).first()
    return f"{till.store} {till.number}" if till else ""
