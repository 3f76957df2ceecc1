"""Ending accounts and their sessions: what opened them opens nothing any more (LM-15, LS-6, LM-4).

Whatever is under way for an account says how many `sign_outs` it had when it was read, and is
refused where it has another number by now, or is gone.
"""

from collections.abc import Callable
from typing import TypeVar

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from loyalty.accounts.sign_in.names import account_of
from loyalty.members.locks import lock_member
from loyalty.models import Member, MemberState
from loyalty.models.accounts import DigitalCard, MemberAccount, MemberSession, OneTimeLink

Result = TypeVar("Result")


class AccountEnded(Exception):
    """The account is not what it was when it was read, or its member may not sign in any more."""


def end_account(member_id: ObjectId) -> bool:
    """Remove account, sessions, links and the token of the card; whether there was an account.

    In the transaction of whoever has a reason for it.
    """
    DigitalCard.objects.filter(pk=member_id).delete()
    end_sign_in(member_id)
    ended, _of_each = MemberAccount.objects.filter(pk=member_id).delete()
    return ended > 0


def end_sign_in(member_id: ObjectId) -> None:
    """Sign out everywhere who may sign in no more, with all that is under way; the account stays.

    In the transaction of whoever has a reason for it.
    """
    MemberSession.objects.filter(member_id=member_id).delete()
    OneTimeLink.objects.filter(member_id=member_id).delete()
    collection(MemberAccount).update_one(
        {"_id": member_id}, {"$inc": {"sign_outs": 1}}, session=current_session()
    )


def lock_account(seen: MemberAccount) -> tuple[Member, MemberAccount]:
    """Lock the member of an account; both as they are now. Raises AccountEnded."""
    member, account = lock_member(seen.pk), _still(seen)
    if member.state != MemberState.ACTIVE:
        raise AccountEnded
    return member, account


@transactional
def while_hers(seen: MemberAccount, deed: Callable[[], Result]) -> Result:
    """What a member's deed answers, in one transaction with whether the account is still hers.

    `seen` is it as it was when she was let in. The member is locked last: the deed may ask for the
    version that she was looking at. Raises AccountEnded, and nothing is written then.
    """
    _still(seen)
    done = deed()
    lock_account(seen)
    return done


def _still(seen: MemberAccount) -> MemberAccount:
    account = account_of(seen.pk)
    if account is None or account.sign_outs != seen.sign_outs:
        raise AccountEnded
    return account
