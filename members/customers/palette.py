"""What the palette finds among members: by id, by words of a name, by the last digits of a phone.

An index walks keys or terms of rows in order and stops after a few, however many rows there are.
Never by another cell of a row: who may not read it could guess it, sign after sign (DB-10).
"""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from pymongo.errors import ExecutionTimeout

from crm.mongo.rows import collection, limited_by_itself
from crm.mongo.unions import UnionPart, read_union
from crm.registry.search import Hit
from crm.staff.access import is_open
from crm.staff.models import Product, User
from crm.web.texts.masking import masked
from members.customers.rights import RESERVATIONS, may_read, own_match, rows_match
from members.models import MemberRow, Reservation
from members.rules.keys import customer_key
from members.rules.phones import NotAPhone, phone_number
from members.rules.terms import phone_term, word_term, words_of

# Fewer digits at its end are borne by half of all phones.
FEWEST_DIGITS = 4
MOST = 8
# Rows that are read for them: a customer may be in several databases.
ROWS_READ = 60
# A search that takes longer is given up.
LONGEST_MS = 500
LAST_CHARACTER = "\U0010ffff"
HIT_COLUMNS = ("customer_id", "customer_key", "name", "phone")
COLUMNS_OF: dict[type[Model], tuple[str, ...]] = {
    MemberRow: HIT_COLUMNS,
    Reservation: ("customer_id", "customer_key", "staff_name", "product_name"),
}
Stored = dict[str, Any]


def search_members(user: User, text: str) -> Iterator[Hit]:
    """Customers in databases and reservations; staff find what is theirs (RO-6).

    Three commands at most.
    """
    if not is_open(user, "members:customer"):
        return
    rows_of = read_union(dict(_of_keys(user, text)))
    rows_of.setdefault("row", []).extend(_rows(user, text))
    by_customer: dict[str, tuple[str, Stored]] = {}
    for name in ("reservation", "row"):
        for row in rows_of.get(name, []):
            # Of some a phone alone is known; of who was forgotten, not even that.
            if customer := row["customer_key"] or row["phone"]:
                by_customer.setdefault(customer, (name, row))
    for name, row in islice(by_customer.values(), 2 * MOST):
        url = reverse("members:customer_of", args=[name, row["_id"]])
        title = row["customer_id"] or row["name"] or masked(row["phone"])
        yield Hit(title, "user", url, note=_note(row, title))


def _of_keys(user: User, text: str) -> Iterator[tuple[str, UnionPart]]:
    """What has the customer: reservations, and for admins rows; staff's are read all at once."""
    key, seen = customer_key(text), rows_match(user)
    if key and may_read(user, RESERVATIONS):
        match = {"customer_key": _from(key)} | own_match(user)
        yield "reservation", _first(Reservation, match, MOST)
    if key and user.is_admin and seen is not None:
        yield "row", _first(MemberRow, seen | {"customer_key": _from(key)}, ROWS_READ)


def _first(model: type[Model], match: Stored, most: int) -> UnionPart:
    # Said once more: the index holds those alone that have one.
    with_customer: Stored = {"$and": [match, {"customer_key": {"$gt": ""}}]}
    columns = dict.fromkeys(COLUMNS_OF[model], True)
    steps: list[dict] = [{"$match": with_customer}, {"$limit": most}, {"$project": columns}]
    return UnionPart(model._meta.db_table, steps)


def _rows(user: User, text: str) -> list[Stored]:
    """Rows by words and the ends of phones; of staff by their customers as well."""
    seen, either = rows_match(user), list(_by_terms(user, text))
    if not user.is_admin and (key := customer_key(text)):
        either.append({"customer_key": _from(key)})
    if seen is None or not either:
        return []
    match = seen | {"$or": either}
    # Hinted at, the way is chosen anew for each search: one that was remembered begins with the
    # first word, however many bear it.
    index = "rows_by_term" if user.is_admin else "rows_of_staff"
    rows = collection(MemberRow).find(match, HIT_COLUMNS).hint(index).limit(ROWS_READ)
    try:
        with limited_by_itself():
            return list(rows.max_time_ms(LONGEST_MS))
    except ExecutionTimeout:
        # Two letters, or the same four digits, of a million rows: who writes more finds more.
        return []


def _by_terms(user: User, text: str) -> Iterator[Stored]:
    """The words of a name, of which a row has to have all, or the end of a phone."""
    if words := words_of(text):
        # The longest first: it is borne by the fewest.
        terms = [word_term(word) for word in sorted(words, key=len, reverse=True)]
        yield {"$and": [_begins_with(term) for term in terms]}
    for digits in _ends_of_phones(text):
        # Whose phone is masked for them, staff do not find by it (RO-7).
        free = {} if user.is_admin else {"reserved_for_id": {"$in": [None, user.pk]}}
        yield _begins_with(phone_term(digits)) | free


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
    return {"terms": {"$elemMatch": _from(term)}}


def _from(text: str) -> Stored:
    return {"$gte": text, "$lt": text + LAST_CHARACTER}


def _note(row: Stored, title: str) -> str:
    """Enough to tell two customers apart; the page has the phone."""
    if "staff_name" in row:
        words = {"staff": row["staff_name"], "product": row["product_name"]}
        return _("reserved for %(staff)s in %(product)s") % words
    parts = (row["name"], masked(row["phone"]))
    return " · ".join(part for part in parts if part not in ("", title))
