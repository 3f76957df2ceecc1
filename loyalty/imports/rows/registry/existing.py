"""What is stored of the members whose cards a part of the registry names."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from loyalty.imports.rows.registry.changes import StoredConsent
from loyalty.models import Card, CardSource, ConsentStatement, Member, MemberMerge
from loyalty.rules.consents import Consent, ConsentSource


@dataclass(frozen=True)
class StoredMembers:
    """Cards by number; members, all their cards' numbers and their consents by id."""

    cards: Mapping[str, dict[str, Any]]
    members: Mapping[ObjectId, dict[str, Any]]
    numbers: Mapping[ObjectId, list[str]]
    consents: Mapping[ObjectId, dict[str, StoredConsent]]
    # How many statements each member has.
    statements: Mapping[ObjectId, int] = field(default_factory=dict)

    def speaks_for(self, number: str, moved: frozenset[str]) -> bool:
        """Whether what the registry says of this card is said of the member who has it.

        Not of one that came by a merge, nor of one given to a member who has another: of these it
        says only whether the card is active.
        """
        card = self.cards[number]
        if self.is_erased(number) or number in moved:
            return False
        is_only_one = len(self.numbers[card["member_id"]]) == 1
        return is_only_one or card["source"] == CardSource.REGISTRY.value

    def is_erased(self, number: str) -> bool:
        """Whether whoever has this card is erased: nothing is heard of her any more (LM-15)."""
        return self.members[self.cards[number]["member_id"]]["is_erased"]


def stored_members(numbers: Iterable[str]) -> StoredMembers:
    """Everything that is needed of the members with these cards, in four commands."""
    session = current_session()
    match = {"_id": {"$in": list(numbers)}}
    cards = {row["_id"]: row for row in collection(Card).find(match, session=session)}
    ids = list({card["member_id"] for card in cards.values()})
    those: dict[str, Any] = {"_id": {"$in": ids}}
    members = {row["_id"]: row for row in collection(Member).find(those, session=session)}
    theirs: dict[str, Any] = {"member_id": {"$in": ids}}
    all_numbers: dict[ObjectId, list[str]] = defaultdict(list)
    for row in collection(Card).find(theirs, {"member_id": True}, session=session):
        all_numbers[row["member_id"]].append(row["_id"])
    consents, statements = _consents(theirs)
    return StoredMembers(cards, members, all_numbers, consents, statements)


def moved_cards() -> frozenset[str]:
    """The cards that came to their members by a merge."""
    merges = MemberMerge.objects.filter(is_undone=False)
    return frozenset(number for merge in merges for number in merge.cards)


def _consents(
    theirs: dict[str, Any],
) -> tuple[dict[ObjectId, dict[str, StoredConsent]], Counter[ObjectId]]:
    consents: dict[ObjectId, dict[str, StoredConsent]] = defaultdict(dict)
    counts: Counter[ObjectId] = Counter()
    statements = collection(ConsentStatement)
    for row in statements.find(theirs, session=current_session()).sort("sequence", 1):
        counts[row["member_id"]] += 1
        said = StoredConsent(Consent(row["consent"]), ConsentSource(row["source"]))
        consents[row["member_id"]][row["subject"]] = said
    return consents, counts
