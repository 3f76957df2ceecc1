"""Putting freshly counted rows in the place of the stored ones."""

from operator import itemgetter

from django.db.models import Model
from pymongo import DeleteOne, InsertOne, ReplaceOne

from crm.mongo.rows import collection, current_session


def replace_rows(model: type[Model], places: list[dict], rows: list[dict]) -> None:
    """Put `rows` where they belong; a place without a row has nothing to count and goes."""
    names = tuple(places[0])
    fresh = {tuple(row[name] for name in names): row for row in rows}
    writes = []
    for place in places:
        row = fresh.get(tuple(place.values()))
        writes.append(ReplaceOne(place, row, upsert=True) if row else DeleteOne(place))
    collection(model).bulk_write(writes, ordered=False, session=current_session())


def settle_rows(model: type[Model], match: dict, rows: list[dict], names: tuple[str, ...]) -> None:
    """Make `rows` all that there is of what matches; what is right already is not written."""
    place_of = itemgetter(*names)
    rows_now = collection(model).find(match, {"_id": False}, session=current_session())
    stored = {place_of(row): row for row in rows_now}
    fresh = {place_of(row): row for row in rows}
    writes: list[DeleteOne | InsertOne | ReplaceOne]
    writes = [DeleteOne(dict(zip(names, place, strict=True))) for place in stored.keys() - fresh]
    writes += [InsertOne(fresh[place]) for place in fresh.keys() - stored]
    for place in fresh.keys() & stored:
        if fresh[place] != stored[place]:
            writes.append(ReplaceOne(dict(zip(names, place, strict=True)), fresh[place]))
    if writes:
        collection(model).bulk_write(writes, ordered=False, session=current_session())
