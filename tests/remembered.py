"""What many tests stand on is made once by the product, then put back as it was stored.

@pytest.fixture
@remembered
def people(owner, product): ...

It holds for fixtures that stand on remembered ones alone and return what can be copied. Where
anything else was written before, they are simply made again.
"""

from copy import deepcopy
from functools import wraps
from typing import NamedTuple

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from django.db import connection
from django.utils.timezone import localdate

from tests.database import written

AS_STORED = CodecOptions(document_class=RawBSONDocument)


class Made(NamedTuple):
    """What a fixture returned, and all rows of the collections it wrote to."""

    returned: object
    rows: dict[str, list[RawBSONDocument]]


def remembered(make):
    """Make it once for each state that it begins with, on each day; then put it back."""
    known = {}

    @wraps(make)
    def laid_out(**fixtures):
        if written.state is None:
            return make(**fixtures)
        state = (written.state, make, localdate())
        if state in known:
            _put_back(known[state].rows)
        else:
            known[state] = _made(make, fixtures)
        written.state = state
        return deepcopy(known[state].returned)

    return laid_out


def _made(make, fixtures) -> Made:
    before, written.names = written.names, set()
    returned = make(**fixtures)
    names, written.names = written.names, written.names | before
    return Made(deepcopy(returned), {name: list(_stored(name).find()) for name in names})


def _put_back(rows: dict[str, list[RawBSONDocument]]) -> None:
    for name, found in rows.items():
        if name in written.names:
            _stored(name).delete_many({})
        if found:
            _stored(name).insert_many(found)


def _stored(name):
    return connection.get_collection(name).with_options(codec_options=AS_STORED)
