"""What the palette finds among members: by id, by words of a name, by the last digits of a phone.

An index walks the terms of rows in order and stops after a few, however many rows there are.
"""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from crm.mongo.rows import collection
from crm.registry.search import Hit
from crm.staff.access import is_open
from crm.staff.models import Product, User
from members.models import IN_HAND, MemberRow, Reservation
from members.rules.keys import customer_key
from members.rules.phones import NotAPhone, masked, phone_number
from members.rules.terms import id_term, phone_term, word_term, words_of

# Fewer digits at its end are borne by half of all phones.
FEWEST_DIGITS = 4
MOST = 8
# Rows that are read for them: a customer may be in several databases.
ROWS_READ = 60
LAST_CHARACTER = "\U0010ffff"
HIT_COLUMNS = ("customer_id", "customer_key", "name", "phone")
Stored = dict[str, Any]


def search_members(user: User, text: str) -> Iterator[Hit]:
    """Customers in databases and reservations; staff find what is theirs (RO-6). Three commands."""
    if not is_open(user, "members:customer"):
        return
    by_customer: dict[str, tuple[str, Stored]] = {}
    for name, rows in (("reservation", _reservations(user, text)), ("row", _rows(user, text))):
        for row in rows:
            by_customer.setdefault(row["customer_key"], (name, row))
    for name, row in islice(by_customer.values(), 2 * MOST):
        url = reverse("members:customer_of", args=[name, row["_id"]])
        yield Hit(row["customer_id"], "user", url, note=_note(row))


def _rows(user: User, text: str) -> list[Stored]:
    ways = [{"$and": [_begins_with(term) for term in terms]} for terms in _terms(text)]
    if not ways:
        return []
    match: Stored = {"$or": ways, "customer_key": {"$gt": ""}}
    rows = collection(MemberRow)
    if user.is_admin:
        # Hinted at, the way is chosen anew for each search: one that was remembered begins with the
        # first word, however many bear it.
        return list(rows.find(match, HIT_COLUMNS).hint("rows_by_term").limit(ROWS_READ))
    own = {"staff_id": user.pk, "status": {"$in": list(IN_HAND)}}
    return list(rows.find(own | match, HIT_COLUMNS).hint("rows_of_staff").limit(ROWS_READ))


def _terms(text: str) -> Iterator[list[str]]:
    """The beginnings of terms of which a row has to have all: an id, words, or a phone's end."""
    if key := customer_key(text):
        yield [id_term(key)]
    if words := words_of(text):
        # The longest first: it is borne by the fewest.
        yield [word_term(word) for word in sorted(words, key=len, reverse=True)]
    yield from ([phone_term(digits)] for digits in _ends_of_phones(text))


def _ends_of_phones(text: str) -> set[str]:
    """As they were typed, and as a whole number of each country that a product is about."""
    digits = "".join(sign for sign in text if sign.isdecimal())
    if len(digits) < FEWEST_DIGITS or any(sign.isalpha() for sign in text):
        return set()
    ends = {digits}
    for region in Product.objects.all().phone_regions():
        with suppress(NotAPhone):
            ends.add(phone_number(text, region))
    return ends


def _begins_with(term: str) -> Stored:
    # One element has to be in the range: without $elemMatch two could share its ends.
    return {"terms": {"$elemMatch": {"$gte": term, "$lt": term + LAST_CHARACTER}}}


def _reservations(user: User, text: str) -> list[Stored]:
    key = customer_key(text)
    if not key:
        return []
    match: Stored = {"customer_key": {"$gte": key, "$lt": key + LAST_CHARACTER}}
    own = {} if user.is_admin else {"staff_id": user.pk}
    columns = (*HIT_COLUMNS, "product_name", "staff_name")
    return list(collection(Reservation).find(match | own, columns).limit(MOST))


def _note(row: Stored) -> str:
    """Enough to tell two customers apart; the page has the phone."""
    if "staff_name" in row:
        words = {"staff": row["staff_name"], "product": row["product_name"]}
        return _("reserved for %(staff)s in %(product)s") % words
    return " · ".join(filter(None, [row["name"], masked(row["phone"])]))
