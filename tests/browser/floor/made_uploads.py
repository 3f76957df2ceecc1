"""Uploads of members at each of their steps, for the pages that show them."""

from bson import ObjectId

from members.imports.file.remembered import headings_key
from members.models import MemberImport, UploadState
from members.rules.duplicates import DEFAULTS
from tests.members.make import make_database

HEADINGS = ["username", "nama lengkap sesuai rekening bank", "nomor hp", "kota", "nomor rekening"]
CELLS = ["pelanggan-istimewa-dengan-nama-yang-tidak-pernah-selesai", "Budi", "0812", "Medan", "99"]


def uploads_floor(admin, product):
    """A database to look at, and an upload at each step, by the label of its page."""
    rows = [[f"cust{number:03}", f"Pelanggan {number}", f"0813{number:08}"] for number in range(60)]
    database = make_database(product, rows, name="Daftar Mei", by=admin)
    facts = {"by": admin, "by_name": admin.name, "database_id": database.pk}
    steps = {
        "upload_columns": {"state": UploadState.COLUMNS, "rows": 3},
        "upload_ready": {"state": UploadState.READY, "forecast": _counts(), "reasons": _reasons()},
        "upload_refused": {"state": UploadState.REFUSED, "problem": "berkas ini rusak"},
        "upload_stopped": {"state": UploadState.UNDOING, "counts": _counts()},
        "upload_done": {"state": UploadState.DONE, "counts": _counts(), "reasons": _reasons()},
        "upload_undone": {"state": UploadState.UNDONE, "counts": _counts(), "undo": _undo()},
    }
    return {"uploaded": database} | {
        label: _upload(database, product, facts | step) for label, step in steps.items()
    }


def _upload(database, product, facts):
    return MemberImport.objects.create(
        upload_id=ObjectId(),
        file_name="Daftar member bulan Mei dari pameran di Jakarta.xlsx",
        identity=str(ObjectId()),
        database_name=database.name,
        kind=database.kind,
        product=product,
        source="Pameran di Jakarta, Mei 2026",
        lawful_basis="Persetujuan di formulir",
        headings=HEADINGS,
        headings_key=headings_key(HEADINGS),
        mapping={"customer_id": 0, "name": 1, "phone": 2},
        choices=DEFAULTS,
        reading=_reading(),
        **facts,
    )


def _reading():
    return {
        "encoding": "",
        "delimiter": "",
        "sheets": ["Mei", "Juni"],
        "sheet": "Mei",
        "not_read": ["Juni"],
        "heading_row": 1,
        "headings": HEADINGS,
        "guess": {"customer_id": 0, "name": 1, "phone": 2},
        "samples": [[cell] * 2 for cell in CELLS],
        "rows": [{"row": number, "cells": CELLS} for number in range(2, 12)],
    }


def _counts():
    counts = {
        "new": 998_000,
        "in_file": 12,
        "in_product": 1_988,
        "phone_in_file": 7,
        "rejected": 31,
    }
    return counts | {"inserted": 999_995, "skipped": 12, "marked": 1_995, "loaded_reserved": 40}


def _reasons():
    return [
        ["phone", "Nomor telepon ini kehilangan digit karena dipersingkat.", 30],
        ["row", "", 1],
    ]


def _undo():
    return {"removed": 998_000, "assigned": 1_500, "reserved": 495, "flagged": 5}
