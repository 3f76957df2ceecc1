"""The row at which closings and exchange rates line up. The only writer of BooksHead."""

from django.db import connection

from bonuses.models import BooksHead

THE_ONE = {"_id": "books"}


def line_up() -> None:
    """Wait for, or collide with, whatever else closes a month or sets a rate.

    In a transaction, before it reads: of two, one runs again.
    """
    connection.get_collection(BooksHead._meta.db_table).update_one(
        THE_ONE, {"$inc": {"events": 1}}, upsert=True, session=connection.session
    )
