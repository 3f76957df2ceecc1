"""Measure how an upload is taken back: for `bench.members`, in its site. Prints rows."""

import time
from collections.abc import Callable
from typing import Any

from crm.mongo.transaction import transactional
from members.databases.counts import find_faults
from members.draws.proof import verify
from members.imports.undo import UndoRun
from members.models import MemberDatabase, MemberImport, UploadState

DATABASE = "first"


def main() -> None:
    """Print how long it takes to take back the large upload, of which some rows are in hand."""
    database = MemberDatabase.objects.named(DATABASE).get()
    wanted = MemberImport.objects.get(database_id=database.pk)
    MemberImport.objects.filter(pk=wanted.pk).update(state=UploadState.UNDOING)
    began = time.perf_counter()
    UndoRun(wanted, _effect).take_back(lambda done, of: None)
    seconds = time.perf_counter() - began
    wanted.refresh_from_db()
    undone = wanted.undo or {}
    stay = sum(undone.values()) - undone["removed"]
    print(f"| undo: {undone['removed']:,} rows go, {stay:,} stay, seconds | {seconds:.1f} |")
    faults = len(verify(database).faults) + len(list(find_faults()))
    print(f"| faults of draws and counts after everything | {faults} |", flush=True)


def _effect(write: Callable[[], Any], _reached: int) -> Any:
    return transactional(write)()
