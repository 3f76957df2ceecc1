"""Whose login name an e-mail or a phone is (LS-10). Pure.

It is the account's that confirmed it; unconfirmed only while no other account has it; nobody's
where two confirmed it, as a family's phone.
"""

from collections.abc import Iterable
from typing import NamedTuple


class Holder(NamedTuple):
    """An account that has a contact, and whether it has confirmed it."""

    account: str
    is_confirmed: bool


def owner_of(holders: Iterable[Holder]) -> str | None:
    """The account whose login name the contact is; None where it is nobody's."""
    every = list(holders)
    confirmed = [holder for holder in every if holder.is_confirmed]
    alone = confirmed or every
    return alone[0].account if len(alone) == 1 else None


def account_meant(card: str | None, holders: Iterable[Holder]) -> str | None:
    """The one account that digits fit, as its card and as its phone; None if they fit two.

    A phone of several, which is nobody's login name, fits them all.
    """
    every = list(holders)
    owner = owner_of(every)
    if every and owner is None:
        return None
    fit = {account for account in (card, owner) if account}
    return fit.pop() if len(fit) == 1 else None
