"""Deciding: a value is added, and the one before stays as it is."""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.record import facts, note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.policies.models import PolicyLock, PolicyValue
from crm.policies.reads import dated_value_on, last_sequence
from crm.registry.policies import Policy, Refused
from crm.staff.models import User
from crm.staff.usage import refer_to
from crm.web.forms.reasons import fitting_reason
from crm.web.templatetags import formats

FACTS = ("policy", "valid_from", "value", "sequence")


@transactional
def decide(
    policy: Policy, value: Decimal, valid_from: date, *, by: User, reason: str
) -> PolicyValue:
    """Let `value` hold from `valid_from` on, until another one takes over (decisions/0014).

    What was decided before keeps its days. Goes into history with what held on that day before.
    Raises Refused for a date that may not move, ValueError for a value outside of the policy's
    bounds or without a reason.
    """
    if not policy.least <= value <= policy.most or not fitting_reason(reason):
        raise ValueError(f"{policy.key}: {value} because of {reason!r}")
    _lock(policy)
    _check(policy, valid_from)
    before = dated_value_on(policy, valid_from)
    refer_to(by)
    decided = PolicyValue.objects.create(
        policy=policy.key,
        valid_from=valid_from,
        sequence=last_sequence(policy, valid_from) + 1,
        value=value,
        author=by,
        author_name=by.name,
        reason=fitting_reason(reason),
    )
    further = policy.keeper.note(decided) if policy.keeper else {}
    held = policy.default if before is None else before.value
    note_event(
        decided,
        "set",
        by=by,
        before={"value": None if held is None else format(held, "f")},
        after=facts(decided, FACTS) | further,
        reason=decided.reason,
    )
    return decided


def _lock(policy: Policy) -> None:
    """Wait for, or collide with, another decision about the policy."""
    collection(PolicyLock).update_one(
        {"_id": policy.key}, {"$inc": {"events": 1}}, upsert=True, session=current_session()
    )


def _check(policy: Policy, valid_from: date) -> None:
    """What has passed does not change, unless the keeper of the policy knows better."""
    if policy.keeper:
        policy.keeper.check(valid_from)
        return
    today = timezone.localdate()
    if valid_from < today:
        text = _("What has passed keeps its value. Choose %(today)s or a later day.")
        raise Refused(text % {"today": formats.day(today)})
