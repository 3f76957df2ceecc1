"""The lock that closings and exchange rates write first. The only writer of BooksLock."""

from django.db import connection

from bonuses.models import BooksLock

THE_ONE = {"_id": "books"}


def lock_books() -> None:
    """Wait for, or collide with, whatever else closes a month or sets a rate.

    In a transaction, before it reads: of two, one runs again.
    """
    connection.get_collection(BooksLock._meta.db_table).update_one(
        THE_ONE, {"$inc": {"events": 1}}, upsert=True, session=connection.session
    )
