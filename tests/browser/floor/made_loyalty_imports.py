"""Imports of a loyalty programme: one that is complete, one that is held, one that is refused."""

from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

from loyalty.imports.batches import FileFacts, ImportRequest, begin, move
from loyalty.imports.judging.problems import as_kept
from loyalty.models import BatchState, ImportBatch
from loyalty.rules.files.datasets import Dataset
from tests.loyalty.imports.files import Importer, receipt

LONG_REASON = "kasir toko cabang mengirim ulang seluruh struk bulan ini karena jaringan putus " * 3


def imports_floor(programme, admin):
    rows = [receipt(day=f"202602{day:02}", amount=f"{day}.50") for day in range(1, 29)]
    torn = [receipt(amount="nihil"), receipt(day="20260132"), receipt(ORA_SCONTRINO=2460)]
    with TemporaryDirectory() as folder:
        load = Importer(programme, Path(folder))
        done = load.receipts(*rows, *torn, accept=LONG_REASON)
        held = load.receipts(*rows[:9], *torn)
    ImportBatch.objects.filter(number=done.batch).update(
        by=admin, by_name=admin.name, accepted_by_name=admin.name
    )
    wanted = ImportRequest(programme=programme, dataset=Dataset.REGISTRY, by=admin)
    file = FileFacts("daftar-anggota-" * 8 + ".json", 20_000_000, "0" * 64)
    refused = begin(wanted, file, BatchState.READING)
    move(refused, BatchState.REFUSED, problem=as_kept([LONG_REASON]))
    return {
        "import_done": SimpleNamespace(pk=done.batch),
        "import_held": SimpleNamespace(pk=held.batch),
        "import_refused": SimpleNamespace(pk=refused.number),
    }
