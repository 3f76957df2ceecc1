"""Customers who were forgotten lately: no file that was stored before brings them back."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from members.customers.exclusions import ListedCustomers, phones_of
from members.customers.forgotten_names import anybody_is_forgotten, forgotten_customers
from members.rules.keys import customer_key
from members.rules.terms import customer_keys_in, terms_of


def forgotten_places(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Which of the rows name one, by id or by phone, as customer or in the note."""
    if not anybody_is_forgotten():
        return []
    terms = [_terms(row) for row in rows]
    keys = {key for own in terms for key in customer_keys_in(own)}
    forgotten = forgotten_customers(keys, phones_of(terms))
    return [place for place, own in enumerate(terms) if forgotten and _is_one(own, forgotten)]


def _terms(row: Mapping[str, Any]) -> list[str]:
    customer = str(row.get("customer_id") or "")
    cells = [customer, str(row.get("note") or "")]
    return terms_of(cells, customer_key_of_row=customer_key(customer), name="", phone="")


def _is_one(terms: Collection[str], forgotten: ListedCustomers) -> bool:
    own = next(iter(customer_keys_in(terms)), "")
    return forgotten.covers(terms, "", own)
