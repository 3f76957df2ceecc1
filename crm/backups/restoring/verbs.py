"""restore(): all of it in its order (OP-2, OP-3)."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.management import call_command

from crm.backups.encryption import Key
from crm.backups.erased import ErasedList, erase_again
from crm.backups.releases import this_release
from crm.backups.restoring.files import check_files, whole_manifest
from crm.backups.restoring.loading import build_indexes, load, refuse_what_is_not_empty
from crm.backups.restoring.proving import (
    prove_documents,
    prove_facts,
    prove_numbers,
    prove_schema,
)
from crm.backups.restoring.steps import Refused, Step
from crm.backups.rules.manifest import DoesNotFit, Manifest, refuse_another_release
from crm.jobs.pause import pause_deliveries


def restore(
    folder: Path,
    *,
    migrates: bool = False,
    key: Key | None = None,
    erased: Iterable[ErasedList] = (),
) -> Iterator[Step]:
    """Restore the backup in `folder` into the empty database of this process, step by step.

    Until the first step nothing is written: raises Refused. Afterwards Damaged, PyMongoError; a
    database in which that happened is not to be used.
    """
    manifest = whole_manifest(folder)
    _refuse(manifest, key, migrates=migrates)
    refuse_what_is_not_empty()
    yield check_files(folder, manifest)
    yield pause_step(manifest)
    yield load(folder, manifest, key)
    yield from prove_documents(manifest)
    yield build_indexes(manifest)
    yield from prove_facts(manifest)
    if migrates:
        call_command("migrate", verbosity=0)
        yield Step("migrated", "Migrated to this release.")
    yield prove_schema()
    yield erase_again([manifest.erased, *erased])
    yield from prove_numbers()


def pause_step(manifest: Manifest) -> Step:
    """The first thing that the new database holds."""
    pause_deliveries(f"restored from the backup of {manifest.moment}")
    return Step("paused", "Paused: no job, schedule or mail until `manage.py deliveries --resume`.")


def _refuse(manifest: Manifest, key: Key | None, *, migrates: bool) -> None:
    try:
        refuse_another_release(manifest, this_release(), migrates=migrates)
    except DoesNotFit as error:
        raise Refused(str(error)) from error
    if manifest.encrypted_for and key is None:
        raise Refused(f"the backup is encrypted for {manifest.encrypted_for}: give its --key")
