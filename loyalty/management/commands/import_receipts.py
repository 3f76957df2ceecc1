"""Imports receipts into a loyalty programme (LI-16)."""

from loyalty.imports.command import ImportCommand
from loyalty.rules.files.datasets import Dataset


class Command(ImportCommand):
    help = "Import receipts: visits at tills. What an earlier file had already is not added again."
    dataset = Dataset.RECEIPTS
