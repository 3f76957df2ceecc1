"""`manage.py import_omset`, through its interface: files and options in, the outcome out."""

import csv
import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from xlsxwriter import Workbook

from crm.audit.models import Event
from crm.notifications.inbox import unread_count
from crm.staff.models import Product, User
from omset.ledger import trash
from omset.models import OmsetRecord
from tests.make import make_admin, make_product, make_staff
from tests.omset.imports.conftest import HEADINGS

pytestmark = pytest.mark.django_db


def counts(outcome):
    return tuple(outcome[name] for name in ("read", "inserted", "unchanged", "rejected"))


def test_the_outcome_has_the_agreed_shape(bring, tmp_path):
    outcome = bring("2026-01-05,budi01,100000", "2026-01-06,,5")
    assert len(outcome.pop("batch")) == 24
    assert outcome.pop("seconds") > 0
    assert outcome == {
        "read": 2,
        "inserted": 1,
        "unchanged": 0,
        "rejected": 1,
        "differing": 0,
        "differences": [],
        "errors": [{"row": 3, "field": "customer_id", "reason": "The customer is missing."}],
        "errors_file": str(tmp_path / "deposits.csv.rejected.csv"),
        "reading": {
            "encoding": "UTF-8",
            "delimiter": ",",
            "sheets": [],
            "not_read": [],
            "heading_row": 1,
            "above": [],
            "columns": {name: name for name in ("date", "customer_id", "nominal")},
            "not_used": [],
            "left_out": [],
            "rows": [
                {
                    "row": 2,
                    "staff": "andi",
                    "product": "naga",
                    "date": "2026-01-05",
                    "customer_id": "budi01",
                    "nominal": "100000.00",
                    "multiplier": "1.00",
                    "note": "",
                    "status": "approved",
                },
                {"row": 3, "field": "customer_id", "reason": "The customer is missing."},
            ],
        },
    }


def test_identical_rows_are_all_kept_and_importing_again_inserts_nothing(bring):
    lines = ["2026-01-05,budi01,100000"] * 3 + ["2026-01-05,budi02,100000"]
    assert counts(bring(*lines)) == (4, 4, 0, 0)
    assert counts(bring(*lines)) == (4, 0, 4, 0)
    assert counts(bring(*lines, lines[0])) == (5, 1, 4, 0)
    assert OmsetRecord.objects.count() == 5


def test_a_row_is_the_same_however_the_file_writes_it(bring):
    bring("2026-01-05,00042,100000.00")
    outcome = bring("x;05/01/2026;100k;00042", headings="quantity;tgl;jumlah;id")
    assert counts(outcome) == (1, 0, 1, 0)


def test_the_given_status_is_not_part_of_a_row_but_its_own_is(bring):
    bring("2026-01-05,a,5", status="pending")
    assert counts(bring("2026-01-05,a,5", status="approved")) == (1, 0, 1, 0)
    outcome = bring("2026-01-05,a,5,declined", headings=f"{HEADINGS},status")
    assert counts(outcome) == (1, 1, 0, 0)
    statuses = OmsetRecord.objects.order_by("status").values_list("status", "kind")
    assert list(statuses) == [("declined", None), ("pending", None)]


def test_what_is_imported_waiting_is_news_for_no_admin_also_when_it_is_back(bring):
    boss = make_admin()
    bring("2026-01-05,a,5", status="pending")
    [record] = OmsetRecord.objects.all()
    trash.delete(record.pk, by=boss)
    assert trash.restore(record.pk, by=boss).status == "pending"
    assert unread_count(boss) == 0


def test_a_row_s_own_staff_and_product_win(bring):
    make_staff("Bayu", is_active=False)
    make_product("Sentosa")
    lines = ["2026-01-05,a,5, BAYU ,", "2026-01-05,a,5,,sentosa", "2026-01-05,a,5,,"]
    bring(*lines, headings=f"{HEADINGS},petugas,produk")
    names = OmsetRecord.objects.order_by("pk").values_list("staff_name", "product_name")
    assert list(names) == [
        ("Bayu", "Naga"),
        ("Andi Pratama", "Sentosa"),
        ("Andi Pratama", "Naga"),
    ]


def test_unknown_names_are_rejected(bring):
    lines = ["2026-01-05,a,5,nobody,", "2026-01-05,a,5,,Nothing"]
    outcome = bring(*lines, headings=f"{HEADINGS},staff,product")
    assert [error["reason"] for error in outcome["errors"]] == [
        "There is no account “nobody”.",
        "There is no product “Nothing”.",
    ]
    assert User.objects.named("nobody").count() + Product.objects.named("nothing").count() == 0


def test_missing_names_can_be_created(bring):
    lines = ["2026-01-05,a,5, Bayu  Nugroho,Sentosa", "2026-01-06,a,5,bayu nugroho,SENTOSA"]
    outcome = bring(*lines, headings=f"{HEADINGS},staff,product", create_missing=True)
    bayu, sentosa = User.objects.get(username="Bayu Nugroho"), Product.objects.get(name="Sentosa")
    assert counts(outcome) == (2, 2, 0, 0)
    assert bayu.role == "staff"
    assert not bayu.has_usable_password()
    assert [event.verb for event in Event.objects.about(bayu)] == ["create"]
    assert [event.verb for event in Event.objects.about(sentosa)] == ["create"]


def test_a_rejected_row_creates_nobody(bring):
    bring("2026-01-05,a,0,Bayu", headings=f"{HEADINGS},staff", create_missing=True)
    assert User.objects.named("bayu").count() == 0


def test_all_rejected_rows_are_in_the_file_and_harmless(bring):
    lines = [f"2026-01-05,=HYPERLINK({number}),0" for number in range(25)]
    outcome = bring(*lines)
    with open(outcome["errors_file"], encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(outcome["errors"]) == 20
    assert len(rows) == 26
    assert rows[:2] == [
        ["row", "field", "reason", "date", "customer_id", "nominal"],
        ["2", "nominal", "The amount must be more than 0.", "2026-01-05", "'=HYPERLINK(0)", "0"],
    ]


@pytest.mark.parametrize("there_before", [False, True])
def test_the_file_of_rejected_rows_is_for_its_owner_alone(bring, tmp_path, there_before):
    path = tmp_path / "deposits.csv.rejected.csv"
    if there_before:
        path.touch(0o644)
    bring("2026-01-05,a,0")
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_file_of_rejected_rows_goes_elsewhere_when_it_can_not_stand_beside(bring, tmp_path):
    (tmp_path / "deposits.csv.rejected.csv").mkdir()
    errors_file = bring("2026-01-05,a,0")["errors_file"]
    assert errors_file.endswith("deposits.csv.rejected.csv")
    assert not errors_file.startswith(str(tmp_path))


def test_strict_exits_1_if_a_row_was_rejected_and_keeps_the_others(bring):
    with pytest.raises(SystemExit) as ended:
        bring("2026-01-05,a,5", "2026-01-05,a,0", strict=True)
    assert ended.value.code == 1
    assert OmsetRecord.objects.count() == 1


def test_strict_is_content_when_all_went_in(bring):
    assert counts(bring("2026-01-05,a,5", strict=True)) == (1, 1, 0, 0)


def test_a_workbook_is_imported_alike(bring, tmp_path):
    bring("2026-01-05,8123456789,110000")
    with Workbook(tmp_path / "deposits.xlsx") as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, ["Tanggal", "ID Pelanggan", "Jumlah"])
        page.write_row(1, 0, ["05/01/2026", 8123456789, 100000 * 1.1])
    assert counts(bring(name="deposits.xlsx")) == (1, 0, 1, 0)


def test_columns_can_be_named(bring):
    options = {
        "headings": "when,who,how much",
        "columns": "date=when,customer_id=who,nominal=How Much",
    }
    assert counts(bring("2026-01-05,a,5", **options)) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (
            {"headings": "date,nominal,qty"},
            "no column for customer_id; the file has: date, nominal",
        ),
        ({"columns": "date=Tgl"}, "no column “Tgl”; the file has: date, customer_id, nominal"),
        ({"columns": "when=date"}, "“when=date” is not FIELD=HEADING; fields: date, customer_id"),
        ({"staff": ""}, "no column for staff; the file has:"),
        ({"name": "none.csv", "lines": ()}, "No such file or directory"),
    ],
)
def test_bad_usage_is_one_line_exit_2_and_changes_nothing(bring, options, reason):
    lines = options.pop("lines", ["2026-01-05,a,5"])
    with pytest.raises(CommandError, match=reason) as refused:
        bring(*lines, **options)
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    assert OmsetRecord.objects.count() == 0


def test_a_file_that_breaks_at_its_end_changes_nothing(bring, tmp_path):
    lines = b"\n".join(b"2026-01-05,a%d,5" % number for number in range(4000))
    (tmp_path / "deposits.csv").write_bytes(HEADINGS.encode() + b"\n" + lines + b"\n\xff\xfe")
    with pytest.raises(CommandError, match="not UTF-8") as refused:
        bring()
    assert refused.value.returncode == 2
    assert OmsetRecord.objects.count() == 0


def test_a_person_reads_a_summary(tmp_path, andi, naga):
    path = tmp_path / "deposits.csv"
    path.write_text("date,id,quantity,amount\n2026-01-05,a,2,5\n2026-01-05,a,2,0\n")
    out = StringIO()
    call_command("import_omset", str(path), staff="andi", product="naga", stdout=out)
    *understood, last = out.getvalue().splitlines()[:6]
    assert understood == [
        "Text in UTF-8, cells separated by “,”",
        "Columns (row 1): date = date, customer_id = id, nominal = amount",
        "Columns not used: quantity",
        "  row 2: andi | naga | 2026-01-05 | a | 5.00 | 1.00 | approved",
        "  row 3: nominal | The amount must be more than 0.",
    ]
    assert last.startswith("2 rows read: 1 inserted, 0 unchanged, 1 rejected (")
    assert out.getvalue().splitlines()[6:] == [
        "  row 3, nominal: The amount must be more than 0.",
        f"All rejected rows: {path}.rejected.csv",
    ]


@pytest.mark.parametrize("as_json", [True, False])
def test_a_dry_run_shows_how_the_file_is_understood_and_imports_nothing(
    tmp_path, andi, naga, as_json
):
    path = tmp_path / "deposits.csv"
    path.write_text("tgl;nama;jumlah\n2026-01-05;a;5\n")
    out = StringIO()
    options = {"staff": "andi", "product": "naga", "json": as_json, "dry_run": True}
    call_command("import_omset", str(path), stdout=out, **options)
    assert "customer_id" in out.getvalue()
    assert "2026-01-05" in out.getvalue()
    assert OmsetRecord.objects.count() == 0


def test_the_input_file_stays_as_it_was(bring, tmp_path):
    bring("2026-01-05,a,0")
    path = tmp_path / "deposits.csv"
    path.chmod(stat.S_IRUSR)
    before = path.read_bytes()
    bring()
    assert path.read_bytes() == before
