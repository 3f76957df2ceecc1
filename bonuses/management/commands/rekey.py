"""Brings stored customers under today's rule of which spellings are one (G-5)."""

import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from bonuses.moved_keys import Moves, earlier_moves, move_keys
from crm import commands


class Command(commands.Command):
    help = "Give stored customers the keys of today's rule, recount, and say who was told apart."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        either = parser.add_mutually_exclusive_group()
        either.add_argument(
            "--dry-run", action="store_true", help="change nothing; exit 1 if anything would move"
        )
        either.add_argument(
            "--history", action="store_true", help="say what migrations and earlier runs moved"
        )

    def handle(self, *, dry_run: bool, history: bool, **options: Any) -> None:
        moves = earlier_moves() if history else move_keys(dry_run=dry_run)
        if options["json"]:
            self.print_json({"dry_run": dry_run} | asdict(moves))
        else:
            self._print(moves, "to move" if dry_run else "moved")
        if dry_run and not moves.is_nothing:
            sys.exit(1)

    def _print(self, moves: Moves, verdict: str) -> None:
        for row in moves.separated:
            self.stdout.write(f"{_place(row)}: were one customer: {_customers(row, ' | ')}")
        for row in moves.joined:
            self.stdout.write(f"{_place(row)}: are one customer: {_customers(row, ' = ')}")
        for row in moves.left:
            where = f" in {row['product']}" if row["product"] else ""
            what = f"{row['what']} of “{row['customer']}”{where}"
            self.stdout.write(f"{what}: left as it is, the customer is held already")
        counts = f"{moves.deposits:,} deposits, {moves.reservations:,} reservations"
        self.stdout.write(f"{counts}, {moves.claims:,} claims {verdict}.")
        others = f"{moves.rows:,} rows of databases, {moves.past_reservations:,} past reservations"
        more = f"{moves.conflicts:,} conflicts, {moves.do_not_contact:,} not to be contacted"
        self.stdout.write(f"{others}, {more}, {moves.pages:,} pages {verdict}.")


def _place(row: dict) -> str:
    return f"{row['staff']} / {row['product']}"


def _customers(row: dict, sign: str) -> str:
    return sign.join(", ".join(f"“{typed}”" for typed in one) for one in row["customers"])
