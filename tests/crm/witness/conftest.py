"""A witness of this host, and imports for it to remember."""

import io

import pytest
from django.core.management import call_command

from crm.staff.models import Product, User
from crm.witness import watching


@pytest.fixture
def folder(tmp_path, settings, monkeypatch, db):
    """WITNESS_DIR of this host; no probe has looked yet."""
    monkeypatch.setattr(watching, "_probed_at", float("-inf"))
    settings.WITNESS_DIR = str(tmp_path / "witness")
    return tmp_path / "witness"


@pytest.fixture
def imported(tmp_path, owner, product):
    """imported(rows, name): imports a file of so many deposits; the batch."""
    return lambda rows, name="first": import_deposits(tmp_path / f"{name}.csv", rows)


def import_deposits(path, rows):
    staff, product = User.objects.get(role="staff"), Product.objects.get()
    text = "date,customer_id,nominal,staff,product\n"
    for number in range(rows):
        text += f"2026-02-01,{path.stem}{number},100000,{staff.username},{product.name}\n"
    path.write_text(text)
    out = io.StringIO()
    call_command("import_omset", str(path), json=True, stdout=out)
    return out.getvalue()


def file_of(folder):
    [path] = folder.glob("*.witness")
    return path
