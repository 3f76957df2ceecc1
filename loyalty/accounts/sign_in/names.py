"""The account that a card number, an e-mail or a phone means (LS-10)."""

from collections.abc import Iterable

from bson import ObjectId

from crm.mongo.stored import all_stored, first_stored
from loyalty.members.reads import member_of_card
from loyalty.models import Member, MemberAccount, Programme
from loyalty.rules.identity import email_key, phone_key
from loyalty.rules.login_names import Holder, account_meant, owner_of

NOBODY = ObjectId("0" * 24)


def account_of(member_id: ObjectId) -> MemberAccount | None:
    """The account of a member, in the current transaction."""
    return first_stored(MemberAccount, {"_id": member_id})


def account_called(typed: str) -> MemberAccount | None:
    """The one account that was meant; None for nobody's name, or one that fits two."""
    if "@" in typed:
        accounts = _unmerged(all_stored(MemberAccount, {"email_key": email_key(typed)}))
        owner = owner_of(Holder(str(each.pk), bool(each.email_confirmed_at)) for each in accounts)
    else:
        of_card, accounts = _of_card(typed), _unmerged(_of_phone(typed))
        holders = [Holder(str(each.pk), bool(each.phone_confirmed_at)) for each in accounts]
        owner = account_meant(str(of_card.pk) if of_card else None, holders)
        accounts = [*accounts, *filter(None, [of_card])]
    return _with_id(owner, accounts)


def _of_card(typed: str) -> MemberAccount | None:
    member = member_of_card(typed)
    # Asked for of nobody, too: time does not tell whose card is known.
    return account_of(member.pk if member else NOBODY)


def _of_phone(typed: str) -> list[MemberAccount]:
    """Whose phone it is, read where each programme's phones belong."""
    found = []
    for programme_id, region in Programme.objects.values_list("pk", "phone_region"):
        if key := phone_key(typed, region):
            match = {"phone_key": key, "programme_id": programme_id}
            found += all_stored(MemberAccount, match)
    return found


def _unmerged(accounts: list[MemberAccount]) -> list[MemberAccount]:
    """Without those of records that a merge has closed: nobody signs in with one (LM-14)."""
    ids = [each.pk for each in accounts]
    merged = {"_id": {"$in": ids}, "merged_into_id": {"$ne": None}}
    gone = {each.pk for each in all_stored(Member, merged)}
    return [each for each in accounts if each.pk not in gone]


def _with_id(owner: str | None, accounts: Iterable[MemberAccount]) -> MemberAccount | None:
    return next((each for each in accounts if str(each.pk) == owner), None)
