"""Finding people by the beginning of any part of their name."""

from crm.staff.models import User
from crm.staff.names import name_key


def matching(people, text: str) -> list[User]:
    """Those of `people` of whose username, name or e-mail some word begins with `text`.

    Reads all of them: accounts are a few hundred at most, and no index finds a second word.
    """
    wanted = name_key(text)
    return [person for person in people if any(w.startswith(wanted) for w in _words(person))]


def _words(person) -> list[str]:
    names = [person.username_key, name_key(person.name), person.email or ""]
    return [*names, *(word for name in names for word in name.split())]
