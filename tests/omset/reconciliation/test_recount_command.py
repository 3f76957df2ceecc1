"""`manage.py recount` finds, says and repairs whatever does not follow from the ledger."""

import json
import threading
from decimal import Decimal
from io import StringIO

import pytest
from bson import Decimal128
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from crm.mongo.rows import collection
from omset.ledger import trash
from omset.locks import mark_recount_due
from omset.models import DailyTally, MonthlyTally, OmsetRecord, StaffLock
from tests.make import make_deposit, make_product, make_staff
from tests.omset.reference import drift
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def records(owner, product):
    bayu, naga = make_staff("bayu"), make_product("Naga")
    trash.delete(make_deposit(owner, product, "x", "2026-01-05").pk, by=owner)
    return [
        make_deposit(owner, product, "x", "2026-02-01"),
        make_deposit(owner, product, "x", "2026-02-03", note="tambahan"),
        make_deposit(owner, product, "y", "2026-03-01"),
        make_deposit(bayu, naga, "x", "2026-02-03"),
    ]


def answer(*options):
    out = StringIO()
    code = 0
    try:
        call_command("recount", "--json", *options, stdout=out)
    except SystemExit as ended:
        code = ended.code
    return code, json.loads(out.getvalue())


def found(document):
    return {
        (found["what"], found["where"], found["field"]): (found["stored"], found["expected"])
        for found in document["differences"]
    }


def store(record, **fields):
    collection(OmsetRecord).update_one({"_id": record.pk}, {"$set": fields})


def check(expected):
    """A dry run finds exactly this and changes nothing; a recount finds the same and repairs it."""
    code, document = answer("--dry-run")
    assert code == 1
    assert document["repaired"] == 0
    assert found(document) == expected
    assert found(answer("--dry-run")[1]) == expected
    code, document = answer()
    assert code == 0
    assert document["repaired"] == len(expected)
    assert found(document) == expected
    assert answer("--dry-run")[0] == 0
    assert drift() == []


def test_where_all_is_well_it_says_what_it_looked_at(records):
    assert answer("--dry-run") == (
        0,
        {
            "dry_run": True,
            "differences": [],
            "checked": {"staff": 2, "records": 5, "groups": 3, "days": 4, "months": 3},
            "repaired": 0,
        },
    )


def test_an_empty_ledger_is_well(db):
    assert answer("--dry-run")[0] == 0


def test_a_wrong_kind_is_found_though_the_tallies_are_right(records):
    store(records[0], kind="RDP")
    check({("record", str(records[0].pk), "kind"): ("RDP", "NDP")})


def test_a_kind_on_a_record_that_does_not_count_is_found(records):
    trashed = OmsetRecord.objects.trashed().get()
    store(trashed, kind="NDP")
    check({("record", str(trashed.pk), "kind"): ("NDP", None)})


def test_a_wrong_number_is_found(records):
    DailyTally.objects.filter(date="2026-02-01").update(ndp=5, total=Decimal("1.50"))
    day = "owner / P / 2026-02-01"
    check({("day", day, "ndp"): (5, 1), ("day", day, "total"): ("1.50", "100000.00")})


def test_a_wrong_month_is_found(records):
    MonthlyTally.objects.filter(month="2026-03-01").update(days_worked=9)
    check({("month", "owner / 2026-03-01", "days_worked"): (9, 1)})


def test_a_missing_row_is_found(records):
    DailyTally.objects.filter(product_id=records[3].product_id).delete()
    [document] = answer("--dry-run")[1]["differences"]
    assert document["where"] == "bayu / Naga / 2026-02-03"
    assert document["stored"] is None
    assert document["expected"]["total"] == "100000.00"
    assert answer()[0] == 0
    assert drift() == []


def test_rows_that_nothing_stands_behind_are_found(records):
    day, month = DailyTally.objects.first(), MonthlyTally.objects.first()
    day.pk, day.date = None, day.date.replace(year=2019)
    month.pk, month.month = None, month.month.replace(year=2018)
    day.save()
    month.save()
    document = answer("--dry-run")[1]
    assert [(found["field"], found["expected"]) for found in document["differences"]] == [
        ("row", None),
        ("row", None),
    ]
    answer()
    assert drift() == []


def test_fields_that_saving_makes_are_found_with_all_that_follows(records):
    store(records[0], customer_key="zzz", is_tambahan=True, total=Decimal128("7.00"))
    pk = str(records[0].pk)
    code, document = answer("--dry-run")
    assert code == 1
    assert found(document) == {
        ("record", pk, "customer_key"): ("zzz", "x"),
        ("record", pk, "is_tambahan"): (True, False),
        ("record", pk, "total"): ("7.00", "100000.00"),
    }
    answer()
    assert answer("--dry-run")[0] == 0
    assert drift() == []


def test_a_record_put_in_by_hand_is_counted(records):
    row = collection(OmsetRecord).find_one({"_id": records[2].pk})
    row |= {"_id": None, "idempotency_key": "by hand", "kind": None}
    del row["_id"]
    collection(OmsetRecord).insert_one(row)
    pk, day, month = str(row["_id"]), "owner / P / 2026-03-01", "owner / 2026-03-01"
    doubled = {"records": (1, 2), "forms": ("1.00", "2.00"), "ndp_records": (1, 2)}
    doubled |= {"ndp_forms": ("1.00", "2.00")}
    sums = ("nominal", "total", "ndp_total", "ndp_nominal")
    doubled |= dict.fromkeys(sums, ("100000.00", "200000.00"))
    expected = {("record", pk, "kind"): (None, "NDP"), ("record", pk, "submission"): (None, pk)}
    group = {"records": (1, 2), "total": ("100000.00", "200000.00")}
    expected |= {("group", "owner / P / y", field): pair for field, pair in group.items()}
    for what, where in {"day": day, "month": month}.items():
        expected |= {(what, where, field): pair for field, pair in doubled.items()}
    expected |= {("standing", month, field): doubled[field] for field in ("records", "total")}
    check(expected)


def test_a_mark_left_over_is_found(records, owner):
    since = timezone.now().replace(microsecond=0)
    mark_recount_due([owner.pk], since)
    check({("staff", "owner", "recount_due_since"): (since.isoformat(), None)})
    assert StaffLock.objects.get(pk=owner.pk).recount_due_since is None


def test_a_person_reads_one_line_for_each_difference(records):
    store(records[0], kind="RDP")
    out = StringIO()
    call_command("recount", stdout=out)
    assert out.getvalue().splitlines() == [
        f"record {records[0].pk}: kind is RDP, expected NDP",
        "Checked 2 staff, 5 records, 3 groups, 4 days, 3 months: 1 differences repaired.",
    ]


def test_people_at_work_are_never_taken_for_a_difference(records, owner, product):
    done, errors = threading.Event(), []

    def work():
        try:
            for number in range(25):
                record = make_deposit(
                    owner, product, f"c{number % 3}", f"2026-02-{28 - number % 9}"
                )
                if number % 3 == 0:
                    trash.delete(record.pk, by=owner)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()
            done.set()

    threading.Thread(target=work).start()
    answers = []
    while not done.is_set():
        answers.append(answer("--dry-run"))
    assert errors == []
    assert [document["differences"] for _code, document in answers] == [[]] * len(answers)
