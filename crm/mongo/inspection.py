"""What reaches the server: commands recorded for tests and measurements, and their plans."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bson.codec_options import CodecOptions, DatetimeConversion

from crm.mongo.engine.recorder import Command, recorder
from crm.mongo.rows import mongo_connection

# What belongs to the session or the connection of a command, not to its query.
NOT_EXPLAINED = {
    "$clusterTime", "$db", "$readPreference", "autocommit", "lsid", "maxTimeMS", "readConcern",
    "startTransaction", "txnNumber", "writeConcern",
}  # fmt: skip
EXPLAINABLE = {"aggregate", "count", "delete", "distinct", "find", "findAndModify", "update"}
# A plan writes an index bound that is open as a date which no Python date can hold.
OPEN_ENDS: CodecOptions[dict[str, Any]] = CodecOptions(
    datetime_conversion=DatetimeConversion.DATETIME_CLAMP
)
NOT_CHOSEN = {"executionStats", "rejectedPlans", "slotBasedPlan"}


@contextmanager
def recorded_commands() -> Iterator[list[Command]]:
    """Yield a list that fills with the Commands sent while the block runs, by all threads.

    Needs MONGO_RECORD_COMMANDS = True before the first connection.
    """
    commands: list[Command] = []
    recorder.open = (*recorder.open, commands)
    try:
        yield commands
    finally:
        recorder.open = tuple(other for other in recorder.open if other is not commands)


def collection_scans(
    commands: Iterable[Command], *, allowed: Collection[str] = ()
) -> list[Command]:
    """Return the Commands whose plan reads a whole collection outside `allowed`.

    The plan decides, so that it shows on a small collection too. Costs one explain a command.
    """
    return [
        command
        for command in commands
        if command.collection not in allowed and "COLLSCAN" in winning_stages(command)
    ]


def winning_stages(command: Command) -> list[str]:
    """Return the names of the stages the server chose for the Command, outermost first.

    A `$lookup` that scans what it joins counts as COLLSCAN. Nothing is written: a write is only
    explained. [] for a command that has no plan, such as an insert.
    """
    if command.name not in EXPLAINABLE:
        return []
    return [stage for query in _queries(command.document) for stage in _stages(_explain(query))]


def rows_examined(command: Command) -> int:
    """Return how many rows the server looks at for the Command. Nothing is written."""
    plans = map(_explain, _queries(command.document))
    return sum(plan["executionStats"]["totalDocsExamined"] for plan in plans)


def _queries(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the command once for each of its statements: only one can be explained."""
    query = {key: value for key, value in document.items() if key not in NOT_EXPLAINED}
    for many in ("updates", "deletes"):
        if many in query:
            return [{**query, many: [statement]} for statement in query[many]]
    return [query]


def _explain(query: dict[str, Any]) -> dict[str, Any]:
    return (
        mongo_connection()
        .get_database()
        .command("explain", query, verbosity="executionStats", codec_options=OPEN_ENDS)
    )


def _stages(node: object) -> list[str]:
    if isinstance(node, list):
        return [stage for child in node for stage in _stages(child)]
    if not isinstance(node, dict):
        return []
    own = [node["stage"]] if isinstance(node.get("stage"), str) else []
    own += ["COLLSCAN"] if "$lookup" in node and _join_scans(node) else []
    return own + [stage for key in node if key not in NOT_CHOSEN for stage in _stages(node[key])]


def _join_scans(stage: dict[str, Any]) -> bool:
    """True if a `$lookup` scans. The server does not count the last look-up it made."""
    lookup = stage["$lookup"]
    key = lookup.get("foreignField", "_id")
    if stage.get("collectionScans") or stage.get("indexesUsed") or key == "_id":
        return bool(stage.get("collectionScans"))
    indexes = mongo_connection().get_collection(lookup["from"]).index_information().values()
    return all(index["key"][0][0] != key for index in indexes)
