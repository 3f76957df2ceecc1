"""Keys and terms of members: what follows from facts and cards, and whether it is stored so."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from bson import ObjectId

from crm.registry.runs.proofs import StoredDifference
from loyalty.models import Card, Member
from loyalty.rules.identity import email_key, phone_key
from loyalty.rules.search import member_terms

DERIVED = ("email_key", "phone_key", "terms")


def derived_of(member: Member, cards: Iterable[str]) -> dict[str, Any]:
    """The keys and terms that the member's facts and cards make."""
    phone = phone_key(member.phone, member.programme.phone_region)
    return {
        "email_key": email_key(member.email),
        "phone_key": phone,
        "terms": member_terms(
            name=member.name,
            surname=member.surname,
            email=member.email,
            phone_key=phone,
            cards=cards,
        ),
    }


def restate(member: Member) -> None:
    """Store the keys and terms of a member as they are now, in the current transaction."""
    derived = derived_of(member, card_numbers(member.pk))
    Member.objects.filter(pk=member.pk).update(**derived)
    for name, value in derived.items():
        setattr(member, name, value)


def card_numbers(member_id: ObjectId) -> list[str]:
    """The numbers of a member's cards, in order."""
    cards = Card.objects.filter(member_id=member_id)
    return sorted(cards.values_list("number", flat=True))


def wrong_terms() -> Iterator[StoredDifference]:
    """Every key and term that is stored otherwise than it follows; reads all members."""
    cards = defaultdict(list)
    for number, member_id in Card.objects.values_list("number", "member_id"):
        cards[member_id].append(number)
    for member in Member.objects.select_related("programme").iterator():
        expected = derived_of(member, sorted(cards[member.pk]))
        for name in DERIVED:
            stored = getattr(member, name)
            if stored != expected[name]:
                yield StoredDifference(f"#{member.number}", name, stored, expected[name])
