"""Finding people and products by the beginning of any part of their name."""

from collections.abc import Iterable

from crm.staff.models import Product, User
from crm.staff.rules.names import name_key


def people_matching(people: Iterable[User], text: str) -> list[User]:
    """Those of `people` of whose username, name or e-mail some word begins with `text`.

    Reads all of them: accounts are a few hundred at most, and no index finds a second word.
    """
    key = name_key(text)
    return [person for person in people if _begins(key, _names(person))]


def products_matching(products: Iterable[Product], text: str) -> list[Product]:
    """Those of `products` of whose name some word begins with `text`; they are fewer still."""
    key = name_key(text)
    return [product for product in products if _begins(key, [product.name_key])]


def _names(person: User) -> list[str]:
    return [person.username_key, name_key(person.name), person.email or ""]


def _begins(key: str, names: list[str]) -> bool:
    words = [*names, *(word for name in names for word in name.split())]
    return any(word.startswith(key) for word in words)
