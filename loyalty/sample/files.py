"""Writes the files of a sample with their manifest."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from loyalty.sample.dirt import REMARKED, STRUCTURAL, Dirt, written
from loyalty.sample.receipts import receipt_facts, receipts
from loyalty.sample.registry import Registries, SampleRow, registries, strictly_readable
from loyalty.sample.sales import assortment, sales_facts, write_sales
from loyalty.sample.volumes import Volumes

REGISTRY, NEWER_REGISTRY = "registry_v1.json", "registry_v2.json"
SALES, RECEIPTS, MANIFEST = "sales_lines.json", "receipts.json", "manifest.json"
# What no till reads as a card of 13 right digits.
NO_MEMBER = {Dirt.NUL, Dirt.WRONG_CHECK_DIGIT, Dirt.EIGHT_DIGITS, Dirt.TWELVE_DIGITS}


@dataclass(frozen=True)
class SampleOptions:
    """What somebody asks for: the same options make the same files."""

    seed: int
    scale: float
    end: date
    # Whether the first registry ends within its last row.
    is_cut: bool = False


def write_sample(folder: Path, options: SampleOptions) -> dict[str, Any]:
    """Write the three files and the manifest into the folder; returns the manifest."""
    volumes, end = Volumes(options.scale), options.end
    both = registries_of(options)
    members = _members(both.first[: -1 if options.is_cut else None])
    random = _random(options, "sales")
    goods = assortment(random, volumes, members)
    rows = receipts(_random(options, "receipts"), volumes, end, members)
    write_rows(folder / REGISTRY, both.first, is_cut=options.is_cut)
    write_rows(folder / NEWER_REGISTRY, both.newer)
    text = ",\n".join(row.written for row in rows)
    (folder / RECEIPTS).write_text(f'{{"scontrini": [\n{text}\n]}}\n', encoding="utf-8")
    manifest = {
        "seed": options.seed,
        "scale": options.scale,
        "end": end.isoformat(),
        "files": {
            **registry_facts(both, is_cut=options.is_cut),
            SALES: sales_facts(write_sales(folder / SALES, random, volumes, end, goods), goods),
            RECEIPTS: receipt_facts(rows, members),
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
    return manifest


def registries_of(options: SampleOptions) -> Registries:
    """The rows of both registries."""
    return registries(_random(options, "registry"), Volumes(options.scale), options.end)


def registry_facts(both: Registries, *, is_cut: bool = False) -> dict[str, dict[str, Any]]:
    """What the manifest says of both."""
    return {
        REGISTRY: _first_facts(both, is_cut=is_cut),
        NEWER_REGISTRY: _newer_facts(both, is_cut=is_cut),
    }


def _random(options: SampleOptions, part: str) -> Random:
    return Random(f"{options.seed} {options.scale} {part}")


def _members(rows: Sequence[SampleRow]) -> list[str]:
    """The cards of the first registry that it makes members of."""
    return [row.card for row in rows if row.again is None and row.dirt.isdisjoint(NO_MEMBER)]


def write_rows(path: Path, rows: list[SampleRow], *, is_cut: bool = False) -> None:
    """Write a registry; one that is cut ends within its last row."""
    texts = [written(row.values, row.dirt) for row in rows]
    if is_cut:
        texts[-1] = texts[-1][: len(texts[-1]) // 2]
    path.write_bytes(b"[\n" + b",\n".join(texts) + (b"" if is_cut else b"\n]\n"))


def _first_facts(both: Registries, *, is_cut: bool) -> dict[str, Any]:
    """The first registry, into an empty database."""
    rows = both.first
    facts = _facts(rows, cut_row=len(rows) if is_cut else None)
    again = len(facts["planted"][Dirt.SAME_AGAIN])
    rejected = len(facts["rejected_rows"])
    facts["expected"] |= {
        "inserted": len(rows) - again - rejected,
        "updated": 0,
        "unchanged": again,
        "rejected": rejected,
    }
    return facts


def _newer_facts(both: Registries, *, is_cut: bool) -> dict[str, Any]:
    """The newer registry, after the first."""
    rows = both.newer
    facts = _facts(rows)
    # The row that was cut off is new here.
    inserted = len(rows) - len(both.first) + is_cut
    rejected = len(facts["rejected_rows"])
    facts["expected"] |= {
        "inserted": inserted,
        "updated": both.changed,
        "unchanged": len(rows) - inserted - both.changed - rejected,
        "rejected": rejected,
    }
    return facts


def _facts(rows: list[SampleRow], cut_row: int | None = None) -> dict[str, Any]:
    planted = _planted(rows)
    rejected = _rejected(rows)
    if cut_row:
        rejected[cut_row] = "cut off"
    kept = [row for number, row in enumerate(rows, start=1) if number not in rejected]
    return {
        "rows": len(rows),
        "strictly_readable": strictly_readable(rows),
        "planted": planted,
        "rejected_rows": rejected,
        "expected": {
            "read": len(rows),
            "repaired": sum(not row.dirt.isdisjoint(STRUCTURAL) for row in kept),
            "remarks": sum(not row.dirt.isdisjoint(REMARKED) for row in kept),
        },
    }


def _planted(rows: list[SampleRow]) -> dict[str, list[int]]:
    planted: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows, start=1):
        for dirt in row.dirt:
            planted[dirt].append(number)
    return {dirt: planted[dirt] for dirt in Dirt}


def _rejected(rows: list[SampleRow]) -> dict[int, str]:
    """Which rows are rejected, and why: of a card given twice that of the earlier update date."""
    number_of = {id(row): number for number, row in enumerate(rows, start=1)}
    rejected = {number_of[id(row)]: "nul" for row in rows if Dirt.NUL in row.dirt}
    for row in rows:
        if row.again is not None and Dirt.OTHERWISE_AGAIN in row.dirt:
            is_later = row.values["updated_at"] >= row.again.values["updated_at"]
            loser, winner = (row.again, row) if is_later else (row, row.again)
            rejected[number_of[id(loser)]] = f"given again in row {number_of[id(winner)]}"
    return rejected
