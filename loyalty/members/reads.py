"""Lists of members, and finding one (LM-19). Every row is reachable; totals are counted."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from bson import ObjectId
from django.db.models import Q
from pymongo import ASCENDING

from crm.mongo.rows import aggregate, collection, current_session
from loyalty.models import Card, ContactSort, Member, MemberAccount, Programme
from loyalty.rules.cards import NotACardNumber, card_number
from loyalty.rules.search import beginnings, is_searchable

# After every sign that a term may have.
LAST_SIGN = "\uffff"
MOST_FOUND = 50
NOBODY_HIDDEN: Mapping[str, Any] = MappingProxyType({})
# More than any programme has.
MOST_COUNTED = 2**31 - 1
DUPLICATE_KEYS = ("email_key", "phone_key")


def count_members(programme: Programme) -> int:
    """How many members a programme has, counted in the database."""
    return Member.objects.filter(programme=programme).count()


def match_of_text(programme: Programme, text: str) -> dict[str, Any]:
    """Whoever is found by `text`, as a condition of stored rows."""
    ways = [_all_of(terms) for terms in beginnings(text, programme.phone_region) if terms]
    return {"$or": ways}


def members_matching(
    programme: Programme, text: str, visible: Mapping[str, Any] = NOBODY_HIDDEN
) -> list[Member]:
    """Whom a card, name, e-mail or phone that begins like `text` belongs to, by number.

    At most MOST_FOUND, of those that are `visible`; nobody for less than three letters or digits.
    """
    if not is_searchable(text):
        return []
    rows = collection(Member).find(
        {"programme_id": programme.pk} | match_of_text(programme, text) | dict(visible),
        {"_id": True},
        sort=[("number", ASCENDING)],
        limit=MOST_FOUND,
        session=current_session(),
    )
    ids = [row["_id"] for row in rows]
    return list(Member.objects.filter(pk__in=ids).order_by("number"))


def member_of_card(typed: str) -> Member | None:
    """Whose card it is, by exactly its number; None if nobody's, or no number."""
    try:
        digits = card_number(typed).digits
    except NotACardNumber:
        return None
    card = Card.objects.filter(pk=digits).select_related("member").first()
    return card.member if card else None


def suggested_member(typed: str) -> Member | None:
    """Whose card twelve digits may be the beginning of, for staff to ask; never a match."""
    try:
        completed = card_number(typed).completed
    except NotACardNumber:
        return None
    return member_of_card(completed) if completed else None


def duplicates(programme: Programme) -> list[list[ObjectId]]:
    """Members who share an e-mail, a phone, or name and birth date, each such group once."""
    shared = [_sharing(programme, [name]) for name in DUPLICATE_KEYS]
    shared.append(_sharing(programme, ["name", "surname", "birth_date"]))
    groups = {tuple(sorted(ids)) for ids_of_key in shared for ids in ids_of_key}
    return [list(group) for group in sorted(groups)]


def candidates_of(member: Member) -> list[Member]:
    """Who may be the same person: whoever shares an e-mail, a phone, or name and birth date."""
    shared = Q()
    if member.email_key:
        shared |= Q(email_key=member.email_key)
    if member.phone_key:
        shared |= Q(phone_key=member.phone_key)
    if member.birth_date:
        names = {"name": member.name, "surname": member.surname}
        shared |= Q(birth_date=member.birth_date, **names)
    if not shared:
        return []
    others = Member.objects.filter(shared, programme=member.programme_id, merged_into_id=None)
    found = others.filter(is_erased=False).order_by("number")[: MOST_FOUND + 1]
    return [other for other in found if other.pk != member.pk][:MOST_FOUND]


class UnconfirmedContacts(NamedTuple):
    """Members whose e-mail, and those whose phone nobody but whoever signed up has stated."""

    email: set[ObjectId]
    phone: set[ObjectId]


def unconfirmed_contacts(members: Iterable[Member]) -> UnconfirmedContacts:
    """Of these members, whose contacts prove nothing about who they are (LM-14). One command.

    What a registry has of somebody was not typed by who signed up.
    """
    typed = {each.pk: each for each in members if each.registry_batch is None}
    unconfirmed = UnconfirmedContacts(set(), set())
    for account in MemberAccount.objects.filter(pk__in=list(typed)):
        for sort in ContactSort:
            if _is_unconfirmed(typed[account.pk], account, sort.value):
                getattr(unconfirmed, sort.value).add(account.pk)
    return unconfirmed


def _is_unconfirmed(member: Member, account: MemberAccount, name: str) -> bool:
    """Whether what the member has was typed with the account, also if that has another since."""
    key, now = getattr(member, f"{name}_key"), getattr(account, f"{name}_key")
    if now == key:
        return bool(key) and not getattr(account, f"{name}_confirmed_at")
    return bool(key) and account.is_proven and getattr(account, f"registry_{name}_key") == key


def _sharing(programme: Programme, fields: Sequence[str]) -> list[list[ObjectId]]:
    last = fields[-1]
    pipeline: list[dict] = [
        {
            "$match": {
                "programme_id": programme.pk,
                "merged_into_id": None,
                last: {"$nin": ["", None]},
            }
        },
        {"$group": {"_id": {name: f"${name}" for name in fields}, "ids": {"$push": "$_id"}}},
        {"$match": {"ids.1": {"$exists": True}}},
    ]
    return [row["ids"] for row in aggregate(Member, pipeline)]


def _all_of(terms: Sequence[str]) -> dict:
    return {"$and": [_begins(term) for term in terms]}


def _begins(term: str) -> dict:
    return {"terms": {"$elemMatch": {"$gte": term, "$lt": term + LAST_SIGN}}}
