"""A reward as it is offered, and what is wrong with one (LR-1 to LR-4). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

LONGEST_TITLE, LONGEST_DESCRIPTION = 200, 1_000
HIGHEST_PERCENT = 100


class RewardType(StrEnum):
    """What the points buy."""

    PERCENT_OFF = "percent off"
    AMOUNT_OFF = "amount off"
    FREE_ARTICLE = "free article"
    VOUCHER = "voucher"
    FREE_SHIPPING = "free shipping"
    VIP_ACCESS = "VIP access"
    CUSTOM = "custom"


class ExpiryKind(StrEnum):
    """From which day on a redemption's days are counted (LR-3)."""

    NONE = "none"
    FIXED_DAY = "fixed day"
    AFTER_CREATION = "days after the reward was created"
    AFTER_APPROVAL = "days after it was approved"


@dataclass(frozen=True)
class RewardTerms:
    """Everything that decides who may have a reward, and for how long."""

    title: str
    reward_type: RewardType
    points: int
    created_on: date
    description: str = ""
    percent: int | None = None
    amount: Decimal | None = None
    sku: str = ""
    instructions: str = ""
    # The name of a tier of the programme; empty for all.
    tier: str = ""
    # None for unlimited, 0 for none (LR-2).
    stock: int | None = None
    limit_per_member: int | None = None
    uses: int = 1
    visible_from: date | None = None
    visible_to: date | None = None
    expiry: ExpiryKind = ExpiryKind.NONE
    expiry_day: date | None = None
    expiry_days: int | None = None
    needs_approval: bool = True

    @property
    def offered_until(self) -> date | None:
        """The last day on which it can be asked for, by its expiry; None for no such day."""
        if self.expiry == ExpiryKind.FIXED_DAY:
            return self.expiry_day
        if self.expiry == ExpiryKind.AFTER_CREATION:
            return self.created_on + timedelta(days=self.expiry_days or 0)
        return None

    def last_day_of_redemption(self, granted_on: date) -> date | None:
        """The last day on which a redemption can be used; None for ever (LR-3).

        `granted_on` is the day of the approval, or of the request where none is needed.
        """
        if self.expiry == ExpiryKind.AFTER_APPROVAL:
            return granted_on + timedelta(days=self.expiry_days or 0)
        return self.offered_until

    def is_visible(self, day: date) -> bool:
        """Whether members see it on a day."""
        begun = self.visible_from is None or self.visible_from <= day
        return begun and (self.visible_to is None or day <= self.visible_to)


class Fault(StrEnum):
    """What a field of a reward must be, and is not."""

    TEXT = "text of a length that is allowed"
    WHOLE = "a whole number from 0 on"
    FROM_ONE = "a whole number from 1 on"
    PERCENT = "a whole number from 1 to 100"
    AMOUNT = "an amount above 0"
    NEEDED = "needed"
    RANGE = "not before the beginning"


def faults_of(terms: RewardTerms) -> dict[str, Fault]:
    """What is wrong with a reward, by field; empty if nothing is."""
    return {**dict(_faults_of_offer(terms)), **dict(_faults_of_type(terms))}


def _faults_of_offer(terms: RewardTerms) -> Iterator[tuple[str, Fault]]:
    if not 0 < len(terms.title.strip()) <= LONGEST_TITLE:
        yield "title", Fault.TEXT
    if len(terms.description) > LONGEST_DESCRIPTION:
        yield "description", Fault.TEXT
    for name in ("points", "stock"):
        if (getattr(terms, name) or 0) < 0:
            yield name, Fault.WHOLE
    for name in ("uses", "limit_per_member"):
        if (number := getattr(terms, name)) is not None and number < 1:
            yield name, Fault.FROM_ONE
    if terms.visible_from and terms.visible_to and terms.visible_to < terms.visible_from:
        yield "visible_to", Fault.RANGE
    yield from _faults_of_expiry(terms)


def _faults_of_expiry(terms: RewardTerms) -> Iterator[tuple[str, Fault]]:
    if terms.expiry == ExpiryKind.FIXED_DAY and terms.expiry_day is None:
        yield "expiry_day", Fault.NEEDED
    counts_days = terms.expiry in (ExpiryKind.AFTER_CREATION, ExpiryKind.AFTER_APPROVAL)
    if counts_days and (terms.expiry_days or 0) < 1:
        yield "expiry_days", Fault.NEEDED if terms.expiry_days is None else Fault.FROM_ONE


def _faults_of_type(terms: RewardTerms) -> Iterator[tuple[str, Fault]]:
    """What its type requires."""
    match terms.reward_type:
        case RewardType.PERCENT_OFF:
            if not 1 <= (terms.percent or 0) <= HIGHEST_PERCENT:
                yield "percent", Fault.PERCENT
        case RewardType.AMOUNT_OFF | RewardType.VOUCHER:
            if (terms.amount or 0) <= 0:
                yield "amount", Fault.AMOUNT
        case RewardType.FREE_ARTICLE:
            if not terms.sku.strip():
                yield "sku", Fault.NEEDED
        case RewardType.CUSTOM:
            if not terms.instructions.strip():
                yield "instructions", Fault.NEEDED
