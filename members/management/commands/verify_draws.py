"""Checks all draws of a database against its log and its rows."""

import sys
from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from members.databases.names import database_named
from members.draws.proof import Proof, verify
from members.models import MemberDatabase
from members.rules.replay import Fault


class Command(commands.Command):
    help = (
        "Compute every draw of a database again from its log: whether each took the next rows, "
        "whether each row is with whom the log says, whether the chain holds. Exit code 1 on any "
        "difference, with the row. Writes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--database", required=True, metavar="NAME")

    def handle(self, *, database: str, **options: Any) -> None:
        checked = database_named(database)
        proof = verify(checked)
        if options["json"]:
            self.print_json(_document(checked, proof))
        else:
            self._print(checked, proof)
        if proof.faults:
            sys.exit(1)

    def _print(self, database: MemberDatabase, proof: Proof) -> None:
        self.stdout.write(
            f"{database.name}: {proof.draws:,} draws, {proof.rows:,} rows, "
            f"{len(proof.faults):,} faults; commitment {database.commitment}"
        )
        for fault in proof.faults:
            self.stdout.write("  " + line_of(fault))


def _document(database: MemberDatabase, proof: Proof) -> dict[str, Any]:
    return {
        "database": database.name,
        "commitment": database.commitment,
        "draws": proof.draws,
        "rows": proof.rows,
        "faults": [document_of(fault) for fault in proof.faults],
    }


def document_of(fault: Fault) -> dict[str, Any]:
    """A fault for scripts; `draw` and `row` are None where it is about none."""
    return {
        "draw": fault.draw or None,
        "row": fault.row_id or None,
        "fault": fault.wrong.name.lower(),
        "text": str(fault.wrong),
    }


def line_of(fault: Fault) -> str:
    """A fault for people."""
    draw = f"draw {fault.draw}" if fault.draw else ""
    row = f"row {fault.row_id}" if fault.row_id else ""
    return f"{', '.join(filter(None, (draw, row)))}: {fault.wrong}"
