"""New or repeat depositor: the one place that knows (OM-12 to OM-16). Pure.

A *group* is all counted deposits of one staff member, one customer and one product (OM-12),
over all time. Deposits outside a group never change its kinds.
"""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

NDP = "NDP"
RDP = "RDP"
TAMBAHAN = "tambahan"


class Deposit(Protocol):
    """What decides about a kind."""

    @property
    def date(self) -> date: ...

    @property
    def is_tambahan(self) -> bool: ...


def is_tambahan(note: str) -> bool:
    """True if the note carries the word *tambahan* anywhere, in any letter case (OM-14)."""
    return TAMBAHAN in note.casefold()


def as_tambahan(note: str) -> str:
    """The note with the word, where another change of its text has taken it away."""
    return note if is_tambahan(note) else f"{note} {TAMBAHAN}".strip()


def first_date(group: Iterable[Deposit]) -> date | None:
    """The earliest date of a deposit that is not tambahan; None without one (OM-13, OM-16)."""
    return min((deposit.date for deposit in group if not deposit.is_tambahan), default=None)


def kind_of(deposit: Deposit, first: date | None) -> str:
    """NDP on the group's first date, RDP after it; tambahan is always RDP (OM-14, OM-15)."""
    return NDP if deposit.date == first and not deposit.is_tambahan else RDP


def kinds(group: Iterable[Deposit]) -> list[str]:
    """The kind of each deposit of one group, in the order given."""
    deposits = list(group)
    first = first_date(deposits)
    return [kind_of(deposit, first) for deposit in deposits]
