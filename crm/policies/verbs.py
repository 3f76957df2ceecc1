"""Deciding: a value is added, and the one before stays as it is."""

from datetime import date
from decimal import Decimal
from typing import NoReturn

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.record import facts, note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.policies.models import PolicyLock, PolicyValue
from crm.policies.reads import dated_value_on, last_sequence, values_from
from crm.policies.rules import value_or_default
from crm.policies.units import is_value, text_of
from crm.registry.policies import POLICIES, Policy, PolicyRefused, RefusedValue
from crm.staff.models import Product, User
from crm.staff.usage import refer_to
from crm.web.forms.reasons import fitting_reason
from crm.web.templatetags import formats

FACTS = ("policy", "valid_from", "value", "sequence", "product_name", "is_withdrawn")


@transactional
def decide(
    policy: Policy,
    value: Decimal,
    valid_from: date,
    *,
    by: User,
    reason: str,
    product: Product | None = None,
) -> PolicyValue:
    """Let `value` hold from `valid_from` on, until another one takes over (decisions/0014).

    With a `product` it holds for that one alone. What was decided before keeps its days. Goes into
    history with what held on that day before. Raises PolicyRefused for a date that may not move or
    a value that contradicts another policy, ValueError for a value outside of the policy's bounds
    or without a reason, or for a product where none may have a value of its own.
    """
    in_bounds = policy.least <= value <= policy.most and is_value(policy.unit, value)
    if not in_bounds or not fitting_reason(reason) or (product and not policy.per_product):
        raise ValueError(f"{policy.key}: {value} because of {reason!r}")
    lock_decisions(policy)
    _check(policy, valid_from)
    _compare(policy, value, valid_from)
    return _add(policy, value, valid_from, by, reason, product, is_withdrawn=False)


@transactional
def withdraw(
    policy: Policy, product: Product, valid_from: date, *, by: User, reason: str
) -> PolicyValue:
    """Let a product follow the value of all products from `valid_from` on.

    Raises PolicyRefused for a date that may not move, or if it has no value of its own by then.
    """
    if not fitting_reason(reason):
        raise ValueError(f"{policy.key}: withdrawn because of {reason!r}")
    lock_decisions(policy)
    _check(policy, valid_from)
    held = dated_value_on(policy, valid_from, product.pk)
    if held is None or held.product_id != product.pk:
        raise RefusedValue(_("%s has no value of its own then.") % product.name)
    return _add(policy, held.value, valid_from, by, reason, product, is_withdrawn=True)


def _add(
    policy: Policy,
    value: Decimal,
    valid_from: date,
    by: User,
    reason: str,
    product: Product | None,
    *,
    is_withdrawn: bool,
) -> PolicyValue:
    product_id = product.pk if product else None
    before = dated_value_on(policy, valid_from, product_id)
    refer_to(by, *([product] if product else []))
    decided = PolicyValue.objects.create(
        policy=policy.key,
        valid_from=valid_from,
        sequence=last_sequence(policy, valid_from) + 1,
        value=value,
        product_id=product_id,
        product_name=product.name if product else "",
        is_withdrawn=is_withdrawn,
        author=by,
        author_name=by.name,
        reason=fitting_reason(reason),
    )
    further = policy.keeper.note(decided) if policy.keeper else {}
    held = value_or_default(policy, before)
    note_event(
        decided,
        "set",
        by=by,
        before={"value": None if held is None else format(held, "f")},
        after=facts(decided, FACTS) | further,
        reason=decided.reason,
    )
    return decided


def lock_decisions(policy: Policy) -> None:
    """Wait for, or collide with, another decision about the policy, or about one it must fit."""
    collection(PolicyLock).update_one(
        {"_id": policy.lock or policy.key},
        {"$inc": {"events": 1}},
        upsert=True,
        session=current_session(),
    )


def _compare(policy: Policy, value: Decimal, valid_from: date) -> None:
    """A value that must be longer than another policy's is so from then on, for every product."""
    if policy.longer_than:
        other = POLICIES[policy.longer_than]
        if value <= (bound := max(values_from(other, valid_from))):
            _refuse(_("It must be more than “%(policy)s”: %(bound)s."), other, bound)
    if policy.shorter_than:
        other = POLICIES[policy.shorter_than]
        if value >= (bound := min(values_from(other, valid_from))):
            _refuse(_("It must be less than “%(policy)s”: %(bound)s."), other, bound)


def _refuse(text: str, other: Policy, bound: Decimal) -> NoReturn:
    raise RefusedValue(text % {"policy": other.label, "bound": text_of(other.unit, bound)})


def _check(policy: Policy, valid_from: date) -> None:
    """What has passed does not change, unless the keeper of the policy knows better."""
    if policy.keeper:
        policy.keeper.check(valid_from)
        return
    today = timezone.localdate()
    if valid_from < today:
        text = _("What has passed keeps its value. Choose %(today)s or a later day.")
        raise PolicyRefused(text % {"today": formats.day(today)})
