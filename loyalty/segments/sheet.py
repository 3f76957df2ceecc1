"""The listed buyers as a file: exactly the rows of the list, in its order (LF-9)."""

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from crm.web.files.exports import Rows, TypedText
from loyalty.segments.buyer_names import ListedBuyer, listed_buyers
from loyalty.segments.lists import BuyersWish, every_buyer

AT_ONCE = 1000


def sheet_of(wish: BuyersWish) -> tuple[list[str], Rows]:
    """The head and the rows, read while they are written."""
    header = [
        *(_("no"), _("kind of buyer"), _("buyer"), _("number of the member"), _("segment")),
        *("R", "F", "M", _("days since"), _("purchases"), _("value")),
    ]
    return header, ([number, *_cells(each)] for number, each in enumerate(_buyers(wish), 1))


def _buyers(wish: BuyersWish) -> Iterator[ListedBuyer]:
    rows = every_buyer(wish)
    while some := list(islice(rows, AT_ONCE)):
        yield from listed_buyers(some)


def _cells(listed: ListedBuyer) -> list:
    buyer, scores, segment, _worse = listed.scored
    number = listed.member.number if listed.member else None
    return [
        *(listed.sort_label, TypedText(listed.text), number, segment.value),
        *scores,
        *(buyer.recency, buyer.frequency, buyer.value),
    ]
