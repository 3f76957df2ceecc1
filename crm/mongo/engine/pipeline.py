"""A finished aggregation pipeline in, an equivalent and faster one out (cure 6).

Equivalent means the same rows, in the same order as far as a `$sort` decides it, for any data:
also for references that dangle. Pure functions over stages; what is not recognised stays as
it is.
"""

from itertools import pairwise
from typing import Any

Stage = dict[str, Any]

ZERO_OR_ONE_ROW = {"$facet": {"group": [{"$limit": 1}]}}
ROW_BY_ROW = {"$match", "$sort", "$addFields", "$set", "$lookup", "$unwind"}


def faster(pipeline: list[Stage]) -> list[Stage]:
    """Return the pipeline with index-friendly stages; the argument is left as it is."""
    stages = [stage for old in pipeline for stage in _rewritten(old)]
    stages = _cheap_counts(stages)
    stages = _projections_after_sort(stages)
    return _joins_late(stages)


def _rewritten(stage: Stage) -> list[Stage]:
    """Return the stages that replace one stage, looking at it alone."""
    (name, body), *_ = stage.items()
    if name == "$addFields":
        changes = {key: value for key, value in body.items() if value != f"${key}"}
        return [{name: changes}] if changes else []
    if name in ("$lookup", "$unionWith") and body.get("pipeline"):
        return [{name: {**body, "pipeline": faster(body["pipeline"])}}]
    if name == "$facet":
        return _group_before_facet(stage)
    return [stage]


def _group_before_facet(stage: Stage) -> list[Stage]:
    """Group first, so that the filter and the index serve it.

    `$facet` stays behind as what turns "no row" into one empty row: an aggregate over nothing
    has an answer too.
    """
    match stage:
        case {"$facet": {"group": [{"$group": {"_id": None} as group}]}}:
            return [{"$group": group}, ZERO_OR_ONE_ROW]
    return [stage]


# Counts: `$sum` of "1 unless null" over what is never null is a plain count.


def _cheap_counts(stages: list[Stage]) -> list[Stage]:
    """Count without reading a document where the counted value cannot be null."""
    never_null: list[object] = [{"$literal": True}, "$_id"]
    result = []
    for stage in stages:
        if "$group" in stage:
            stage = {"$group": _with_plain_sums(stage["$group"], never_null)}
        if not ROW_BY_ROW.issuperset(stage):
            never_null = [{"$literal": True}]
        result.append(stage)
    return result


def _with_plain_sums(group: Stage, never_null: list[object]) -> Stage:
    sums = [_count_of(value) for value in never_null]
    return {key: {"$sum": 1} if value in sums else value for key, value in group.items()}


def _count_of(value: object) -> dict[str, Any]:
    is_null = {"$in": [{"$type": value}, ["missing", "null"]]}
    return {"$sum": {"$cond": {"if": is_null, "then": None, "else": 1}}}


# Sorting: an index gives the order only to a `$sort` that sees the stored documents.


def _projections_after_sort(stages: list[Stage]) -> list[Stage]:
    """Move a `$project` behind the `$sort`, `$skip` and `$limit` whose keys it leaves alone."""
    stages = list(stages)
    for at, (stage, following) in enumerate(pairwise(stages)):
        if "$project" in stage and _passes(stage["$project"], following):
            stages[at : at + 2] = [following, stage]
            return [*stages[: at + 1], *_projections_after_sort(stages[at + 1 :])]
    return stages


def _passes(projection: dict[str, Any], stage: Stage) -> bool:
    match stage:
        case {"$sort": keys}:
            return all(_keeps(projection, path) for path in keys)
        case {"$skip": _} | {"$limit": _}:
            return True
    return False


def _keeps(projection: dict[str, Any], path: str) -> bool:
    """True if the projection hands on the value at `path` unchanged."""
    if path == "_id" and "_id" not in projection:
        return True
    node: Any = projection
    for part in path.split("."):
        node = node.get(part) if isinstance(node, dict) else None
    return node == 1 or node == f"${path}"


# Joins: a to-one join nobody filters or sorts by belongs after the rows are chosen.


def _joins_late(stages: list[Stage]) -> list[Stage]:
    """Move each to-one join behind the stages that do not look at it.

    A left join gives exactly one row for a row, so it also goes behind `$skip` and `$limit`. An
    inner join drops rows whose reference dangles, so it stays in front of them: behind an
    index-ordered `$sort` it runs only until the page is full.
    """
    stages = list(stages)
    for at in reversed(range(len(stages))):
        join = to_one_join(stages[at : at + 3])
        if join:
            rest = stages[at + len(join) :]
            hops = _hops(join, rest)
            stages[at:] = [*rest[:hops], *join, *rest[hops:]]
    return stages


def to_one_join(stages: list[Stage]) -> list[Stage]:
    """Return the stages of the join that starts here, if it finds at most one row by `_id`."""
    match stages:
        case [{"$lookup": {"foreignField": "_id", "pipeline": [], "as": alias, **more}}, *rest]:
            unwind = {"$unwind": f"${alias}"}
            if "let" in more:
                return []
            if rest[:1] == [unwind]:
                return stages[:2]
            if rest == [_one_row_at_least(alias), unwind]:
                return stages
    return []


def _one_row_at_least(alias: str) -> Stage:
    """Return the stage by which stock makes a join a left join."""
    none_found = {
        "$or": [
            {"$eq": [{"$type": f"${alias}"}, "missing"]},
            {"$eq": [{"$size": f"${alias}"}, 0]},
        ]
    }
    return {"$set": {alias: {"$cond": {"if": none_found, "then": [{}], "else": f"${alias}"}}}}


def _hops(join: list[Stage], following: list[Stage]) -> int:
    """Return how many of the following stages the join may be moved behind."""
    is_left = len(join) == 3
    lookup = join[0]["$lookup"]
    for hops, stage in enumerate(following):
        slices = "$skip" in stage or "$limit" in stage
        if not (is_left if slices else _ignores(stage, lookup)):
            return hops
    return len(following)


def _ignores(stage: Stage, lookup: dict[str, Any]) -> bool:
    """True if a row-by-row stage neither uses the join's rows nor changes what it joins by."""
    if not ROW_BY_ROW.issuperset(stage):
        return False
    needed = lookup["localField"].split(".")[0]
    return not _mentions(stage, lookup["as"]) and needed not in _written(stage)


def _written(stage: Stage) -> set[str]:
    """Return the names at the top of a document that the stage sets."""
    match stage:
        case {"$addFields": fields} | {"$set": fields}:
            return {key.split(".")[0] for key in fields}
        case {"$lookup": {"as": alias}}:
            return {alias.split(".")[0]}
        case {"$unwind": {"path": path}} | {"$unwind": path}:
            return {path.lstrip("$").split(".")[0]}
    return set()


def _mentions(node: object, alias: str) -> bool:
    """True if a path anywhere below `node` leads to `alias` or to the whole document."""
    match node:
        case dict():
            bare = (node.get("as"), node.get("localField"))
            names = [*node, *(name for name in bare if isinstance(name, str))]
            return any(_leads(name, alias) for name in names) or any(
                _mentions(value, alias) for value in node.values()
            )
        case list() | tuple():
            return any(_mentions(value, alias) for value in node)
        case str() if node.startswith("$"):
            return node.startswith(("$$ROOT", "$$CURRENT")) or _leads(node[1:], alias)
    return False


def _leads(path: str, alias: str) -> bool:
    return path == alias or path.startswith(f"{alias}.")
