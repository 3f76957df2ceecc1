"""Who is called how: a display name is borne by one account (RO-8).

Old data may hold equal names: they stay, and where two in a list are alike the account name
stands beside the display name.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable
from typing import TypeVar

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.staff.models import NameRegister, User
from crm.staff.rules.names import name_key

# What shows nothing and stays in a name for the sake of its script: joiners, variants, fillers.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c\u200d\u2800\u3164\uffa0\ufe00-\ufe0f"
    "\U000e0000-\U000e0fff]"
)
# Their letters look like Latin ones.
LOOK_ALIKE = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
_ONLY_ROW = "names"
Id = TypeVar("Id", bound=Hashable)


class DisplayNameTaken(Exception):
    """Another account is called so."""


def look_key(name: str) -> str:
    """Equal for names that look the same: NFKC, casefold, single blanks, nothing unseen."""
    return name_key(_UNSEEN.sub("", unicodedata.normalize("NFKC", name)))


def mixes_scripts(name: str) -> bool:
    """True for letters of two scripts that look alike, as a Cyrillic a in a Latin name."""
    letters = (unicodedata.name(char, "").partition(" ")[0] for char in name if char.isalpha())
    return len({script for script in letters if script in LOOK_ALIKE}) > 1


def is_taken(name: str, *, besides: User | None = None) -> bool:
    """True if another account than `besides` is called so: by its name, account name, or both.

    Reads all accounts: they are a few hundred at most.
    """
    taken, others = (
        look_key(name),
        User.objects.exclude(pk=besides.pk) if besides else User.objects.all(),
    )
    names = others.values_list("name", "username")
    return any(
        taken in (look_key(display), look_key(account), look_key(_both(display, account)))
        for display, account in names
    )


def take_name(name: str, *, by: User | None = None) -> None:
    """Let the account `by`, or a new one, be called so. Raises DisplayNameTaken.

    In a transaction. Of two at once one runs again, and sees what the other has taken.
    """
    change, session = {"$inc": {"changes": 1}}, current_session()
    collection(NameRegister).update_one({"_id": _ONLY_ROW}, change, upsert=True, session=session)
    if is_taken(name, besides=by):
        raise DisplayNameTaken


def labels(people: Iterable[tuple[Id, str, str]]) -> dict[Id, str]:
    """How each of these is called in one list, from id, display name and account name.

    The display name; where two look alike, the account name beside it.
    """
    keyed = [(pk, name, username, look_key(name)) for pk, name, username in people]
    alike = Counter(key for *_person, key in keyed)
    return {
        pk: name if alike[key] == 1 or name == username else _both(name, username)
        for pk, name, username, key in keyed
    }


def names_of_everybody() -> dict[str, str]:
    """How each account is called now, by its id as text, told apart from all. One command."""
    names = labels(User.objects.values_list("pk", "name", "username"))
    return {str(pk): name for pk, name in names.items()}


def _both(name: str, username: str) -> str:
    return f"{name} ({username})"


def present_names(pks: Iterable[ObjectId]) -> dict[ObjectId, str]:
    """How these people are called now, told apart from each other. One command."""
    people = User.objects.filter(pk__in=list(pks)).values_list("pk", "name", "username")
    return labels(people)
