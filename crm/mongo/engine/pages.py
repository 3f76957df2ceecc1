"""First the page, then its joins: the fast form of a limited query with inner joins (cure 6).

An inner join drops a row whose reference dangles, so it may not simply go behind `$limit`. Here
it goes there and keeps such a row without its other half. If no row of the page lacks one, the
page is exactly what the slow form gives; if one does, the slow form has to be asked. MongoDB 6
reads 4 MB ahead of a `$lookup`, whatever the `$limit` behind it. Newer servers start with 32
documents; once the oldest supported one does, this module can go.
"""

from crm.mongo.engine.pipeline import Stage, to_one_join

LONGEST_PAGE = 1000


def page_first(pipeline: list[Stage]) -> tuple[list[Stage], list[str]] | None:
    """Return (fast pipeline, aliases that each row of its answer must have), or None."""
    limit = next((at for at, stage in enumerate(pipeline) if "$limit" in stage), None)
    if limit is None or pipeline[limit]["$limit"] > LONGEST_PAGE:
        return None
    start = limit
    while len(to_one_join(pipeline[max(start - 2, 0) : start])) == 2:
        start -= 2
    joins, tail = pipeline[start:limit], pipeline[limit + 1 :]
    aliases = [stage["$lookup"]["as"] for stage in joins if "$lookup" in stage]
    if not aliases or not all(_shows(stage, aliases) for stage in tail):
        return None
    kept = [_keeping_rows(stage) for stage in joins]
    return [*pipeline[:start], pipeline[limit], *kept, *tail], aliases


def _keeping_rows(stage: Stage) -> Stage:
    if "$unwind" not in stage:
        return stage
    return {"$unwind": {"path": stage["$unwind"], "preserveNullAndEmptyArrays": True}}


def _shows(stage: Stage, aliases: list[str]) -> bool:
    """True if a missing alias is still missing after the stage."""
    match stage:
        case {"$lookup": {"as": name}}:
            return name not in aliases
        case {"$set": fields}:
            return not any(name in fields for name in aliases)
        case {"$unwind": _}:
            return True
        case {"$project": fields}:
            return all(_is_handed_on(fields.get(name)) for name in aliases)
    return False


def _is_handed_on(projection: object) -> bool:
    return isinstance(projection, dict) and all(value == 1 for value in projection.values())
