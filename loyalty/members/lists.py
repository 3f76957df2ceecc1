"""Lists of members: of a programme, by state, by what somebody looks for (LM-19).

Paged by their numbers, with the total counted in the database: every member is reached.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.web.lists.cursors import read_cursor
from crm.web.lists.paging import PAGE_SIZE, Page, page_around
from loyalty.members.reads import match_of_text
from loyalty.models import Card, Member, MemberState, Programme
from loyalty.rules.search import is_searchable

# Beside the states, what a list can be asked for: those whom the newest registry did not have.
MISSING = "missing"
_MATCHES: Mapping[str, dict[str, Any]] = {
    **{state.value: {"state": state.value} for state in MemberState},
    MISSING: {"missing_since_batch": {"$gt": 0}},
}


@dataclass(frozen=True, kw_only=True)
class MembersWish:
    """Which members are asked for; what is empty filters nothing."""

    programme: Programme
    text: str = ""
    state: str = ""
    # Those that the person may see (loyalty/members/visible.py).
    visible: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_too_short(self) -> bool:
        """Whether something is looked for, and less than three letters or digits of it."""
        return bool(self.text) and not is_searchable(self.text)

    @property
    def match(self) -> dict[str, Any]:
        """The members as a condition of stored rows."""
        conditions = [
            {"programme_id": self.programme.pk},
            self.visible,
            _MATCHES.get(self.state, {}),
        ]
        if self.text:
            conditions.append(match_of_text(self.programme, self.text))
        return {"$and": [each for each in conditions if each]}


class ListedMember(NamedTuple):
    """A member with the numbers of their cards."""

    member: Member
    cards: list[str]


def listed_members(wish: MembersWish, cursor_text: str = "") -> Page:
    """A page of them by their numbers, each a ListedMember. Raises BadCursor."""
    if wish.is_too_short:
        return Page([])
    cursor = read_cursor(cursor_text, int)
    match = wish.match
    if cursor:
        match = {"$and": [match, cursor.beyond({"number": 1})]}
    direction = -1 if cursor and cursor.backwards else 1
    rows = collection(Member).find(match, {"number": True}, session=current_session())
    read = list(rows.sort([("number", direction)]).limit(PAGE_SIZE + 1))
    page = page_around(
        read[:PAGE_SIZE], cursor, more=len(read) > PAGE_SIZE, key_of=lambda row: (row["number"],)
    )
    return Page(_with_cards([row["_id"] for row in page.rows]), page.next, page.previous)


def count_listed(wish: MembersWish) -> int:
    """How many there are, counted in the database."""
    if wish.is_too_short:
        return 0
    return collection(Member).count_documents(wish.match, session=current_session())


def _with_cards(ids: list[ObjectId]) -> list[ListedMember]:
    members = Member.objects.filter(pk__in=ids).order_by("number")
    cards = cards_by_member(ids)
    return [ListedMember(member, cards[member.pk]) for member in members]


def cards_by_member(ids: Iterable[ObjectId]) -> defaultdict[ObjectId, list[str]]:
    """The numbers of the cards of some members, in order. One command."""
    numbers: defaultdict[ObjectId, list[str]] = defaultdict(list)
    cards = Card.objects.filter(member_id__in=list(ids)).order_by("number")
    for number, member_id in cards.values_list("number", "member_id"):
        numbers[member_id].append(number)
    return numbers
