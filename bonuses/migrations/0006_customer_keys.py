"""Customers are told apart by their marks (G-5): stored keys follow, with every number.

Moves rows, on purpose (see docs/operations.md), each with its recount, and may be killed and run
again. Says counts alone: who was told apart is for `manage.py rekey --history`. The way back
gives the keys of the earlier rule.
"""

import re
import unicodedata
from dataclasses import asdict

import structlog
from django.db import migrations

from bonuses.moved_keys import move_keys

log = structlog.get_logger(__name__)
_DROPPED = re.compile(r"[^\w-]")


def without_marks(typed: str) -> str:
    """The key of a customer by the rule before this one."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return _DROPPED.sub("", folded) or typed.strip().casefold()


def move(apps, schema_editor):
    moves = move_keys()
    if not moves.is_nothing:
        counts = {
            name: count if isinstance(count, int) else len(count)
            for name, count in asdict(moves).items()
        }
        log.info("customer keys moved", **counts, who="manage.py rekey --history")


def move_back(apps, schema_editor):
    move_keys(without_marks)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("bonuses", "0005_order_of_lines"),
        ("members", "0002_product_index"),
        ("omset", "0004_glances"),
        ("staff", "0004_is_used"),
    ]
    operations = [migrations.RunPython(move, move_back)]
