"""Runs of RFM over deposits: frozen, explained, and nothing of the ledger moves (LF-7, LM-1)."""

import json
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command

from loyalty.members import links
from loyalty.models import SegmentedBuyer, SegmentRun
from loyalty.rules.rfm.purchases import Purchase
from loyalty.rules.rfm.runs import run_on
from loyalty.rules.rfm.scores import scale_of
from loyalty.rules.rfm.segments import Segment, segment_sums
from loyalty.segments import changes, proof
from loyalty.segments.changes import has_changed
from loyalty.segments.explaining import explained, explained_for_member
from loyalty.segments.night import compute_for_yesterday
from loyalty.segments.proof import differences_of, wrong_runs
from loyalty.segments.runs import compute, scored_buyers
from loyalty.segments.stored import cell_of, steps_of, sums_of_segments
from omset.ledger import trash
from tests.loyalty.make import make_member, make_programme
from tests.make import make_deposit, make_master, make_product
from tests.omset.test_concurrency import at_once
from tests.parsed import parsed

JAKARTA = ZoneInfo("Asia/Jakarta")
pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 15)
COMMAND = ("compute_rfm", "--programme", "Setia", "--as-of", "2026-04-15")


@pytest.fixture
def deposits(owner, product):
    """Two customers of the programme's product, and one of another."""
    make_deposit(owner, make_product("Lain"), "orang", "2026-03-01")
    return [
        make_deposit(owner, product, "ana", "2026-01-10", 1_000_000),
        make_deposit(owner, product, "ANA", "2026-02-05", 250_000),
        make_deposit(owner, product, "budi", "2026-02-10", 505_000),
        make_deposit(owner, product, "budi", "2026-04-16", 999_000),
    ]


@pytest.fixture
def programme(product):
    return make_programme("Setia", products=[product])


def rows(run):
    return {each.buyer.key: tuple(each.scores) for each in scored_buyers(run)}


def test_customers_of_the_programmes_products_are_scored_as_of_the_day_LF_1(programme, deposits):
    run = compute(programme, DAY, by=None)
    assert run.buyers == 2
    assert run.value == Decimal(1_755_000)
    ana, budi = (each.buyer for each in scored_buyers(run))
    assert ana.key == "customer:ana"
    assert ana.recency == 69
    assert ana.frequency == 2
    assert budi.recency == 64
    assert budi.value == Decimal(505_000)


def test_a_run_keeps_the_values_at_which_scores_begin_LF_7(programme, deposits):
    run = compute(programme, DAY, by=None)
    assert run.beginnings["recency"] == {"1": "69", "3": "64"}
    assert run.beginnings["frequency"] == {"1": "1", "3": "2"}
    assert run.beginnings["value"] == {"1": "505000.00", "3": "1250000.00"}


def test_case_169_the_same_day_twice_is_one_run_and_a_change_makes_another_LF_7(
    programme, deposits, owner
):
    first = compute(programme, DAY, by=None)
    before = rows(first)
    assert compute(programme, DAY, by=None) == first
    assert not has_changed(first)
    trash.delete(deposits[1].pk, by=owner)
    assert has_changed(first)
    second = compute(programme, DAY, by=None)
    assert second.fingerprint != first.fingerprint
    assert rows(first) == before
    assert rows(second) != before
    assert SegmentRun.objects.count() == 2


def test_two_who_compute_at_once_keep_one_run(programme, deposits):
    at_once(*[lambda: compute(programme, DAY, by=None)] * 3)
    assert SegmentRun.objects.count() == 1
    assert SegmentedBuyer.objects.count() == 2


def test_case_172_a_link_makes_the_member_of_a_customer_and_the_old_run_stays_LM_12(
    programme, deposits, admin
):
    first = compute(programme, DAY, by=None)
    member = make_member(programme)
    links.link(member.pk, "Ana", by=admin, reason="kenal")
    second = compute(programme, DAY, by=None)
    assert set(rows(first)) == {"customer:ana", "customer:budi"}
    assert set(rows(second)) == {f"member:{member.pk}", "customer:budi"}


def test_case_171_the_explanation_of_a_run_comes_true_LF_8(programme, deposits, owner, product):
    run = compute(programme, DAY, by=None)
    step = explained(run, "customer:budi").why.next_step
    for _number in range(step.purchases):
        make_deposit(owner, product, "budi", DAY.isoformat(), step.amount)
    later = compute(programme, DAY, by=None)
    assert rows(later)["customer:budi"] == tuple(step.scores)
    assert explained(later, "customer:budi").why.segment == step.segment
    assert explained(run, "customer:nobody") is None


def test_case_167_nobody_has_bought(programme, capsys):
    call_command(*COMMAND)
    assert capsys.readouterr().out == "no buyers\n"
    assert not SegmentRun.objects.exists()


def test_the_command_prints_every_segment_LF_9(programme, deposits, capsys):
    call_command(*COMMAND, "--json")
    printed = json.loads(capsys.readouterr().out)
    assert printed["n"] == 2
    assert printed["value"] == "1755000.00"
    assert printed["purchases"] == 3
    assert [each["segment"] for each in printed["segments"]] == list(Segment)
    assert sum(each["buyers"] for each in printed["segments"]) == 2
    empty = next(each for each in printed["segments"] if not each["buyers"])
    assert empty["average_recency"] is None


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--programme=x", "--as-of=2026-04-15"), "There is no programme “x”."),
        (("--programme=Setia", "--as-of=15-04-2026"), "--as-of: “15-04-2026” is not a date"),
        (("--programme=Setia", "--as-of=2026-04-15", "--months=0"), "--months is between"),
    ],
)
def test_bad_usage_computes_nothing(programme, deposits, arguments, reason):
    with pytest.raises(CommandError) as refused:
        call_command("compute_rfm", *arguments)
    assert str(refused.value).startswith(reason)
    assert not SegmentRun.objects.exists()


def test_recount_names_a_run_that_is_not_its_rows(programme, deposits):
    run = compute(programme, DAY, by=None)
    assert list(wrong_runs()) == []
    SegmentedBuyer.objects.filter(run_id=run.pk, buyer="customer:ana").delete()
    assert [each.field for each in wrong_runs()] == [
        "run_buyers",
        "run_value",
        "run_cells",
        "run_fingerprint",
    ]


def printed(capsys, *command):
    call_command(*command, "--json")
    return capsys.readouterr().out


def test_numbers_and_standings_are_the_same_with_loyalty_and_without_LM_1(
    deposits, product, admin, capsys
):
    numbers = ("numbers", "--from=2026-01-01", "--to=2026-04-30", "--by=day")
    standings = ("standings", "--month=2026-02")
    before = [printed(capsys, *numbers), printed(capsys, *standings)]
    programme = make_programme("Setia", products=[product])
    links.link(make_member(programme).pk, "ana", by=admin, reason="kenal")
    compute(programme, DAY, by=None)
    after = [printed(capsys, *numbers), printed(capsys, *standings)]
    assert after == before
    assert '"records"' in before[0]


def test_a_run_knows_what_each_segment_and_cell_comes_to_LF_7(programme, deposits):
    run = compute(programme, DAY, by=None)
    scored = scored_buyers(run)
    assert sums_of_segments(run) == segment_sums(scored)
    assert run.cells == Counter(str(cell_of(each.scores)) for each in scored)
    assert run.purchases == 3


def test_what_is_kept_explains_as_all_buyers_do_LF_8(programme, deposits):
    run = compute(programme, DAY, by=None)
    buyers = [each.buyer for each in scored_buyers(run)]
    assert steps_of(run) == scale_of(buyers).steps()


def test_a_member_is_explained_by_the_newest_run_LF_8(programme, deposits, admin):
    member = make_member(programme)
    assert explained_for_member(member) is None
    compute(programme, DAY - timedelta(days=1), by=None)
    links.link(member.pk, "Ana", by=admin, reason="kenal")
    assert explained_for_member(member) is None
    run = compute(programme, DAY, by=None)
    compute(programme, DAY, by=None, months=3)
    explained_member = explained_for_member(member)
    assert explained_member.run == run
    assert explained_member.why.frequency == (2, 1, 3)


def test_the_window_leaves_out_what_was_bought_before_it_LF_1(programme, deposits):
    run = compute(programme, DAY, by=None, months=3)
    ana = explained(run, "customer:ana").scored.buyer
    assert ana.frequency == 1
    assert ana.value == Decimal(250_000)


def test_case_171_prediction_and_runs_agree_whatever_the_order_of_deposits(programme, deposits):
    turned = run_on(DAY, reversed([*purchases_of_the_fixture()]))
    assert compute(programme, DAY, by=None).fingerprint == turned.fingerprint


def purchases_of_the_fixture():
    """The deposits as plain purchases, which the database adds up otherwise."""
    yield Purchase("customer:ana", date(2026, 1, 10), Decimal(1_000_000))
    yield Purchase("customer:ana", date(2026, 2, 5), Decimal("250000.00"))
    yield Purchase("customer:budi", date(2026, 2, 10), Decimal(505_000))


def test_nothing_is_read_again_while_nothing_has_happened_LF_7(programme, deposits, monkeypatch):
    run = compute(programme, DAY, by=None)
    assert not has_changed(run)
    monkeypatch.setattr(changes, "fingerprint_of", lambda purchases: "another")
    assert not has_changed(SegmentRun.objects.get())


def test_case_169_what_was_trashed_and_restored_has_not_changed_LF_7(programme, deposits, owner):
    run = compute(programme, DAY, by=None)
    trash.delete(deposits[1].pk, by=owner)
    assert has_changed(SegmentRun.objects.get())
    assert SegmentRun.objects.get().is_changed
    trash.restore(deposits[1].pk, by=owner)
    assert not has_changed(SegmentRun.objects.get())
    assert SegmentRun.objects.get().fingerprint == run.fingerprint


def test_a_link_that_ends_changes_the_numbers_LM_12(programme, deposits, admin):
    link = links.link(make_member(programme).pk, "Ana", by=admin, reason="kenal")
    run = compute(programme, DAY, by=None)
    assert not has_changed(run)
    links.unlink(link.pk, by=admin, reason="salah orang")
    assert has_changed(run)


def test_a_customer_who_is_forgotten_is_in_no_run_and_no_number_changes(programme, deposits):
    master = make_master("boss")
    first = compute(programme, DAY, by=None)
    second = compute(programme, DAY, by=None, months=3)
    call_command("erase_customer", "Ana", "--by", master.username)
    assert not SegmentedBuyer.objects.filter(buyer__contains="ana").exists()
    for pk in (first.pk, second.pk):
        run = SegmentRun.objects.get(pk=pk)
        assert not has_changed(run)
        assert list(differences_of(run)) == []
    assert compute(programme, DAY, by=None) == first


def test_each_night_makes_a_run_for_the_day_before_LF_7(programme, deposits):
    with time_machine.travel(datetime(2026, 4, 16, 0, 5, tzinfo=JAKARTA)):
        step = compute_for_yesterday()
        compute_for_yesterday()
    run = SegmentRun.objects.get()
    assert run.day == DAY
    assert run.months == 0
    assert step.facts == {"day": "2026-04-15", "runs": 1, "changed": 0}


def test_the_night_says_which_earlier_runs_have_changed_LF_7(programme, deposits, owner):
    compute(programme, date(2026, 4, 14), by=None)
    trash.delete(deposits[0].pk, by=owner)
    with time_machine.travel(datetime(2026, 4, 16, 0, 5, tzinfo=JAKARTA)):
        step = compute_for_yesterday()
    assert step.facts["changed"] == 1
    assert SegmentRun.objects.get(day=date(2026, 4, 14)).is_changed


def test_the_newest_runs_are_proven_each_time_and_all_others_within_a_month(
    programme, deposits, monkeypatch
):
    monkeypatch.setattr(proof, "NEWEST", 0)
    run = compute(programme, DAY, by=None)
    SegmentedBuyer.objects.filter(run_id=run.pk, buyer="customer:ana").delete()
    days = [date(2026, 5, 1) + timedelta(days=number) for number in range(30)]
    wrong = 0
    for day in days:
        with time_machine.travel(day):
            wrong += bool(list(wrong_runs()))
    assert wrong == 1


def test_status_names_the_last_run_of_each_programme_LW_8(programme, deposits, client_of, admin):
    client = client_of(admin)
    assert client.get("/status?format=json").json()["segments"] == [
        {"programme": programme.name, "run": None}
    ]
    run = compute(programme, DAY, by=None)
    [last] = client.get("/status?format=json").json()["segments"]
    assert last["run"] == str(run.pk)
    assert last["as_of"] == DAY.isoformat()
    links = [link.get("href") for link in parsed(client.get("/status/")).one("main").all("a")]
    assert f"/loyalty/segments/{run.pk}/" in links
