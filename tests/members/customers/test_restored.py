"""OP-5: whoever was erased after a backup is erased in what is restored from it."""

import pytest
from bson import ObjectId
from django.db import connection

from crm.backups.erased import erase_again, erased_since, known_erasures
from crm.backups.making import backup
from loyalty.members.erasure import erase
from loyalty.models import Member
from members.customers.erasure import begin_erasure, carry_out_erasure
from members.customers.hashes import hash_secret
from members.customers.ids import customer_id_of, id_by_phone
from members.models import Customer
from tests.crm.backups.conftest import beside, restored  # noqa: F401
from tests.loyalty.make import make_member, make_programme
from tests.make import make_deposit, make_master
from tests.members.make import make_database
from tests.members.rows import make_row

pytestmark = pytest.mark.django_db
PHONE, ALONE = "+628123456789", "+628555000111"


@pytest.fixture
def master(db):
    return make_master("boss")


def forget(master, pk, phone=""):
    begin_erasure(pk, by=master, reason="asked", phone=phone)
    carry_out_erasure(pk)
    return Customer.objects.get(pk=pk).pseudonym


def everything_stored():
    names = connection.introspection.table_names()
    rows = (str(row) for name in names for row in connection.get_collection(name).find())
    return "\n".join(rows).casefold()


def test_the_erased_stay_erased(owner, product, master, tmp_path, settings, restored):  # noqa: F811
    settings.WITNESS_DIR = str(tmp_path / "witness")
    hash_secret()
    make_deposit(owner, product, customer="Budi01")
    make_row(make_database(product), "", phone=ALONE)
    member = make_member(make_programme("Kartu"), name="Zulaikha", phone=PHONE)
    made = backup(tmp_path / "backups")
    pseudonym = forget(master, customer_id_of("budi01"))
    forget(master, id_by_phone(ALONE), ALONE)
    erase(member.pk, by=master, reason="asked")
    lists = erased_since(made.folder)
    steps = restored(made.folder, erased=lists)
    assert [step.line for step in steps if not step.well] == []
    assert next(step for step in steps if step.name == "erased").facts["again"] == 3
    stored = everything_stored()
    assert [name for name in ("budi01", "zulaikha", PHONE[3:], ALONE[3:]) if name in stored] == []
    assert pseudonym in stored
    assert Member.objects.get(pk=member.pk).is_erased


def test_a_newer_backup_beside_knows_them_too(owner, product, master, tmp_path):
    make_deposit(owner, product, customer="Budi01")
    first = backup(tmp_path)
    forget(master, customer_id_of("budi01"))
    backup(tmp_path)
    [erased] = erased_since(first.folder)
    [entry] = erased["customer"]
    assert "budi" not in str(entry)
    assert known_erasures(None) == erased


def test_who_is_not_there_is_not_erased(db):
    entry = {"key": str(ObjectId()), "facts": {"pseudonym": "erased-1", "hash": "0" * 64}}
    step = erase_again([{"customer": [entry], "loyalty member": [entry], "later": [entry]}])
    assert step.facts == {"known": 3, "again": 0}
