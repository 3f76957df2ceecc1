"""Imports sales lines into a loyalty programme (LI-17)."""

from dataclasses import replace
from typing import Any

from django.core.management.base import CommandParser

from loyalty.imports.batches import ImportRequest
from loyalty.imports.command import ImportCommand
from loyalty.rules.files.datasets import Dataset


class Command(ImportCommand):
    help = "Import sales lines: what each card bought of each article in a month."
    dataset = Dataset.SALES

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--replace-months", action="store_true", help="put months in the place of loaded ones"
        )

    def request(self, options: dict[str, Any]) -> ImportRequest:
        """With whether months are replaced."""
        return replace(super().request(options), replaces_months=options["replace_months"])
