"""The lock that closings and exchange rates write first. The only writer of BooksLock."""

from bonuses.models import BooksLock
from crm.mongo.rows import collection, current_session

THE_ONE = {"_id": "books"}


def lock_books() -> None:
    """Wait for, or collide with, whatever else closes a month or sets a rate.

    In a transaction, before it reads: of two, one runs again.
    """
    collection(BooksLock).update_one(
        THE_ONE, {"$inc": {"events": 1}}, upsert=True, session=current_session()
    )
