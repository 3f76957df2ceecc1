"""What holds on a day. Asked at each use: nothing is kept in a process, so all agree at once."""

from datetime import date
from decimal import Decimal

from crm.policies.models import PolicyValue
from crm.policies.rules import newest_first, value_holding
from crm.registry.policies import DatedValue, Policy

LATEST = ("-valid_from", "-sequence")


def value_on(policy: Policy, day: date) -> Decimal:
    """The value of `policy` on the business date `day`: its default before the first.

    One command, in the current transaction. Raises LookupError if nothing holds.
    """
    dated = dated_value_on(policy, day)
    value = policy.default if dated is None else dated.value
    if value is None:
        raise LookupError(f"{policy.key} has no value on {day}")
    return value


def dated_value_on(policy: Policy, day: date) -> DatedValue | None:
    """The same with its date and who decided; None where the default holds."""
    rows = PolicyValue.objects.filter(policy=policy.key, valid_from__lte=day)
    row = rows.order_by(*LATEST).first()
    here = [row.dated] if row else []
    return value_holding([*here, *_elsewhere(policy, day)], day)


def history(policy: Policy) -> list[DatedValue]:
    """All that was ever decided about `policy`, the latest date first."""
    rows = PolicyValue.objects.filter(policy=policy.key).order_by(*LATEST)
    return newest_first([row.dated for row in rows], _elsewhere(policy, date.max))


def last_sequence(policy: Policy, valid_from: date) -> int:
    """The sequence of the last value from that date on; 0 if there is none."""
    same = PolicyValue.objects.filter(policy=policy.key, valid_from=valid_from)
    here = same.order_by("-sequence").values_list("sequence", flat=True).first()
    elsewhere = (
        row.sequence for row in _elsewhere(policy, valid_from) if row.valid_from == valid_from
    )
    return max(here or 0, *elsewhere, 0)


def _elsewhere(policy: Policy, until: date) -> list[DatedValue]:
    return policy.keeper.values_elsewhere(until) if policy.keeper else []
