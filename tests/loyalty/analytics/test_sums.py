"""What is summed when a batch ends is what the rows come to, whatever is undone (LX-10)."""

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from bson import Decimal128
from django.core.management import call_command

from crm.mongo.rows import collection
from loyalty.analytics.proof import wrong_receipt_days, wrong_sales_totals
from loyalty.models import (
    BuyerNumber,
    BuyersOfTotal,
    DepartmentsOfBuyer,
    Receipt,
    ReceiptDay,
    SalesLine,
    SalesMonth,
    SalesTotals,
)
from loyalty.rules.analytics.buyer_sets import CardHolders, as_bytes, as_set, numbers_in, set_of
from loyalty.rules.analytics.columns import added, packed
from tests.loyalty.analytics.make import name_batch, ring_up, sell, undo_receipts
from tests.loyalty.make import make_programme

K1, K2 = "2900000000018", "2900000000025"
JAN = date(2026, 1, 10)


@pytest.fixture
def programme(db):
    return make_programme()


def sums_by(programme, by):
    """The sums by key of everything that counts, as pages read them."""
    months = SalesMonth.objects.filter(programme=programme).exclude(batch_number=None)
    ids = [SalesTotals.id_of(each.batch_number, each.month, by) for each in months]
    stored = list(collection(SalesTotals).find({"_id": {"$in": ids}}))
    return added([([(key, "") for key in each["keys"]], each) for each in stored]).by_key()


def test_columns_of_months_are_added_by_their_keys():
    first = [("a", ""), ("b", "")], packed([(1, 100, 0, 0, 0), (2, -50, 0, 0, 0)])
    second = [("b", ""), ("c", "")], packed([(1, 7, 1000, 3, 1), (1, 0, 0, 0, 0)])
    total = added([first, second])
    assert total.by_key()["b", ""] == (3, -43, 1000, 3, 1)
    assert total.total() == (5, 57, 1000, 3, 1)


def test_no_months_come_to_nothing():
    assert added([]).total() == (0, 0, 0, 0, 0)
    assert added([([], packed([]))]).by_key() == {}


def test_a_set_of_buyers_is_stored_and_read():
    assert numbers_in(as_set(as_bytes([9, 0, 1000]))) == [0, 9, 1000]
    assert as_bytes([]) == b""


def test_case_179_a_member_with_two_cards_is_one_buyer():
    holders = CardHolders(with_member=set_of([1, 2, 3]), shared=(set_of([1, 2]),))
    count = holders.count(set_of([1, 2, 3, 7]))
    assert count.buyers == 3
    assert count.members == 2
    assert count.without_member == 1
    assert holders.with_all_cards(set_of([1, 7])) == set_of([1, 2, 7])


def test_a_batch_is_summed_by_each_thing(programme):
    sell(
        programme,
        [
            (K1, "milk", "01", "10.50", {"points": 8}),
            (K2, "milk", "01", "-2.00"),
            ("", "bread", "02", "0", {"promotion": ("1", "7"), "quantity": "0.255"}),
        ],
    )
    assert sums_by(programme, "month")["", ""] == (3, 850, 22550, 8, 1)
    assert sums_by(programme, "department")["01", ""] == (2, 850, 20000, 8, 1)
    assert sums_by(programme, "promotion") == {("1/7", ""): (1, 0, 2550, 0, 0)}
    assert sums_by(programme, "buyer")[K2, ""].amount == -200


def test_who_only_brought_something_back_is_no_buyer(programme):
    number = sell(programme, [(K1, "milk", "01", "1"), (K2, "milk", "01", "-1")])
    row = collection(BuyersOfTotal).find_one({"_id": f"{number}:202601:month:\t"})
    [bought] = numbers_in(as_set(row["numbers"]))
    assert BuyerNumber.objects.get(number=bought).card == K1


def test_numbers_of_buyers_stay(programme):
    sell(programme, [(K2, "milk", "01", "1")])
    before = BuyerNumber.objects.get(card=K2).number
    sell(programme, [(K1, "milk", "01", "1"), (K2, "milk", "01", "1")], month=202602)
    assert BuyerNumber.objects.get(card=K2).number == before
    assert BuyerNumber.objects.count() == 2


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (SalesTotals, {"amount": packed([(1, 999, 1, 0, 0)])["amount"]}),
        (BuyersOfTotal, {"numbers": as_bytes([5])}),
        (DepartmentsOfBuyer, {"amounts": [1]}),
    ],
)
def test_the_proof_names_each_wrong_sum_and_a_rebuild_mends_it(programme, model, change):
    sell(programme, [(K1, "milk", "01", "10")])
    assert list(wrong_sales_totals()) == []
    collection(model).update_many({"keys": {"$ne": []}}, {"$set": change})
    wrong = list(wrong_sales_totals())
    assert {f"{programme} 202601"} == {" ".join(each.where.split()[:3]) for each in wrong}
    call_command("rebuild_analytics", "--json")
    assert list(wrong_sales_totals()) == []


def test_the_proof_names_the_article_whose_sum_is_wrong(programme):
    number = sell(programme, [(K1, "milk", "01", "10"), (K1, "oil", "01", "3")])
    collection(SalesLine).update_one(
        {"batch_number": number, "article": "oil"}, {"$set": {"amount": Decimal128("4")}}
    )
    named = [(each.where, each.stored, each.expected) for each in wrong_sales_totals()]
    assert (f"{programme} 202601 article oil 01", 300, 400) in named
    assert not [where for where, _stored, _expected in named if "milk" in where]


def test_the_proof_names_the_day_of_receipts(programme):
    ring_up(programme, [(K1, JAN, "10"), (K2, JAN + timedelta(1), "5")])
    assert list(wrong_receipt_days()) == []
    collection(Receipt).delete_one({"card": K2})
    assert {each.where for each in wrong_receipt_days()} == {f"{programme} 2026-01-11"}
    call_command("rebuild_analytics")
    assert list(wrong_receipt_days()) == []
    assert ReceiptDay.objects.count() == 1


def test_the_proof_gives_no_numbers(programme):
    sell(programme, [(K1, "milk", "01", "10")])
    collection(BuyerNumber).delete_many({})
    assert list(wrong_sales_totals())
    assert BuyerNumber.objects.count() == 0


def test_a_programme_that_nobody_knows_is_bad_usage(db, capsys):
    with pytest.raises(Exception, match="there is no programme") as error:
        call_command("rebuild_analytics", "--programme", "Nobody")
    assert error.value.returncode == 2


@pytest.mark.parametrize("seed", range(4))
def test_case_182_after_random_imports_replacements_and_undos_sums_are_those_of_the_rows(
    programme, seed
):
    dice = random.Random(seed)
    months, undoable, receipts = defaultdict(list), [], []
    for _step in range(12):
        match dice.choice(["sell", "sell", "undo month", "ring up", "undo receipts"]):
            case "sell":
                month = dice.choice([202601, 202602, 202603])
                months[month].append(sell(programme, _some_lines(dice), month=month))
            case "undo month" if months:
                month = dice.choice(list(months))
                months[month] = months[month][:-1]
                name_batch(programme, month, months[month][-1] if months[month] else None)
            case "ring up":
                receipts.append(ring_up(programme, _some_receipts(dice)))
                undoable.append(receipts[-1])
            case "undo receipts" if undoable:
                gone = undoable.pop(dice.randrange(len(undoable)))
                receipts.remove(gone)
                undo_receipts(programme, gone)
    counted = {month: numbers[-1] for month, numbers in months.items() if numbers}
    for field in ("department", "article"):
        stored = {key: sums.amount for (key, _), sums in sums_by(programme, field).items()}
        assert stored == _raw_sums(counted, field)
    assert _amount_of_days() == _raw_amount(receipts)
    assert list(wrong_sales_totals()) == []
    assert list(wrong_receipt_days()) == []


def _some_lines(dice):
    return [
        (
            dice.choice(["", K1, K2]),
            dice.choice(["milk", "oil", "salt"]),
            dice.choice(["01", "02"]),
            f"{dice.randint(-300, 900) / 100:.2f}",
            {"promotion": dice.choice([("", ""), ("1", "7")]), "points": dice.choice([None, 3])},
        )
        for _ in range(dice.randint(1, 6))
    ]


def _some_receipts(dice):
    return [
        (
            dice.choice(["", K1, K2]),
            JAN + timedelta(dice.randint(0, 3)),
            f"{dice.randint(-300, 900) / 100:.2f}",
            {"store": dice.choice(["S1", "S2"]), "minute": dice.choice([None, 605, 1100])},
        )
        for _ in range(dice.randint(1, 5))
    ]


def _raw_sums(counted, field):
    sums = defaultdict(int)
    for month, number in counted.items():
        for line in collection(SalesLine).find({"batch_number": number, "month": month}):
            sums[line[field]] += int(line["amount"].to_decimal() * 100)
    return dict(sums)


def _raw_amount(batches):
    rows = collection(Receipt).find({"batches": {"$in": batches}})
    return sum((row["amount"].to_decimal() for row in rows), Decimal(0))


def _amount_of_days():
    cells = [cell for day in collection(ReceiptDay).find() for cell in day["by_hour"]]
    return sum(Decimal(cell[7]) for cell in cells) / 100
