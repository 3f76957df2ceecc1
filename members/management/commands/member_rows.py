"""The rows of a members' database, for scripts."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from crm.mongo.rows import collection
from members.databases.counts import EXCLUDED
from members.models import MemberDatabase, MemberRow, RowStatus

PRINTED_COLUMNS = (
    *("number", "status", "customer_id", "name", "phone", "cells", "staff_name", "is_duplicate"),
    *("is_do_not_contact", "reservation_id", "reserved_for_id", "staff_id", "batch_id"),
    *("request_id", "draw_key", "times_returned"),
)


class Command(commands.Command):
    help = "Print the rows of a members' database in the order of their upload."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--database", required=True, metavar="NAME")
        parser.add_argument("--status", default="", choices=("", *RowStatus.values, EXCLUDED))

    def handle(self, *, database: str, status: str, **options: Any) -> None:
        named = MemberDatabase.objects.named(database).first()
        if named is None:
            raise commands.bad_usage(f"There is no database “{database}”.")
        rows = list(_rows(named, status))
        if options["json"]:
            facts = {"database": str(named.pk), "name": named.name, "columns": named.columns}
            self.print_json(facts | {"rows": rows, "count": len(rows)})
            return
        for row in rows:
            cells = " | ".join(filter(None, row["cells"]))
            self.stdout.write(f"{row['number']}\t{row['status']}\t{row['staff']}\t{cells}")
        self.stdout.write(f"{len(rows):,} rows")


def _rows(database: MemberDatabase, status: str) -> Iterator[dict[str, Any]]:
    match = {"database_id": database.pk} | _of(status)
    stored = collection(MemberRow).find(match, PRINTED_COLUMNS).sort([("number", 1), ("_id", 1)])
    return map(_facts, stored)


def _of(status: str) -> dict[str, Any]:
    """Available ones are those that can be drawn; the others are excluded."""
    if status in (RowStatus.AVAILABLE, EXCLUDED):
        is_excluded = status == EXCLUDED
        return {"status": RowStatus.AVAILABLE.value, "is_do_not_contact": is_excluded}
    return {"status": status} if status else {}


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    """A row in plain values; `conflict`: a colleague of who has it has the customer reserved."""
    held = row["status"] in (RowStatus.ASSIGNED, RowStatus.INVALID)
    return {
        "id": str(row["_id"]),
        "number": row["number"],
        "status": row["status"],
        "customer": row["customer_id"],
        "name": row["name"],
        "phone": row["phone"],
        "cells": row["cells"],
        "staff": row["staff_name"],
        "duplicate": row["is_duplicate"],
        "do_not_contact": row["is_do_not_contact"],
        "reserved": row["reservation_id"] is not None,
        "conflict": held and row["reserved_for_id"] not in (None, row["staff_id"]),
        "batch": _text(row["batch_id"]),
        "request": _text(row["request_id"]),
        "draw_key": row["draw_key"],
        "times_returned": row["times_returned"],
    }


def _text(pk: object) -> str | None:
    return None if pk is None else str(pk)
