"""Prints how the collections lie on the shards of a cluster, and what would not fit."""

import sys
from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from crm.registry.shards import SHARD_KEYS, unique_columns, unique_indexes_in_the_way


class Command(commands.Command):
    help = "Print the shard key of each collection that has one; --check what stands in its way."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--check", action="store_true", help="exit 1 if a unique index stands in the way"
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        problems = list(unique_indexes_in_the_way())
        if options["json"]:
            self.print_json({"collections": _collections(), "problems": problems})
        else:
            self._print(problems)
        if check and problems:
            sys.exit(1)

    def _print(self, problems: list[str]) -> None:
        for row in _collections():
            zone = f", zones by {row['zone']}" if row["zone"] else ""
            unique = "; ".join(" + ".join(columns) for columns in row["unique"]) or "none"
            self.stdout.write(f"{row['collection']}: {row['key']}{zone}; unique: {unique}")
        for problem in problems:
            self.stdout.write(problem)
        self.stdout.write(f"{len(problems)} in the way.")


def _collections() -> list[dict[str, Any]]:
    return [
        {
            "collection": model._meta.db_table,
            "key": str(key),
            "zone": key.zone,
            "unique": unique_columns(model),
        }
        for model, key in SHARD_KEYS.items()
    ]
