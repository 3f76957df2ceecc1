"""Numbers for rows from before their order was stored. For migrations."""

from crm.mongo.base import DatabaseWrapper


def number_rows(
    connection: DatabaseWrapper, table: str, field: str, *, within: str, by: str, match: dict
) -> None:
    """Store in `field` which row of its group each is: ..., -1, 0 in the order of `by` and the id.

    Groups are equal values of `within`; only rows that `match` take part. What is written later
    counts from 1 on. The server does it all; nothing but `field` changes, a second time nothing.
    """
    steps = [
        {"$match": match},
        {"$project": {within: True, by: True}},
        {"$setWindowFields": _from_here_on(within, by)},
        {"$project": {field: {"$subtract": [1, "$from_here_on"]}}},
        {"$merge": {"into": table, "whenMatched": "merge", "whenNotMatched": "discard"}},
    ]
    connection.get_collection(table).aggregate(steps, allowDiskUse=True)


def _from_here_on(within: str, by: str) -> dict:
    """How many rows there are of the group from each one on, itself included."""
    count = {"$sum": 1, "window": {"documents": ["current", "unbounded"]}}
    order = {by: 1, "_id": 1}
    return {"partitionBy": f"${within}", "sortBy": order, "output": {"from_here_on": count}}
