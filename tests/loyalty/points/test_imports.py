"""Points of receipts, lines and registries, of bulk imports and programmes (LP-3, LP-4, LP-9)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import import_module
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from crm.jobs.processes.worker import Worker
from crm.mongo.rows import collection
from loyalty.imports import after
from loyalty.members.cards import attach, detach
from loyalty.members.links import link
from loyalty.models import ImportBatch, Member, MemberPoints, PointsEntry, Programme, RowNote
from loyalty.points import receivers
from loyalty.points.everybody import WAITED, ask_for_repair, repair_due, repair_overdue_points
from loyalty.points.night import end_of_day
from loyalty.points.reads import is_recounting, points_now
from loyalty.programmes.changes import add_product, remove_product
from loyalty.rules.programmes import PRESETS, SUPERMARKET, StorePurchases
from omset.models import OmsetRecord
from tests.loyalty.imports.files import K1, K2, K4, Importer, line, member, receipt
from tests.loyalty.imports.undoing import undo
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.points.make import balance, differences, give_opening, posted
from tests.make import make_deposit, make_product

pytestmark = pytest.mark.django_db
MIGRATION = import_module("loyalty.migrations.0015_points_of_before")


def plain(card, day, amount, **more):
    """A receipt whose till states no points."""
    return receipt(card, day, str(amount), N_BOLLINI="", **more)


@pytest.fixture
def load(programme, tmp_path):
    return Importer(programme, tmp_path)


@pytest.fixture
def shop(tmp_path):
    """A member of a supermarket, K1, and what imports into it."""

    def make(**terms):
        chosen = replace(PRESETS[SUPERMARKET], **terms)
        programme = make_programme(currency="EUR", terms=chosen)
        return make_member(programme, card=K1), Importer(programme, tmp_path)

    return make


@pytest.fixture
def golden(b, load):
    """B with her opening, and the receipts of the golden set."""
    give_opening(b, 120, 3_000_000)
    load.receipts(
        plain(K2, "20260120", 150_000),
        plain(K2, "20260210", 505_000),
        plain(K2, "20260210", 505_000),
        plain(K2, "20260303", 0),
        plain(K2, "20260303", -105_000),
        plain(K4, "20260305", 2_000_000),
        plain("", "20260306", 80_000),
    )
    return b


def test_golden_set_receipts_of_b_LP_9(golden):
    assert sorted(posted(golden)) == [-10, 50, 50, 120]
    assert balance(golden) == 210
    assert differences() == []


def test_golden_set_a_card_that_is_attached_brings_its_purchases_LM_13(golden, c, admin):
    attach(c.pk, K4, by=admin, reason="test")
    entry = PointsEntry.objects.get(member_id=c.pk)
    assert (entry.points, entry.day) == (200, date(2026, 3, 5))
    detach(K4, by=admin, reason="test")
    assert posted(c) == [200, -200]
    assert differences() == []


def test_case_137_what_lies_before_the_opening_earns_nothing_LP_9(golden, load):
    load.receipts(plain(K2, "20260131", 500_000))
    assert balance(golden) == 210


def test_case_137_a_later_registry_posts_no_opening_again_LP_9(programme, load):
    load.registry(member(K2, bollini="120"))
    bima = Member.objects.get(programme=programme)
    assert posted(bima) == [120]
    load.registry(member(K2, bollini="150"), as_of=date(2026, 2, 28))
    assert posted(bima) == [120]
    assert differences() == []


def test_case_137_a_later_registry_lists_what_is_ours_on_its_day_LP_9(golden, load):
    load.receipts(plain(K2, "20260401", 300_000))
    stated = member(K2, bollini="150", prog_spesa="3.905.000,00")
    number = load.registry(stated, as_of=date(2026, 3, 15)).batch
    [note] = RowNote.objects.filter(batch_number=number, kind="opening")
    assert note.text == "150 ≠ 210 (-60)"
    assert sorted(posted(golden)) == [-10, 50, 50, 60, 120]


@pytest.mark.parametrize(
    ("amount", "stated", "points"),
    [("10.50", 8, 8), ("10.50", 12, 12), ("10.50", "", 10), ("0.99", "", 0), ("240.05", "", 240)],
)
def test_case_138_the_tills_own_figure_wins_LP_4(shop, amount, stated, points):
    person, load = shop()
    load.receipts(receipt(K1, amount=amount, N_BOLLINI=stated))
    assert balance(person) == points
    above = PointsEntry.objects.filter(is_above_computed=True).count()
    assert above == (stated == 12)


def test_case_149_a_month_of_lines_is_one_purchase_LP_3(shop):
    person, load = shop(store_purchases=StorePurchases.LINES)
    load.receipts(receipt(K1, "20260610", "10.00", N_BOLLINI=7))
    load.sales(*[line(K1, amount="2.19", article=str(8_000_000_000_000 + n)) for n in range(40)])
    entry = PointsEntry.objects.get(source__startswith="lines:")
    assert (entry.points, entry.day, entry.amount) == (80, date(2026, 6, 30), Decimal("87.60"))
    assert balance(person) == 80
    assert differences() == []


def test_a_month_of_lines_taken_back_lets_receipts_count_again_LI_6(shop):
    person, load = shop(store_purchases=StorePurchases.LINES)
    load.receipts(receipt(K1, "20260610", "10.00", N_BOLLINI=7))
    number = load.sales(line(K1)).batch
    assert balance(person) == 2
    undo(number)
    assert balance(person) == 7
    assert differences() == []


def test_case_199_an_undo_posts_back_and_an_import_again_posts_again_LI_6(shop):
    person, load = shop()
    rows = [receipt(K1, "20260610", "10.00", N_BOLLINI=7), receipt(K1, "20260611", "3.00")]
    undo(load.receipts(*rows).batch)
    assert balance(person) == 0
    load.receipts(*rows)
    assert balance(person) == 17
    assert differences() == []


def test_an_opening_goes_with_the_registry_that_stated_it_LI_6(programme, load):
    number = load.registry(member(K1, bollini="120")).batch
    assert sum(PointsEntry.objects.values_list("points", flat=True)) == 120
    undo(number)
    assert sum(PointsEntry.objects.values_list("points", flat=True)) == 0
    assert differences() == []


def test_pages_say_that_points_are_being_recounted_until_they_are_posted_LP_6(shop, monkeypatch):
    person, load = shop()
    with monkeypatch.context() as killed:
        killed.setattr(after, "follow_due", lambda programme: 0)
        load.receipts(receipt(K1))
    assert is_recounting(person.programme)
    assert balance(person) == 0
    after.follow_due(person.programme)
    assert not is_recounting(person.programme)
    assert balance(person) == 10


@pytest.fixture
def bring(tmp_path, staff, p):
    """Imports deposits of ana by the command."""

    def bring(*lines):
        path = tmp_path / "deposits.csv"
        path.write_text("\n".join(["date,customer_id,nominal", *lines]), encoding="utf-8")
        out = StringIO()
        call_command(
            "import_omset", str(path), staff=staff.username, product=p.name, json=True, stdout=out
        )

    return bring


LINES = [f"2026-01-{day:02},ana,{day}0000" for day in range(1, 11)]


def test_case_136_a_bulk_import_posts_once_LP_6(a, bring):
    bring(*LINES)
    bring(*LINES)
    assert balance(a) == 55
    assert len(posted(a)) == 10
    assert differences() == []


@pytest.mark.parametrize("again", ["the file", "the night"])
def test_case_136_killed_before_posting_it_is_made_good_LP_6(a, bring, monkeypatch, again):
    def die(batch, by_name):
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(receivers, "post_imported", die)
        with pytest.raises(KeyboardInterrupt):
            bring(*LINES)
    assert OmsetRecord.objects.count() == 10
    assert balance(a) == 0
    bring(*LINES) if again == "the file" else end_of_day()
    assert balance(a) == 55
    assert differences() == []


def test_a_product_comes_and_goes_with_its_points_LM_2(programme, a, staff, admin):
    other = make_product()
    make_deposit(staff, other, "ana", "2026-01-10", 50_000)
    add_product(programme, other, by=admin)
    assert is_recounting(programme)
    Worker().take_one()
    assert not is_recounting(programme)
    assert balance(a) == 5
    remove_product(programme, other, by=admin, reason="test")
    repair_due(Programme.objects.get(pk=programme.pk))
    assert posted(a) == [5, -5]
    assert differences() == []


def test_an_upgrade_posts_what_was_bought_before_LP_5(programme, a, deposit):
    deposit(1_234_567)
    collection(PointsEntry).delete_many({})
    collection(MemberPoints).delete_many({})
    MIGRATION.ask_for_points(None, SimpleNamespace(connection=connection))
    assert is_recounting(programme)
    repair_overdue_points.enqueue(due="")
    Worker().take_one()
    assert points_now(a.pk).balance == 0
    Programme.objects.update(points_due_since=timezone.now() - WAITED)
    repair_overdue_points.enqueue(due="")
    Worker().take_one()
    assert points_now(a.pk).balance == 123
    assert not is_recounting(programme)
    assert differences() == []


def test_points_are_posted_where_nobody_has_ever_recorded_a_deposit_LP_6(programme):
    member = make_member(programme, card=K1)
    give_opening(member, points=120, spend=None)
    ask_for_repair(programme)
    assert repair_due(Programme.objects.get(pk=programme.pk)) == 1
    assert balance(member) == 120


def test_the_night_repairs_and_a_second_one_finds_nothing_LP_6(programme, a, deposit):
    record = deposit(10_000)
    OmsetRecord.objects.filter(pk=record.pk).update(is_deleted=True)
    assert end_of_day().facts["repaired"] == 1
    assert end_of_day().facts["repaired"] == 0
    assert points_now(a.pk).balance == 0


def test_deposits_and_receipts_of_one_member_are_one_balance_LP_1(
    programme, b, load, deposit, admin
):
    link(b.pk, "budi", by=admin, reason="test")
    deposit(100_000, customer="budi")
    load.receipts(plain(K2, "20260210", 505_000))
    assert balance(b) == 60
    assert ImportBatch.objects.filter(figures_due=True).count() == 0
