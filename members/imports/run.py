"""One upload from file to database: every row ends inserted, skipped or rejected.

Each part of the file is one transaction, which also writes how far the upload has come: a run that
was killed is gone on with by the next, and the result is that of an undisturbed one.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

from bson import ObjectId
from django.db import connection

from crm.audit.record import note_event
from crm.imports.reasons import coded_reason
from crm.imports.rejects import RejectsFile
from crm.mongo.bulk_loads import bulk_load
from crm.mongo.rows import collection, current_session
from crm.witness.counting import BatchKey
from crm.witness.reads import refuse_while_alarmed
from crm.witness.verbs import witness
from members.customers.forgotten_names import IS_FORGOTTEN
from members.databases.turns import turn_at
from members.imports.file.plan import FilePart, UploadPlan, parts_of
from members.imports.known import ProductHoldings
from members.imports.loader import encode_rows, load_part
from members.imports.part.documents import RowEncoder
from members.imports.part.judged import LoadTarget
from members.imports.skipped import note_scopes, note_skipped
from members.imports.witnessed import UPLOADS
from members.models import MemberDatabase, MemberImport, UploadState
from members.rules.duplicates import DEFAULTS, FORGOTTEN, OUTCOMES, rejected_counts
from members.rules.mapping import CUSTOMER

# While one part is being stored the next are being read.
AHEAD = 2
# Writes an effect in a transaction of its own; the number is how far the upload is by it.
Effect = Callable[[Callable[[], Any], int], Any]


class UploadOver(Exception):
    """Somebody has ended the upload meanwhile."""


class PartMissing(Exception):
    """The part before this one is not stored."""


class LeftOutFiles(NamedTuple):
    """The stored files of the rows that were rejected and skipped, as far as there are any."""

    rejects_id: ObjectId | None = None
    skipped_id: ObjectId | None = None


NO_FILES = LeftOutFiles()


class UploadRun:
    """Loads the parts of a file, one behind the other, while the next ones are being read."""

    def __init__(
        self, wanted: MemberImport, plan: UploadPlan, effect: Effect, rejects: RejectsFile
    ) -> None:
        if wanted.database_id is None:
            raise UploadOver
        self.wanted, self.plan, self.effect, self.rejects = wanted, plan, effect, rejects
        self.target = LoadTarget(
            database_id=wanted.database_id,
            product_id=wanted.product_id,
            import_id=wanted.pk,
            choices=DEFAULTS | wanted.choices,
        )
        secrets = MemberDatabase.objects.filter(pk=wanted.database_id)
        self.encoder = RowEncoder(wanted.pk, secrets.values_list("secret", flat=True).get())
        self.held = ProductHoldings(wanted.product_id)
        self.sent: deque[Future] = deque()

    @bulk_load()
    def load(self, progress: Callable[[int], None] = lambda done: None) -> None:
        """Load every part not there yet. Raises DatabaseGone, UploadOver, WitnessAlarmed."""
        refuse_while_alarmed()
        done = 0
        with ThreadPoolExecutor(max_workers=1) as thread:
            try:
                for part in parts_of(self.plan, self.rejects):
                    progress(done)
                    done += part.size
                    if part.last > self.wanted.reached:
                        self._send(thread, part)
                self._receive(all_of_them=True)
            finally:
                for future in self.sent:
                    future.cancel()
                thread.submit(connection.close)
        progress(done)

    def _send(self, thread: ThreadPoolExecutor, part: FilePart) -> None:
        # The server is still storing the parts before it.
        encoded = encode_rows(self.encoder, part.rows)
        self._receive()
        self.sent.append(thread.submit(self._store, part, encoded))

    def _store(self, part: FilePart, encoded: list[bytes]) -> None:
        write = partial(_write, self.target, part, self.wanted, held=self.held, encoded=encoded)
        # Whoever draws meanwhile gets their turn between two parts.
        with turn_at(self.target.database_id):
            self.effect(write, part.last)
        self.held.keep()

    def _receive(self, *, all_of_them: bool = False) -> None:
        while self.sent and (all_of_them or len(self.sent) >= AHEAD):
            self.sent.popleft().result()


def _write(
    target: LoadTarget,
    part: FilePart,
    wanted: MemberImport,
    *,
    held: ProductHoldings,
    encoded: list[bytes],
) -> None:
    """Load a part, unless another run has; in a transaction. Raises UploadOver, PartMissing."""
    stored = collection(MemberImport).find_one(
        {"_id": wanted.pk}, ("reached", "state"), session=current_session()
    )
    if stored is None or stored["state"] != UploadState.LOADING:
        raise UploadOver
    if stored["reached"] >= part.last:
        return
    # It waited behind one that has failed: stored now, it would say that both are there.
    if stored["reached"] < part.before:
        raise PartMissing
    loaded = load_part(target, part.rows, by=wanted.by, held=held, encoded=encoded)
    counts = loaded.counts + rejected_counts(part.rejected, 0)
    note_skipped(wanted.pk, part.last, loaded.skipped)
    note_scopes(wanted.pk, part.last, loaded.scopes)
    collection(MemberImport).update_one(
        {"_id": wanted.pk},
        {"$set": {"reached": part.last}, "$inc": {f"counts.{n}": c for n, c in counts.items()}},
        session=current_session(),
    )


def note_end(
    pk: ObjectId,
    rejects: RejectsFile,
    files: LeftOutFiles = NO_FILES,
    *,
    began: float,
    state: UploadState = UploadState.DONE,
) -> MemberImport:
    """Write that an upload is over, and its history. In a transaction; `began` is monotonic.

    One that was cancelled before, or taken back since, stays so.
    """
    wanted = MemberImport.objects.select_related("by").get(pk=pk)
    if wanted.state == UploadState.LOADING:
        wanted.state = state
    # What was shown of the file is shown no more.
    wanted.reading = None
    wanted.reasons = reasons_of(rejects, wanted.counts)
    wanted.rejects_id, wanted.skipped_id = files
    wanted.seconds += round(time.monotonic() - began, 3)
    wanted.save()
    note_event(wanted, "upload", by=wanted.by, after=history_of(wanted))
    witness("members uploaded", BatchKey(UPLOADS, str(pk)))
    return wanted


def state_when_stopped(wanted: MemberImport) -> UploadState:
    """What an upload is once somebody has stopped what a worker was to do with it.

    The taking back alone: the upload is as it was before.
    """
    is_back = wanted.state == UploadState.UNDOING and rows_read(wanted) >= wanted.rows
    return UploadState.DONE if is_back else UploadState.CANCELLED


def reasons_of(rejects: RejectsFile, counts: Mapping[str, int]) -> list[list[Any]]:
    """Why so many rows were rejected, or would be: field, reason as it is kept, how many."""
    reasons = [[field, why, n] for (field, why), n in rejects.reasons.most_common()]
    forgotten = counts.get(FORGOTTEN, 0)
    return [*reasons, [CUSTOMER, coded_reason(IS_FORGOTTEN), forgotten]] if forgotten else reasons


def history_of(wanted: MemberImport) -> dict[str, Any]:
    """What history keeps of an upload."""
    named = {"file": wanted.file_name, "database": wanted.database_name, "source": wanted.source}
    return named | {"lawful_basis": wanted.lawful_basis} | wanted.counts


def rows_read(wanted: MemberImport) -> int:
    """How many rows have an outcome."""
    return sum(wanted.counts.get(outcome, 0) for outcome in OUTCOMES)
