"""Customers recorded by several people (OM-31)."""

from datetime import date
from decimal import Decimal

from crm.mongo.inspection import collection_scans, recorded_commands
from omset.ledger import approval, trash
from omset.lists import duplicates
from omset.lists.duplicates import (
    DuplicateGroup,
    DuplicateScope,
    DuplicatesPage,
    records_of,
    report,
)
from omset.lists.filters import FilterPeriod
from tests.make import make_deposit, make_product, make_reservation, make_staff

EVER = DuplicateScope(FilterPeriod())


def test_the_golden_set_has_one_group_of_seven_records(golden):
    page = report(EVER)
    assert page == DuplicatesPage(
        [
            DuplicateGroup(
                sample=golden[1],
                customer_id="x",
                product_name="P",
                staff_names=["A", "B"],
                records=7,
                total=Decimal("980000.00"),
            )
        ],
        group_count=1,
        record_count=7,
    )


def test_a_group_opens_to_exactly_its_records(golden):
    rows = records_of(EVER, golden.records[5])
    assert {row.pk for row in rows} == {golden[number] for number in (1, 2, 3, 5, 6, 11, 12)}


def test_only_the_days_asked_for_make_a_group(golden):
    days = {number: DuplicateScope(FilterPeriod(day, day)) for number, day in enumerate(_days(), 1)}
    assert [report(days[number]).record_count for number in (1, 2, 3)] == [0, 2, 0]
    assert {row.pk for row in records_of(days[2], golden.records[1])} == {golden[5], golden[6]}


def _days():
    return [date(2026, 2, day) for day in (1, 2, 3)]


def test_only_the_product_asked_for_makes_a_group(golden):
    p, q = golden.products["P"].pk, golden.products["Q"].pk
    assert [report(DuplicateScope(FilterPeriod(), product)).group_count for product in (p, q)] == [
        1,
        0,
    ]


def test_one_person_repeating_a_customer_is_no_duplicate(owner, product):
    for day in ("2026-02-01", "2026-02-02"):
        make_deposit(owner, product, "x", day)
    assert report(EVER) == DuplicatesPage([])


def test_one_customer_in_two_products_is_no_duplicate(owner, stranger, product):
    make_deposit(owner, product, "x")
    make_deposit(stranger, make_product("Q"), "x")
    assert report(EVER) == DuplicatesPage([])


def test_spellings_of_one_customer_are_one_group(owner, stranger, product):
    make_deposit(owner, product, "Budi 01")
    make_deposit(stranger, product, "BUDI01")
    [group] = report(EVER).rows
    assert group.customer_id == "Budi 01"
    assert group.records == 2


def test_a_pending_record_makes_a_group_and_a_declined_one_does_not(
    owner, stranger, product, admin
):
    make_reservation(owner, product, "x", by=admin)
    make_deposit(owner, product, "x")
    waiting = make_deposit(stranger, product, "x")
    assert waiting.status == "pending"
    assert report(EVER).record_count == 2
    approval.decline(waiting.pk, by=admin, reason="no")
    assert report(EVER) == DuplicatesPage([])


def test_the_trash_makes_no_group(golden, admin):
    trash.delete(golden[6], by=admin)
    assert report(EVER) == DuplicatesPage([])


def test_the_largest_group_comes_first_then_the_key_decides(owner, stranger, product):
    for customer, times in (("b", 1), ("a", 1), ("c", 2)):
        make_deposit(stranger, product, customer)
        for _time in range(times):
            make_deposit(owner, product, customer)
    groups = report(EVER).rows
    assert [(group.customer_id, group.records) for group in groups] == [
        ("c", 3),
        ("a", 2),
        ("b", 2),
    ]


def test_pages_hold_all_groups_and_state_the_totals(owner, stranger, product, monkeypatch):
    monkeypatch.setattr(duplicates, "PAGE_SIZE", 2)
    for customer in "abcde":
        make_deposit(owner, product, customer)
        make_deposit(stranger, product, customer)
    make_deposit(owner, product, "d")
    there = _turned(report(EVER), "next")
    back = _turned(there[-1], "previous")
    customers = [[group.customer_id for group in page.rows] for page in there + back]
    assert customers == [["d", "a"], ["b", "c"], ["e"], ["e"], ["b", "c"], ["d", "a"]]
    assert {(page.group_count, page.record_count) for page in there + back} == {(5, 11)}


def _turned(page, side):
    """The page and all that follow it on that side."""
    pages = [page]
    while cursor := getattr(pages[-1], side):
        pages.append(report(EVER, cursor))
    return pages


def test_a_group_that_comes_meanwhile_moves_none_to_another_page(
    owner, stranger, product, monkeypatch
):
    monkeypatch.setattr(duplicates, "PAGE_SIZE", 2)
    people = (owner, stranger)
    for customer in "bcde":
        _both(people, product, customer)
    first = report(EVER)
    _both(people, product, "a")
    second = report(EVER, first.next)
    assert [group.customer_id for group in second.rows] == ["d", "e"]


def _both(people, product, customer):
    for person in people:
        make_deposit(person, product, customer)


def test_people_are_named_once_as_they_are_called_now(owner, product):
    renamed = make_staff("before")
    for person in (owner, renamed, renamed):
        make_deposit(person, product, "x")
    renamed.name = "after"
    renamed.save()
    [group] = report(EVER).rows
    assert group.staff_names == ["after", "owner"]


def test_no_question_reads_the_whole_collection(golden):
    scopes = [
        EVER,
        DuplicateScope(FilterPeriod(date(2026, 2, 1), date(2026, 2, 28))),
        DuplicateScope(FilterPeriod(), golden.products["P"].pk),
    ]
    with recorded_commands() as commands:
        for scope in scopes:
            report(scope)
            list(records_of(scope, golden.records[1]))
    assert collection_scans(commands) == []
