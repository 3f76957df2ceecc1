"""The index by which the ledger itself was unique by its keys, before there were submissions.

A ledger that lies by staff member and date on several shards cannot have it
(docs/decisions/0011); while processes of the release before still write, it is what holds.
"""

from pymongo.errors import OperationFailure

from crm.mongo.rows import collection
from omset.models import OmsetRecord

KEY_INDEX = "omset_omsetrecord_idempotency_key_uniq"
INDEX_NOT_FOUND = 27


def key_indexes() -> list[str]:
    """The names of the unique indexes by the key alone; normally none is left."""
    indexes = collection(OmsetRecord).index_information()
    return [
        name
        for name, index in indexes.items()
        if index.get("unique") and index["key"] == [("idempotency_key", 1)]
    ]


def drop_key_index() -> list[str]:
    """Take the index away; returns the names of what is gone."""
    names = key_indexes()
    for name in names:
        _drop(name)
    return names


def make_key_index() -> None:
    """Let the ledger be unique by its keys again, if it is not."""
    if not key_indexes():
        collection(OmsetRecord).create_index("idempotency_key", unique=True, name=KEY_INDEX)


def _drop(name: str) -> None:
    """Another process may have been quicker."""
    try:
        collection(OmsetRecord).drop_index(name)
    except OperationFailure as error:
        if error.code != INDEX_NOT_FOUND:
            raise
