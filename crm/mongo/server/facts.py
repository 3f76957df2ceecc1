"""What the database server says of itself: its members, clock, oplog, disk and sizes.

The doctor, /status and /metrics read it here. Each function may raise PyMongoError; what needs a
right beyond those of the product's own account says so.
"""

import time
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection
from pymongo.server_description import ServerDescription

from crm.mongo.rows import mongo_connection

# A process that has just begun does not know all members yet.
SECONDS_TO_MEET = 1.0
HEALTHY = {"RSPrimary", "RSSecondary", "RSArbiter"}
PARAMETER_OF_SNAPSHOTS = "minSnapshotHistoryWindowInSeconds"
SIZES: list[dict[str, Any]] = [
    {"$collStats": {"storageStats": {}}},
    {
        "$group": {
            "_id": "$ns",
            "documents": {"$sum": "$storageStats.count"},
            "bytes": {"$sum": "$storageStats.size"},
            "stored_bytes": {"$sum": "$storageStats.storageSize"},
            "index_bytes": {"$sum": "$storageStats.totalIndexSize"},
        }
    },
]


class Member(NamedTuple):
    """A server of the replica set as the driver of this process sees it."""

    address: str
    state: str
    milliseconds: float | None

    @property
    def is_healthy(self) -> bool:
        """Whether it answers as a member of the set."""
        return self.state in HEALTHY


class OplogWindow(NamedTuple):
    """How far back the oplog goes; as long as it is not full, it forgets nothing."""

    hours: float
    is_full: bool


class DiskSpace(NamedTuple):
    """Bytes of the volume that the data lie on."""

    free: int
    total: int

    @property
    def free_share(self) -> float:
        """Between 0 and 1."""
        return self.free / self.total if self.total else 0.0


def ping_seconds() -> float:
    """How long the primary takes to answer."""
    began = time.perf_counter()
    mongo_connection().database.command("ping")
    return time.perf_counter() - began


def members() -> list[Member]:
    """All of them by address; asks nothing of the database."""
    servers = connection.connection.topology_description.server_descriptions()
    return [_member(address, server) for address, server in sorted(servers.items())]


def members_met() -> list[Member]:
    """The same once each has answered, or a second is over."""
    mongo_connection().ensure_connection()
    deadline = time.monotonic() + SECONDS_TO_MEET
    while True:
        seen = members()
        if all(each.is_healthy for each in seen) or time.monotonic() > deadline:
            return seen
        time.sleep(0.02)


def is_replica_set() -> bool:
    """False for a single server and for the router of a cluster."""
    return bool(connection.connection.topology_description.replica_set_name)


def clock_offset_seconds() -> float:
    """By how much the primary's clock is ahead of this machine's."""
    before = datetime.now(UTC)
    answer = mongo_connection().database.command("hello")
    after = datetime.now(UTC)
    middle = before + (after - before) / 2
    return (answer["localTime"].replace(tzinfo=UTC) - middle).total_seconds()


def oplog_window() -> OplogWindow:
    """Needs the right to read `local`, as `clusterMonitor` has it."""
    local = connection.connection.local
    oplog = local["oplog.rs"]
    [first] = oplog.find({}, {"ts": True}).sort("$natural", 1).limit(1)
    [last] = oplog.find({}, {"ts": True}).sort("$natural", -1).limit(1)
    sizes = local.command("collStats", "oplog.rs")
    hours = (last["ts"].time - first["ts"].time) / 3600
    return OplogWindow(hours, sizes["size"] >= 0.95 * sizes["maxSize"])


def disk_space() -> DiskSpace:
    """Of the primary's volume."""
    stats = mongo_connection().database.command("dbStats")
    total = int(stats["fsTotalSize"])
    return DiskSpace(total - int(stats["fsUsedSize"]), total)


def snapshot_seconds() -> int:
    """How long one state of the database can be read. Needs `getParameter`."""
    admin = connection.connection.admin
    answer = admin.command("getParameter", 1, **{PARAMETER_OF_SNAPSHOTS: 1})
    return int(answer[PARAMETER_OF_SNAPSHOTS])


def collection_sizes() -> list[dict[str, Any]]:
    """The size of each collection, the largest first; two commands however many there are."""
    names = connection.introspection.table_names()
    if not names:
        return []
    first, *others = sorted(names)
    unions: list[dict[str, Any]] = [
        {"$unionWith": {"coll": name, "pipeline": SIZES}} for name in others
    ]
    rows = mongo_connection().get_collection(first).aggregate(SIZES + unions)
    sizes = [{"name": row.pop("_id").partition(".")[2]} | row for row in rows]
    return sorted(sizes, key=lambda row: (-row["bytes"], row["name"]))


def _member(address: tuple[str, int | None], server: ServerDescription) -> Member:
    seconds = server.round_trip_time
    milliseconds = None if seconds is None else round(seconds * 1000, 1)
    return Member(":".join(map(str, address)), server.server_type_name, milliseconds)
