"""What holds on a day. Asked at each use: nothing is kept in a process, so all agree at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from bson import ObjectId

from crm.policies.models import PolicyValue
from crm.policies.rules import newest_first, value_among, value_holding
from crm.registry.policies import DatedValue, Policy

LATEST = ("-valid_from", "-sequence")


class HeldValues:
    """The values of some policies on a day."""

    def __init__(self, values: dict[str, list[DatedValue]], day: date) -> None:
        self._values, self._day = values, day

    def of(self, policy: Policy, product_id: ObjectId | None = None) -> Decimal:
        """What holds, for a product its own if it has one. Raises LookupError for nothing."""
        return value_among(policy, self._values[policy.key], self._day, product_id)

    def of_products(self, policy: Policy) -> dict[ObjectId, Decimal]:
        """The values of the products that have one of their own."""
        values = self._values[policy.key]
        products = {value.product_id for value in values if isinstance(value.product_id, ObjectId)}
        own = {pk: value_holding(self._values[policy.key], self._day, pk) for pk in products}
        return {pk: value.value for pk, value in own.items() if value and value.product_id == pk}


def values_on(policies: Iterable[Policy], day: date) -> HeldValues:
    """What holds of several policies on the business date `day`; one command for all."""
    policies = list(policies)
    rows = PolicyValue.objects.filter(policy__in=[policy.key for policy in policies])
    values = defaultdict(list)
    for row in rows.filter(valid_from__lte=day):
        values[row.policy].append(row.dated)
    for policy in policies:
        values[policy.key] += _elsewhere(policy, day)
    return HeldValues(values, day)


def value_on(policy: Policy, day: date) -> Decimal:
    """The value of `policy` on the business date `day`: its default before the first.

    One command, in the current transaction. Raises LookupError if nothing holds.
    """
    dated = dated_value_on(policy, day)
    return value_among(policy, [dated] if dated else [], day)


def dated_value_on(
    policy: Policy, day: date, product_id: ObjectId | None = None
) -> DatedValue | None:
    """The same with its date and who decided; None where the default holds."""
    if product_id:
        return value_holding(_from(policy, day), day, product_id)
    rows = PolicyValue.objects.filter(policy=policy.key, valid_from__lte=day, product_id=None)
    row = rows.order_by(*LATEST).first()
    here = [row.dated] if row else []
    return value_holding([*here, *_elsewhere(policy, day)], day)


def values_from(policy: Policy, day: date) -> list[Decimal]:
    """All values that hold on `day` or begin later, those of products included."""
    values = history(policy)
    products = {value.product_id for value in values}
    held = [value_holding(values, day, product) for product in products | {None}]
    later = [value for value in values if value.valid_from > day and not value.is_withdrawn]
    amounts = [value.value for value in [*held, *later] if value]
    return amounts + ([policy.default] if policy.default is not None and None in held else [])


def history(policy: Policy) -> list[DatedValue]:
    """All that was ever decided about `policy`, the latest date first."""
    rows = PolicyValue.objects.filter(policy=policy.key).order_by(*LATEST)
    return newest_first([row.dated for row in rows], _elsewhere(policy, date.max))


def histories(policies: Iterable[Policy]) -> dict[str, list[DatedValue]]:
    """The same of several, by their keys; one command for all."""
    policies = list(policies)
    rows = PolicyValue.objects.filter(policy__in=[policy.key for policy in policies])
    values = defaultdict(list)
    for row in rows:
        values[row.policy].append(row.dated)
    return {
        policy.key: newest_first(values[policy.key], _elsewhere(policy, date.max))
        for policy in policies
    }


def last_sequence(policy: Policy, valid_from: date) -> int:
    """The sequence of the last value from that date on; 0 if there is none."""
    same = PolicyValue.objects.filter(policy=policy.key, valid_from=valid_from)
    here = same.order_by("-sequence").values_list("sequence", flat=True).first()
    elsewhere = (
        row.sequence for row in _elsewhere(policy, valid_from) if row.valid_from == valid_from
    )
    return max(here or 0, *elsewhere, 0)


def _from(policy: Policy, until: date) -> list[DatedValue]:
    rows = PolicyValue.objects.filter(policy=policy.key, valid_from__lte=until)
    return [row.dated for row in rows]


def _elsewhere(policy: Policy, until: date) -> list[DatedValue]:
    return policy.keeper.values_elsewhere(until) if policy.keeper else []
