"""Whether the restored database is what was backed up, and whether its numbers hold (OP-3)."""

from collections.abc import Iterator
from itertools import islice

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from crm.backups.making import documents_in_order
from crm.backups.restoring.steps import Step
from crm.backups.rules.manifest import Manifest
from crm.backups.streams import Content
from crm.mongo.server.readiness import missing_indexes
from crm.registry.runs.backups import FACTS, PROOFS

MOST_NAMED = 20


def prove_documents(manifest: Manifest) -> Iterator[Step]:
    """Read all of them back, in order: as many as were written, and the same hash."""
    wrong = [name for name in manifest.collections if not _is_as_written(manifest, name)]
    for name in wrong:
        yield Step("documents", f"{name} does not hold what was backed up.", well=False)
    if not wrong:
        number = len(manifest.collections)
        line = f"Documents: counts and hashes of {number:,} collections are those of the backup."
        yield Step("documents", line)


def prove_facts(manifest: Manifest) -> Iterator[Step]:
    """What apps said of the moment, said again."""
    for name, fact in FACTS.items():
        if name not in manifest.facts:
            continue
        is_same = fact.read(None) == manifest.facts[name]
        says = "as in the backup" if is_same else "NOT as in the backup"
        yield Step(name, f"{fact.label}: {says}.", well=is_same)


def prove_schema() -> Step:
    """All migrations and all indexes of this release are there."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    missing = missing_indexes()
    if plan or missing:
        line = f"Schema: {len(plan)} migrations missing; indexes missing: {', '.join(missing)}"
        return Step("schema", line, well=False, facts={"missing_indexes": missing})
    return Step("schema", "Schema: all migrations and indexes of this release are there.")


def prove_numbers() -> Iterator[Step]:
    """What apps can prove of themselves, each in its turn."""
    for name, proof in PROOFS.items():
        faults = list(islice(proof.faults(), MOST_NAMED))
        line = f"{proof.label}: {'; '.join(faults) if faults else 'hold'}."
        yield Step(f"proof of {name}", line, well=not faults, facts={"faults": faults})


def _is_as_written(manifest: Manifest, name: str) -> bool:
    content, stored = Content(), manifest.collections[name]
    if name in manifest.left_out:
        return True
    for batch in documents_in_order(name):
        content.add(batch)
    return (content.documents, content.sha256) == (stored.documents, stored.content)
