"""Pages of a member's purchases, by key: one stays where it is when something is bought meanwhile.

All purchases of one member are read anyway, for the figures; a page is cut out of them.
"""

from collections.abc import Sequence
from datetime import date

from crm.web.lists.cursors import read_cursor
from crm.web.lists.paging import Page, page_around
from loyalty.members.page.purchases import ListedPurchase, order_in_time

PAGE_SIZE = 20


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
