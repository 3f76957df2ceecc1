"""Files of loyalty as tests write them."""

import json
from datetime import date
from pathlib import Path

from loyalty.imports.batches import ImportRequest
from loyalty.imports.files import import_file
from loyalty.rules.files.datasets import Dataset

K1, K2, K3, K4 = "2900000000018", "2900000000025", "2900000000032", "2900000000100"


def receipt(card=K1, day="20260110", amount="10.50", **more):
    """A receipt as the till writes it."""
    row = {
        "CODICE_CLIENTE": card,
        "DITTA": "S1",
        "DATA_SCONTRINO": day,
        "ORA_SCONTRINO": 1005,
        "IMPORTO_SCONTRINO": amount,
        "NUMERO_CASSA": 1,
        "TIPO_PAGAM1": "1",
        "TIPO_PAGAM2": "",
        "N_BOLLINI": 10,
    }
    return row | more


def line(card=K1, month="202606", amount="2.19", article="8000000000017", **more):
    """A sales line as the till writes it."""
    row = {
        "CODICE_CLIENTE": card,
        "BARCODE": article,
        "REPARTO": "01",
        "MESE": month,
        "TOT_IMPORTO": amount,
        "TOT_QNT": "1",
        "TOT_BOLLINI": 2,
        "TIPO_PROMOZ": "0",
        "NUMERO_PROMOZ": "0",
    }
    return row | more


def member(card=K1, cognome="Contoh", **more):
    """A row of the registry as the till writes it."""
    return {"card_number": card, "cognome": cognome, "updated_at": "20260131"} | more


def written(path: Path, rows) -> Path:
    """The rows as a JSON array."""
    path.write_text(json.dumps(list(rows)), encoding="utf-8")
    return path


class Importer:
    """Imports rows into one programme, each time from a file of its own."""

    def __init__(self, programme, folder: Path) -> None:
        self.programme, self.folder, self.count = programme, folder, 0

    def __call__(self, dataset, rows, *, accept="", **options):
        """The outcome of importing the rows."""
        self.count += 1
        path = written(self.folder / f"{self.count}.json", rows)
        request = ImportRequest(programme=self.programme, dataset=dataset, **options)
        return import_file(path, request, accept_reason=accept)

    def receipts(self, *rows, **options):
        return self(Dataset.RECEIPTS, rows, **options)

    def sales(self, *rows, **options):
        return self(Dataset.SALES, rows, **options)

    def registry(self, *rows, as_of=date(2026, 1, 31), **options):
        return self(Dataset.REGISTRY, rows, as_of=as_of, **options)
