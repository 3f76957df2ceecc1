"""Pages of a member's purchases, by key: one stays where it is when something is bought meanwhile.

All purchases of one member are read anyway, for the figures; a page is cut out of them.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from crm.web.lists.cursors import BadCursor, read_cursor
from crm.web.lists.paging import Page, page_around
from loyalty.members.page.purchases import ListedPurchase, order_in_time
from loyalty.models import Member
from loyalty.points.explaining import ExplainedEntry, entries_page

PAGE_SIZE = 20
# More digits than any entry's number has.
LONGEST_NUMBER = 10


def purchases_page(purchases: Sequence[ListedPurchase], text: str, size: int = PAGE_SIZE) -> Page:
    """The page of the purchases, the newest first, at the cursor `text`; "" is the first page.

    Raises BadCursor.
    """
    cursor = read_cursor(text, date.fromisoformat, int, str)
    if cursor is None:
        beyond = list(purchases)
    elif cursor.backwards:
        beyond = [each for each in reversed(purchases) if order_in_time(each) > cursor.key]
    else:
        beyond = [each for each in purchases if order_in_time(each) < cursor.key]
    return page_around(beyond[:size], cursor, more=len(beyond) > size, key_of=order_in_time)


class EntriesPage(NamedTuple):
    """Entries of points, the newest first, and where the older ones begin; None at the end."""

    rows: list[ExplainedEntry]
    older: int | None
    is_first: bool


def shown_entries(member: Member, text: str) -> EntriesPage:
    """The page of a member's entries after the one with the number `text`; "" is the first.

    Raises BadCursor.
    """
    if text and not (text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER):
        raise BadCursor
    before = int(text) if text else None
    rows = entries_page(member.programme, member.pk, before=before, size=PAGE_SIZE + 1)
    shown = rows[:PAGE_SIZE]
    older = shown[-1].entry.sequence if len(rows) > PAGE_SIZE else None
    return EntriesPage(shown, older, is_first=before is None)
