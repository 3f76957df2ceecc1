"""The entries in the database: the same as in the files, written first (LW-1).

What is read for a file is what a majority has: nothing that an election could take back. A row that
was changed by hand has another hash than the file has.
"""

from typing import Any

from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from crm.mongo.rows import collection
from crm.witness.models import WitnessEntry
from crm.witness.rules.entries import ACCEPTED, PULSE, Entry, line_of, stated_entry

# So long the server may wait for a majority before it says that it does not know.
MOST_MS = 5_000
# By their numbers.
NEWEST_FIRST, IN_ORDER = [("_id", -1)], [("_id", 1)]


def last_entry() -> Entry | None:
    """The newest one. Raises PyMongoError."""
    row = _majority().find_one({}, sort=NEWEST_FIRST)
    return stated_entry(row["line"]) if row else None


def last_link(session: ClientSession | None) -> dict[str, Any]:
    """Number and hash of the newest one, for a backup; {} if there is none. Raises PyMongoError."""
    row = collection(WitnessEntry).find_one({}, sort=NEWEST_FIRST, session=session)
    return {"number": row["_id"], "hash": row["hash"]} if row else {}


def entry_numbered(number: int) -> Entry | None:
    """The one of this number. Raises PyMongoError."""
    row = _majority().find_one({"_id": number})
    return stated_entry(row["line"]) if row else None


def lines_from(number: int) -> list[str]:
    """Those from this number on as lines, in order. Raises PyMongoError."""
    rows = _majority().find({"_id": {"$gte": number}}, {"line": True}).sort(IN_ORDER)
    return [row["line"] for row in rows]


def accepting() -> tuple[Entry, ...]:
    """Those that accept something, the newest first. Raises PyMongoError."""
    rows = _majority().find({"reason": ACCEPTED}).sort([("reason", 1), ("_id", -1)])
    return tuple(stated_entry(row["line"]) for row in rows)


def counted_entry(last: Entry | None) -> Entry | None:
    """The newest up to `last` whose counts were counted. Raises PyMongoError."""
    if last is None or last.counted == last.number:
        return last
    return entry_numbered(last.counted)


def newest_besides_pulses(most: int) -> list[Entry]:
    """The newest that something has happened for."""
    rows = _majority().find({"reason": {"$ne": PULSE}}).sort(NEWEST_FIRST).limit(most)
    return [stated_entry(row["line"]) for row in rows]


def make_sure_of_the_primary() -> None:
    """Return once a majority has confirmed that this primary knows all that was acknowledged.

    Just after an election a primary does not yet say what it has: that is no fallback (LW-6).
    Raises PyMongoError.
    """
    surely = collection(WitnessEntry).with_options(read_concern=ReadConcern("linearizable"))
    surely.find_one({"_id": 1}, max_time_ms=MOST_MS)


def add(entry: Entry) -> bool:
    """Store the entry with a majority; False if another one has taken its number.

    Raises PyMongoError.
    """
    row = {
        "_id": entry.number,
        "at": entry.moment,
        "reason": entry.reason,
        "hash": entry.hash,
        "line": line_of(entry),
    }
    surely = collection(WitnessEntry).with_options(
        write_concern=WriteConcern("majority", wtimeout=MOST_MS)
    )
    try:
        surely.insert_one(row)
    except DuplicateKeyError:
        return False
    return True


def _majority() -> Collection[dict[str, Any]]:
    return collection(WitnessEntry).with_options(read_concern=ReadConcern("majority"))
