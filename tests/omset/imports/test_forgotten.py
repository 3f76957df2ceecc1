"""A customer who was forgotten does not come back out of a file that was stored before."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from members.customers.erasure import begin_erasure, carry_out_erasure
from members.customers.ids import customer_id_of
from members.models import ForgottenName
from omset.models import DepositImport, OmsetRecord
from tests.make import make_master
from tests.omset.views.test_imports import act, client, page, send, work

pytestmark = pytest.mark.django_db
__all__ = ["client", "send"]
PHONE = "+6281234567890"
WORDS = "The customer was forgotten lately."
TABLE = (
    "tgl,nama,jumlah,note\n2026-01-05,Budi 01,100000,\n2026-01-06,siti,250000,\n"
    "2026-01-07,,5,\n2026-01-08,ani,70000,wa 0812-3456-7890\n"
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "deposits.csv"
    path.write_text(TABLE)
    return path


def forget(customer="budi01", phone=""):
    begun = begin_erasure(customer_id_of(customer), by=make_master(), reason="asked", phone=phone)
    carry_out_erasure(begun.pk)


def imported(file, owner, product):
    out = StringIO()
    options = {"staff": owner.username, "product": product.name, "json": True, "stdout": out}
    call_command("import_omset", file, **options)
    return json.loads(out.getvalue())


def customers():
    return sorted(OmsetRecord.objects.values_list("customer_id", flat=True))


def test_a_deposit_of_a_forgotten_customer_stays_out_and_it_is_said(file, owner, product):
    forget(phone=PHONE)
    result = imported(file, owner, product)
    assert customers() == ["siti"]
    assert result["inserted"] == 1
    assert result["rejected"] == 3
    assert result["read"] == 4
    assert [error["row"] for error in result["errors"]] == [2, 4, 5]
    assert [error["reason"] == WORDS for error in result["errors"]] == [True, False, True]
    kept = Path(result["errors_file"]).read_text(encoding="utf-8-sig")
    assert "Budi" not in kept
    assert "3456" not in kept


def test_what_is_in_the_ledger_is_unchanged_under_its_pseudonym(file, owner, product):
    imported(file, owner, product)
    forget()
    before = customers()
    assert "Budi 01" not in before
    result = imported(file, owner, product)
    assert result["unchanged"] == 3
    assert result["rejected"] == 1
    assert customers() == before


def test_once_nothing_is_held_any_more_it_is_a_deposit_like_others(file, owner, product):
    forget()
    ForgottenName.objects.all().delete()
    assert imported(file, owner, product)["inserted"] == 3


def test_the_page_neither_shows_nor_brings_them(client, send, owner, product):
    forget()
    wanted = send(TABLE.encode())
    work()
    assert "Budi" not in page(client, wanted).text
    assert "Budi" not in str(DepositImport.objects.values().get())
    act(client, wanted, "confirm")
    work()
    text = page(client, wanted).text
    assert WORDS in text
    assert "Budi" not in text
    assert customers() == ["ani", "siti"]
