"""import_members and member_rows: their words and their JSON."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pymongo.errors import AutoReconnect

from members.imports.loader import load_part
from members.imports.offline import plan_of
from members.models import MemberDatabase, MemberImport, MemberRow, PoolEvent, Reservation
from tests.make import make_product, make_reservation
from tests.members.make import make_database

pytestmark = pytest.mark.django_db
TABLE = """username;nama;no hp
budi.01;Budi Santoso;0812-3456-7890
ani;Ani;6.28123E+12
cici;Cici;+62 813 3456 7890
BUDI01;Budi lagi;081299990000
;;
dedi;Dedi;0813 3456 7890
#N/A;Evi;0812 1111 2222
"""


def run(command, *arguments):
    out = StringIO()
    call_command(command, *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def upload(path, product, *arguments, database="Mei", kind="normal"):
    wish = (f"--database={database}", f"--product={product.name}", f"--kind={kind}")
    return run("import_members", path, *wish, *arguments)


def rejected(outcome):
    text = Path(outcome["errors_file"]).read_text(encoding="utf-8-sig")
    return list(csv.reader(StringIO(text)))


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "members.csv"
    path.write_text(TABLE)
    return path


def test_every_row_has_one_outcome_and_they_add_up(table, product):
    outcome = upload(table, product)
    assert {name: count for name, count in outcome["outcomes"].items() if count} == {
        "new": 2,
        "in_file": 1,
        "phone_in_file": 1,
        "rejected": 2,
    }
    assert outcome["read"] == sum(outcome["outcomes"].values())
    assert outcome["read"] == outcome["inserted"] + outcome["unchanged"] + outcome["rejected"]
    assert outcome["inserted"] == 3
    assert MemberRow.objects.count() == 3


def test_a_dry_run_says_the_same_and_writes_nothing(table, product):
    tried = upload(table, product, "--dry-run")
    assert tried["database"] is None
    assert not MemberDatabase.objects.exists()
    assert not MemberImport.objects.exists()
    assert upload(table, product)["outcomes"] == tried["outcomes"]


def test_the_reading_says_how_the_file_is_understood(table, product):
    reading = upload(table, product, "--dry-run")["reading"]
    assert reading["delimiter"] == ";"
    assert reading["columns"] == {"customer_id": "username", "name": "nama", "phone": "no hp"}


def test_a_second_upload_of_the_same_file_adds_nothing(table, product):
    upload(table, product)
    again = upload(table, product)
    assert again["inserted"] == 0
    assert again["outcomes"]["in_database"] == 3
    assert MemberRow.objects.count() == 3


def test_rejected_rows_come_back_with_their_own_columns_and_the_reason(table, product):
    outcome = upload(table, product)
    heading, *rows = rejected(outcome)
    assert heading == ["row", "field", "reason", "username", "nama", "no hp"]
    assert [row[:2] for row in rows] == [["3", "phone"], ["8", "customer_id"]]
    assert "lost digits" in rows[0][2]
    assert rows[0][3:] == ["ani", "Ani", "'6.28123E+12"]


def test_all_rejected_rows_come_back_and_not_the_first_250(tmp_path, product):
    path = tmp_path / "bad.csv"
    path.write_text("username,hp\n" + "".join(f"u{n},12\n" for n in range(600)))
    outcome = upload(path, product)
    assert outcome["rejected"] == 600
    assert len(rejected(outcome)) == 601


def test_the_scopes_tell_database_product_and_anywhere_apart(tmp_path, product, owner):
    make_database(make_product(), ["far"])
    make_database(product, ["near"])
    make_database(product, ["here"], name="Mei")
    make_reservation(owner, product, "held")
    path = tmp_path / "new.csv"
    path.write_text("username\nfar\nnear\nhere\nheld\n")
    outcome = upload(path, product)
    assert {name: count for name, count in outcome["outcomes"].items() if count} == {
        "in_database": 1,
        "in_product": 1,
        "anywhere": 1,
        "reserved": 1,
    }
    assert outcome["reserved"] == 1
    assert outcome["marked"] == 1


def test_a_choice_by_scope_skips_keeps_or_marks(table, product):
    outcome = upload(table, product, "--duplicates=in_file=mark,phone_in_file=skip")
    marks = dict(MemberRow.objects.values_list("customer_id", "is_duplicate"))
    assert marks == {"budi.01": False, "cici": False, "BUDI01": True}
    assert outcome["unchanged"] == 1


@pytest.mark.parametrize("killed_at", [0, 1300, 2700])
def test_an_upload_that_was_killed_is_gone_on_with(killed_at, tmp_path, product, monkeypatch):
    path = tmp_path / "many.csv"
    rows = "".join(f"user{n % 3900},0812{n:08}\n" if n % 50 else f"x{n},1\n" for n in range(4000))
    path.write_text("username,hp\n" + rows)

    def die(target, rows, **more):
        if rows[-1].row.number > killed_at:
            raise KeyboardInterrupt
        return load_part(target, rows, **more)

    monkeypatch.setattr("members.imports.run.load_part", die)
    with pytest.raises(KeyboardInterrupt):
        upload(path, product)
    monkeypatch.undo()
    outcome = upload(path, product)
    assert MemberImport.objects.count() == 1
    assert outcome["rejected"] == 80
    assert outcome["outcomes"]["in_file"] == 98
    assert outcome["inserted"] == 4000 - 80 - 98 == MemberRow.objects.count()
    assert len(rejected(outcome)) == 81
    events = PoolEvent.objects.order_by("sequence").values_list("sequence", flat=True)
    assert list(events) == [1, 2, 3, 4]


def test_no_part_is_stored_past_one_that_has_failed(tmp_path, product, monkeypatch):
    """Earlier defect: the part waiting behind it went in, and a thousand rows were lost."""
    path = tmp_path / "many.csv"
    path.write_text("username\n" + "".join(f"user{n}\n" for n in range(4000)))
    outage = iter([False, True])

    def fail_once(target, rows, **more):
        if next(outage, False):
            raise AutoReconnect
        return load_part(target, rows, **more)

    monkeypatch.setattr("members.imports.run.load_part", fail_once)
    with pytest.raises(AutoReconnect):
        upload(path, product)
    assert MemberRow.objects.count() == MemberImport.objects.get().reached - 1 == 1000
    assert upload(path, product)["inserted"] == MemberRow.objects.count() == 4000


def test_columns_that_others_add_meanwhile_keep_their_cells(tmp_path, product, monkeypatch):
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("username,kota\nbudi,Bandung\n")
    second.write_text("username,no rek\nani,123456\n")
    make_database(product, 0, name="Mei", columns=("username",))

    def read_and_be_overtaken(path, wish):
        plan = plan_of(path, wish)
        monkeypatch.undo()
        upload(second, product)
        return plan

    monkeypatch.setattr("members.imports.offline.plan_of", read_and_be_overtaken)
    upload(first, product)
    database = MemberDatabase.objects.get()
    assert database.columns == ["username", "no rek", "kota"]
    cells = {row.customer_id: row.cells for row in MemberRow.objects.of(database.pk)}
    assert cells["ani"] == ["ani", "123456"]
    assert cells["budi"] == ["budi", "", "Bandung"]


def test_the_wrong_product_or_kind_is_refused(table, product):
    upload(table, product)
    with pytest.raises(CommandError, match="is a normal database") as refused:
        upload(table, product, kind="wd")
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b\n1,2\n", "no column for customer_id or phone"),
        ("", "there is no row"),
    ],
)
def test_a_file_about_nobody_is_refused(tmp_path, product, text, reason):
    path = tmp_path / "x.csv"
    path.write_text(text)
    with pytest.raises(CommandError, match=reason):
        upload(path, product)
    assert not MemberDatabase.objects.exists()


def test_DB_10_a_masked_column_says_nothing_of_a_row_but_a_full_name(tmp_path, product):
    path = tmp_path / "x.csv"
    path.write_text("Account,Nama Rekening,WA\n123456,Budi,081234567890\n")
    for kind, chosen in (("bonanza", "name=Nama Rekening"), ("wd", "customer_id=Account")):
        with pytest.raises(CommandError, match="is masked in a"):
            upload(path, product, "--columns", chosen, kind=kind)
    assert not MemberDatabase.objects.exists()
    upload(path, product, "--columns", "name=Nama Rekening", kind="wd")
    assert MemberRow.objects.get().name == "Budi"


def test_member_rows_says_what_each_row_is(table, product, owner):
    make_reservation(owner, product, "cici")
    upload(table, product)
    rows = run("member_rows", "--database=mei")["rows"]
    assert [(row["customer"], row["status"]) for row in rows] == [
        ("budi.01", "available"),
        ("cici", "reserved"),
        ("dedi", "available"),
    ]
    assert [row["phone"] for row in rows] == ["+6281234567890"] + ["+6281334567890"] * 2
    assert run("member_rows", "--database=Mei", "--status=reserved")["count"] == 1
    assert Reservation.objects.count() == 1
