"""What the floor decides from a date on (docs/decisions/0014): each app declares its own here."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from django.utils.functional import Promise


class Unit(StrEnum):
    """What a value counts. A time of day is kept as minutes after midnight."""

    DAYS = "days"
    COUNT = "count"
    PERCENT = "percent"
    RUPIAH = "rupiah"
    TIME = "time"
    # From one time of day to another; the end may be of the next day (crm/policies/units.py).
    SHIFT = "shift"
    # Whole ones.
    HOURS = "hours"
    MINUTES = "minutes"
    # So much rupiah for one dollar.
    RATE = "rate"
    # So much baht for one dollar.
    BAHT_RATE = "baht rate"
    DOLLARS = "dollars"
    # 1 is on, 0 is off.
    SWITCH = "switch"


class PolicyRefused(Exception):
    """A value may not be valid from that date."""

    # What of a decision it is about, as its form calls it.
    field = "valid_from"

    def __str__(self) -> str:
        """Why, for people, in their language."""
        return str(self.args[0]) if self.args else ""


class RefusedValue(PolicyRefused):
    """The value does not go together with what was decided elsewhere."""

    field = "value"


@dataclass(frozen=True)
class DatedValue:
    """What was decided: valid from a date on, until another one takes over."""

    valid_from: date
    # Which of the values of that date it is.
    sequence: int
    value: Decimal
    author_name: str = ""
    reason: str = ""
    decided_at: datetime | None = None
    # The product that it is for; None: all that have none of their own.
    product_id: object | None = None
    product_name: str = ""
    # From then on the product has none of its own any more.
    is_withdrawn: bool = False


class Keeper(Protocol):
    """What an app has to do with the values of one of its policies, in their transaction."""

    def check(self, valid_from: date) -> None:
        """Raise PolicyRefused where none may begin; first write what the value's readers lock."""

    def note(self, decided: "NewValue") -> dict:
        """Do what follows from a new value; further facts for its history."""

    def effect(self, valid_from: date) -> str:
        """What a value from that date on changes up to now, in a sentence; may be empty."""

    def values_elsewhere(self, until: date) -> list[DatedValue]:
        """Values up to a date that the release before keeps elsewhere, the same ones included."""


class NewValue(Protocol):
    """A stored value, as a keeper sees it."""

    pk: object
    valid_from: date
    sequence: int
    value: Decimal
    author_name: str


@dataclass(frozen=True)
class Policy:
    """One thing that the floor decides."""

    key: str
    label: str | Promise
    help: str | Promise
    unit: Unit
    # Its rule in docs/rules.md; may be empty.
    rule: str
    # Whoever may not open this page does not see the policy (crm/registry/pages.py).
    page: str
    most: Decimal
    least: Decimal = Decimal(0)
    # What holds before the first value; None: nothing.
    default: Decimal | None = None
    keeper: Keeper | None = None
    # Whether a product may have a value of its own.
    per_product: bool = False
    # The keys of policies whose values are always smaller, or larger, than those of this one.
    longer_than: str = ""
    shorter_than: str = ""
    # Policies that are held against each other are decided one after the other: the key they share.
    lock: str = ""
    # The pages whose figures it moves, by the names of their URLs.
    moves: list[str] = field(default_factory=list, compare=False)


def switch(
    *,
    key: str,
    label: str | Promise,
    help: str | Promise,
    rule: str,
    page: str,
    is_on: bool = False,
    keeper: Keeper | None = None,
) -> Policy:
    """A policy that is on or off; `is_on` is what holds before somebody has decided."""
    return Policy(
        key=key,
        label=label,
        help=help,
        unit=Unit.SWITCH,
        rule=rule,
        page=page,
        most=Decimal(1),
        default=Decimal(int(is_on)),
        keeper=keeper,
    )


POLICIES: dict[str, Policy] = {}


def register(policy: Policy) -> None:
    """Let a master admin decide about `policy`. Raises ValueError if its key is taken."""
    if policy.key in POLICIES:
        raise ValueError(f"the policy {policy.key!r} is registered twice")
    POLICIES[policy.key] = policy


def register_pages(policy: Policy, *views: str) -> None:
    """Say that a policy, maybe of an app below, moves these pages."""
    policy.moves.extend(views)
