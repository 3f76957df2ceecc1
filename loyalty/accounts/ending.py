"""Ending an account: nothing that opened it opens anything any more (LM-15, LS-6)."""

from bson import ObjectId

from loyalty.models.accounts import DigitalCard, MemberAccount, MemberSession, OneTimeLink


def end_account(member_id: ObjectId) -> bool:
    """Remove account, sessions, links and the token of the card; whether there was an account.

    In the transaction of whoever has a reason for it.
    """
    MemberSession.objects.filter(member_id=member_id).delete()
    OneTimeLink.objects.filter(member_id=member_id).delete()
    DigitalCard.objects.filter(pk=member_id).delete()
    ended, _of_each = MemberAccount.objects.filter(pk=member_id).delete()
    return ended > 0
