"""Rows that came to a staff member since they last opened their list of that kind (NO-4)."""

from typing import Any

from crm.mongo.unions import UnionPart
from crm.staff.accounts.visits import last_visit
from crm.staff.models import User
from members.models import IN_HAND, DatabaseKind, MemberDatabase, MemberRow


def unseen_part(user: User, kind: DatabaseKind) -> UnionPart:
    """Counts, as one row with `count`, what came to `user` of databases of a kind since their last
    visit; all of it if there was none."""
    match: dict[str, Any] = {"staff_id": user.pk, "status": {"$in": list(IN_HAND)}}
    if since := last_visit(user, kind):
        match["assigned_at"] = {"$gt": since}
    of_kind = {
        "from": MemberDatabase._meta.db_table,
        "localField": "_id",
        "foreignField": "_id",
        "as": "database",
    }
    steps = [
        {"$match": match},
        {"$group": {"_id": "$database_id", "count": {"$sum": 1}}},
        {"$lookup": of_kind},
        {"$match": {"database.kind": kind.value}},
        {"$group": {"_id": None, "count": {"$sum": "$count"}}},
    ]
    return UnionPart(MemberRow._meta.db_table, steps)
