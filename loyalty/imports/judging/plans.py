"""What would become of a judged file: why it is held, how many rows have which outcome."""

from collections.abc import Iterator, Mapping

import bson

from crm.imports.cells import Reason
from crm.web.texts.filled import FilledText
from loyalty.imports.batches import ImportRequest, last_complete
from loyalty.imports.judging.judgement import Judgement
from loyalty.imports.judging.problems import MONTHS_LOADED, FileRefused
from loyalty.imports.rows.counted import months_loaded
from loyalty.imports.rows.receipts import ReceiptLoader, known_receipts
from loyalty.imports.rows.registry.loader import RegistryLoader
from loyalty.imports.rows.sales import SalesLoader, months_in_place
from loyalty.imports.run import DatasetLoader
from loyalty.models import ImportBatch
from loyalty.policies import guard_limits
from loyalty.rules.files.datasets import Dataset
from loyalty.rules.guards import month_warnings, registry_warnings, reject_warnings

ROWS_AT_ONCE = 2_000


def loader_of(batch: ImportBatch, judgement: Judgement) -> DatasetLoader:
    """What stores the rows of a batch."""
    match batch.dataset:
        case Dataset.RECEIPTS:
            return ReceiptLoader(batch, judgement.rows.count, judgement.store_codes)
        case Dataset.SALES:
            return SalesLoader(batch, judgement.months, months_loaded(batch.programme))
        case _:
            return RegistryLoader(batch, judgement)


def refuse_loaded_months(request: ImportRequest, judgement: Judgement) -> None:
    """Raise FileRefused for months that are loaded, unless they are to be replaced (LI-17)."""
    loaded = sorted(months_loaded(request.programme).keys() & judgement.months.keys())
    if loaded and not request.replaces_months:
        raise FileRefused(FilledText(MONTHS_LOADED, {"months": ", ".join(map(str, loaded))}))


def warnings_of(request: ImportRequest, judgement: Judgement) -> Iterator[Reason]:
    """Why the file is not applied before a master admin has accepted it (LI-5)."""
    limits = guard_limits()
    yield from reject_warnings(judgement.read, judgement.rejected, limits)
    if request.dataset == Dataset.REGISTRY:
        last = last_complete(request.programme, request.dataset)
        yield from registry_warnings(last.read if last else None, judgement.read, limits)
    if request.dataset == Dataset.SALES and request.replaces_months:
        yield from month_warnings(months_in_place(request.programme), judgement.months, limits)


def forecast(request: ImportRequest, judgement: Judgement) -> Mapping[str, int]:
    """How many rows would be inserted, updated, unchanged; writes nothing."""
    kept = judgement.read - judgement.rejected
    match request.dataset:
        case Dataset.RECEIPTS:
            inserted, updated = kept - _known_receipts(request, judgement), 0
        case Dataset.SALES:
            inserted, updated = kept, 0
        case _:
            inserted, updated = _registry_outcomes(request, judgement)
    return {"inserted": inserted, "updated": updated, "unchanged": kept - inserted - updated}


def _known_receipts(request: ImportRequest, judgement: Judgement) -> int:
    parts = judgement.rows.parts(ROWS_AT_ONCE)
    ids = ([bson.decode(encoded)["_id"] for _row, encoded in part] for part in parts)
    return sum(known_receipts(request.programme, each) for each in ids)


def _registry_outcomes(request: ImportRequest, judgement: Judgement) -> tuple[int, int]:
    loader = RegistryLoader(ImportBatch(programme=request.programme), judgement)
    inserted = updated = 0
    for part in judgement.rows.parts(ROWS_AT_ONCE):
        sorted_rows = loader.sorted_out(loader.rows_of(part))
        inserted += len(sorted_rows.new)
        updated += sum(changes.is_change for changes in sorted_rows.changed.values())
    return inserted, updated
