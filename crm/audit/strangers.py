"""Who tries to come in and is nobody: no account has the name that was typed.

What was typed is kept nowhere: people type their password there by mistake.
"""

from hashlib import sha256

from bson import ObjectId

from crm.staff.history import origin_of
from crm.staff.models import User

# Of an event that nobody who has signed in has caused.
STRANGER = User(pk=None, name="not signed in")
# The histories that strangers share, so that many at once do not wait for each other.
HISTORIES = 16


def stranger() -> User:
    """The account, which is none, in whose history attempts from this address are kept."""
    address = (origin_of(None) or {}).get("address", "")
    number = sha256(address.encode()).digest()[0] % HISTORIES
    return User(pk=ObjectId(f"{number:024x}"))
