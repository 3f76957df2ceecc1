"""Databases whose customers are user1, user2, ..."""

from tests.members.make import add_rows, make_database


def make_pool(product, rows=0, *, kind="normal", **fields):
    """A database with so many rows, with these stored columns."""
    database = make_database(product, rows=0, kind=kind)
    if fields:
        type(database).objects.filter(pk=database.pk).update(**fields)
        database.refresh_from_db()
    if rows:
        add_rows(database, [f"user{number}" for number in range(1, rows + 1)])
    return database
