"""Addresses of views, resolved once a process: a page names some of them a hundred times."""

from functools import cache

from bson import ObjectId
from django.urls import reverse

# Matches <oid:pk> and occurs in no address.
ANY_ID = "0" * 24


@cache
def cached_reverse(view: str) -> str:
    """The address of a view without arguments."""
    return reverse(view)


def cached_reverse_of(view: str, pk: ObjectId | str) -> str:
    """The address of a view of the record with the id `pk`."""
    return _pattern(view).replace(ANY_ID, str(pk))


@cache
def _pattern(view: str) -> str:
    return reverse(view, args=[ANY_ID])
