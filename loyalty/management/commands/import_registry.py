"""Imports the registry of members into a loyalty programme (LI-14)."""

from dataclasses import replace
from typing import Any

from django.core.management.base import CommandParser

from loyalty.imports.batches import ImportRequest
from loyalty.imports.command import ImportCommand, day_of
from loyalty.rules.files.datasets import Dataset


class Command(ImportCommand):
    help = "Import the registry: all members of the till system, one row a card."
    dataset = Dataset.REGISTRY

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--as-of", metavar="DATE", help="when it was true; default: its newest update date"
        )

    def request(self, options: dict[str, Any]) -> ImportRequest:
        """With the day of the snapshot."""
        return replace(super().request(options), as_of=day_of(options["as_of"], "--as-of"))
