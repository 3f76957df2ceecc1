"""Django's cache in a MongoDB collection: JSON values, exact counters (decision 0004).

LOCATION names the collection. Everything runs outside of transactions, so a counter stands
whether or not the request around it fails.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from pymongo import ReplaceOne, ReturnDocument, WriteConcern
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from crm.mongo.rows import mongo_connection

_indexed: set[tuple[str, str]] = set()

# What JSON can hold.
Value = Any
# In seconds; None is for ever.
Timeout = float | None


class MongoCache(BaseCache):
    def __init__(self, collection: str, params: dict) -> None:
        super().__init__(params)
        self._name = collection

    def add(
        self,
        key: str,
        value: Value,
        timeout: Timeout = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Store unless a live value is there; of many callers at once one gets True."""
        document = self._document(key, value, timeout, version)
        collection = self._writable()
        collection.delete_one({"_id": document["_id"], "expires_at": {"$lte": _now()}})
        try:
            collection.insert_one(document)
        except DuplicateKeyError:
            return False
        return True

    def get(self, key: str, default: Value = None, version: int | None = None) -> Value:
        return self.get_many([key], version).get(key, default)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Value]:
        """Return the live values; the TTL index removes late, so expiry is checked here too."""
        names = {self.make_key(key, version): key for key in keys}
        documents = self._collection().find(_live({"$in": list(names)}))
        return {names[document["_id"]]: document["value"] for document in documents}

    def set(
        self,
        key: str,
        value: Value,
        timeout: Timeout = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        self.set_many({key: value}, timeout, version)

    def set_many(
        self,
        data: Mapping[str, Value],
        timeout: Timeout = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> list[str]:
        """Store all; the keys that could not be stored are none."""
        documents = [self._document(*item, timeout, version) for item in data.items()]
        writes = [
            ReplaceOne({"_id": document["_id"]}, document, upsert=True) for document in documents
        ]
        if writes:
            self._writable().bulk_write(writes, ordered=False)
        return []

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a live number and return the sum, exactly once a call. Raises ValueError."""
        document = self._collection().find_one_and_update(
            _live(self.make_key(key, version)),
            {"$inc": {"value": delta}},
            return_document=ReturnDocument.AFTER,
        )
        if document is None:
            raise ValueError(f"Key {key!r} not found")
        return document["value"]

    def touch(
        self, key: str, timeout: Timeout = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        live = _live(self.make_key(key, version))
        change = {"$set": {"expires_at": self._expiry(timeout)}}
        return self._collection().update_one(live, change).matched_count == 1

    def delete(self, key: str, version: int | None = None) -> bool:
        live = _live(self.make_key(key, version))
        return self._collection().delete_one(live).deleted_count == 1

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        names = [self.make_key(key, version) for key in keys]
        self._collection().delete_many({"_id": {"$in": names}})

    def clear(self) -> None:
        self._collection().delete_many({})

    def _collection(self) -> Collection[dict[str, Any]]:
        # No session, so outside any transaction; and the cache need not outlive a failover.
        return mongo_connection().get_collection(self._name, write_concern=WriteConcern(w=1))

    def _writable(self) -> Collection[dict[str, Any]]:
        collection = self._collection()
        place = (mongo_connection().settings_dict["NAME"], self._name)
        if place not in _indexed:
            collection.create_index("expires_at", name="expires_at_ttl", expireAfterSeconds=0)
            _indexed.add(place)
        return collection

    def _document(
        self, key: str, value: Value, timeout: Timeout, version: int | None
    ) -> dict[str, Any]:
        # Through JSON, so that what comes back never depends on who asks or when.
        as_json = json.loads(json.dumps(value))
        name = self.make_key(key, version)
        return {"_id": name, "value": as_json, "expires_at": self._expiry(timeout)}

    def _expiry(self, timeout: Timeout) -> datetime | None:
        seconds = self.get_backend_timeout(timeout)
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _now() -> datetime:
    return datetime.now(UTC)


def _live(name: object) -> dict[str, Any]:
    return {"_id": name, "expires_at": {"$not": {"$lte": _now()}}}
