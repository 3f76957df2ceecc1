"""replay_draw and verify_draws on the database: clean after all that happens, and each forgery."""

import json
import time

import pytest
from bson import ObjectId
from django.core.management import CommandError, call_command
from django.db import connection

from crm.mongo.rows import collection
from crm.mongo.transaction import transactional
from members import reservations
from members.conflicts.marks import mark_rows, unmark_rows
from members.databases.pool import lock_pool, return_rows, stored_rows
from members.draws import requests
from members.draws.assignment import draw_for
from members.draws.proof import verify
from members.models import Draw, MemberRow, PoolEvent, RowStatus
from members.rules.draw import seal
from members.rules.replay import Wrong
from tests.make import make_reservation
from tests.members.draws.make import make_pool
from tests.members.draws.test_requests import ask
from tests.members.make import add_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(product):
    return make_pool(product, rows=40)


@transactional
def give_back(database, rows):
    locked = lock_pool(database.pk)
    return_rows(locked, stored_rows(locked, {"_id": {"$in": [row.pk for row in rows]}}))


def faults(database):
    return {(fault.wrong, fault.row_id, fault.draw) for fault in verify(database).faults}


def set_row(row_id, **values):
    """Past the product, as somebody with a shell would."""
    collection(MemberRow).update_one({"_id": row_id}, {"$set": values})


def set_draw(draw, **values):
    collection(Draw).update_one({"_id": draw.pk}, {"$set": values})


def verified(capsys, database):
    """The exit code and the document of `verify_draws --json`."""
    code = 0
    try:
        call_command("verify_draws", database=database.name, json=True)
    except SystemExit as ended:
        code = ended.code
    return code, json.loads(capsys.readouterr().out)


def a_month_of_work(pool, owner, stranger, admin, product):
    """All that changes who is in a pool."""
    reservations.request(staff=owner, customer_id="user1", product=product, phone="0812345678")
    held = make_reservation(stranger, product, "user2", by=admin)
    mark_rows(held, by=admin)
    requests.approve(ask(owner, pool, 5).pk, by=admin)
    requests.reject(ask(stranger, pool, 5).pk, by=admin, reason="x")
    waiting = ask(stranger, pool, 3)
    late = MemberRow.objects.filter(request_id=waiting.pk).first()
    mark_rows(make_reservation(owner, product, late.customer_id, by=admin), by=admin)
    requests.approve(waiting.pk, by=admin)
    give_back(pool, MemberRow.objects.with_staff(owner.pk)[:3])
    # Of a customer who has been reserved since.
    row = MemberRow.objects.with_staff(owner.pk).first()
    mark_rows(make_reservation(stranger, product, row.customer_id, by=admin), by=admin)
    give_back(pool, [row])
    unmark_rows(held, by=admin)
    make_reservation(stranger, product, "latecomer", by=admin)
    add_rows(pool, ["latecomer", "user99"])
    draw_for(owner, pool.pk, 10, by=admin)
    ask(owner, pool, 4)


def test_all_that_the_product_does_is_in_order(pool, owner, stranger, admin, product):
    a_month_of_work(pool, owner, stranger, admin, product)
    proof = verify(pool)
    assert proof.faults == []
    assert proof.draws == Draw.objects.count()
    assert proof.rows == 42


def test_each_draw_is_computed_again_as_it_was(capsys, pool, owner, stranger, admin, product):
    a_month_of_work(pool, owner, stranger, admin, product)
    for draw in Draw.objects.order_by("number"):
        call_command("replay_draw", str(draw.pk), json=True)
        document = json.loads(capsys.readouterr().out)
        assert document["expected"] == document["taken"]
        assert document["faults"] == []


def test_a_forged_assignment_is_exit_code_1_with_its_row(capsys, pool, owner, admin):
    draw_for(owner, pool.pk, 5, by=admin)
    stolen = MemberRow.objects.filter(status=RowStatus.AVAILABLE).last()
    set_row(stolen.pk, status="assigned", staff_id=owner.pk)
    code, document = verified(capsys, pool)
    assert code == 1
    (fault,) = document["faults"]
    assert fault["row"] == str(stolen.pk)
    assert fault["fault"] == "forged"


def test_a_draw_that_skips_a_lower_key_is_exit_code_1_with_its_row(capsys, pool, owner, admin):
    """The forger leaves no trace but the order: rows, draw, hash and head agree."""
    skipped, *others = MemberRow.objects.order_by("draw_key")
    draw = draw_for(owner, pool.pk, 5, by=admin)
    set_row(others[4].pk, **_held_by(draw))
    set_row(skipped.pk, status="available", staff_id=None)
    draw.taken = [[str(row.pk), 0] for row in others[:5]]
    draw.first_key, draw.last_key = others[0].draw_key, others[4].draw_key
    sealed = seal(draw.statement())
    set_draw(draw, taken=draw.taken, first_key=draw.first_key, last_key=draw.last_key, hash=sealed)
    code, document = verified(capsys, pool)
    assert code == 1
    (fault,) = document["faults"]
    assert fault["row"] == str(skipped.pk)
    assert fault["fault"] == "skipped"
    with pytest.raises(SystemExit) as ended:
        call_command("replay_draw", str(draw.pk), json=True)
    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out)["expected"][0] == str(skipped.pk)


def _held_by(draw):
    return {"status": "assigned", "staff_id": draw.staff_id}


def test_a_broken_chain_is_exit_code_1(capsys, pool, owner, admin):
    first = draw_for(owner, pool.pk, 2, by=admin)
    draw_for(owner, pool.pk, 2, by=admin)
    set_draw(first, count=3)
    code, document = verified(capsys, pool)
    assert code == 1
    assert {name: document["faults"][0][name] for name in ("draw", "row")} == {
        "draw": 1,
        "row": None,
    }


def test_a_draw_that_is_gone_breaks_the_chain(pool, owner, admin):
    first = draw_for(owner, pool.pk, 2, by=admin)
    draw_for(owner, pool.pk, 2, by=admin)
    Draw.objects.filter(pk=first.pk).delete()
    assert (Wrong.CHAIN, "", 1) in faults(pool)


@pytest.mark.parametrize(
    "values",
    [
        {"draw_key": "0" * 16},
        {"times_returned": 4},
        {"status": "reserved"},
        {"is_do_not_contact": True},
    ],
)
def test_a_row_changed_past_the_log_is_found(values, pool, owner, admin):
    draw_for(owner, pool.pk, 2, by=admin)
    row = MemberRow.objects.filter(status=RowStatus.AVAILABLE).last()
    set_row(row.pk, **values)
    assert {row_id for _wrong, row_id, _draw in faults(pool)} == {str(row.pk)}


def test_another_secret_is_found(pool, owner, admin):
    draw_for(owner, pool.pk, 2, by=admin)
    pool.secret = "cd" * 32
    assert any(wrong == Wrong.PLACE for wrong, _row, _draw in faults(pool))


def test_a_row_passed_over_for_a_reservation_that_there_was_not_is_found(
    pool, owner, admin, product
):
    reservations.request(staff=owner, customer_id="user7", product=product, phone="0812345678")
    draw = draw_for(owner, pool.pk, 39, by=admin)
    ((row_id, _why, _reservation),) = draw.passed_over
    assert faults(pool) == set()
    draw.passed_over = [[row_id, "pending", str(ObjectId())]]
    set_draw(draw, passed_over=draw.passed_over, hash=seal(draw.statement()))
    assert faults(pool) == {(Wrong.CLAIM, row_id, 1)}


def test_a_reservation_that_began_after_the_draw_excuses_nothing(pool, owner, admin, product):
    lowest = MemberRow.objects.order_by("draw_key").first()
    draw = draw_for(owner, pool.pk, 2, by=admin)
    later = make_reservation(owner, product, lowest.customer_id, by=admin)
    draw.passed_over = [[str(lowest.pk), "pending", str(later.pk)]]
    draw.taken = draw.taken[1:]
    draw.count, draw.first_key = 1, draw.last_key
    set_draw(
        draw,
        passed_over=draw.passed_over,
        taken=draw.taken,
        count=1,
        first_key=draw.first_key,
        hash=seal(draw.statement()),
    )
    set_row(lowest.pk, status="available", staff_id=None)
    assert (Wrong.CLAIM, str(lowest.pk), 1) in faults(pool)


def test_RS_11_what_comes_in_reserved_is_out_of_the_pool_from_the_beginning(
    owner, stranger, admin, product
):
    make_reservation(stranger, product, "user3", by=admin)
    pool = make_pool(product, rows=5)
    verbs = list(PoolEvent.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs[-2:] == ["join", "reserve"]
    draw_for(owner, pool.pk, 4, by=admin)
    assert faults(pool) == set()


def test_a_thousand_rows_are_checked_in_two_seconds(owner, admin, product):
    pool = make_pool(product, rows=1_000)
    for _draw in range(10):
        draw_for(owner, pool.pk, 50, by=admin)
    began = time.process_time()
    assert verify(pool).faults == []
    assert time.process_time() - began < 2


def test_a_check_reads_as_of_one_moment_and_writes_nothing(pool, owner, admin):
    draw_for(owner, pool.pk, 2, by=admin)
    before = connection.database.command("dbStats")["objects"]
    assert verify(pool).faults == []
    assert connection.database.command("dbStats")["objects"] == before


@pytest.mark.parametrize("given", ["x", "0" * 24])
def test_a_draw_that_is_none_is_exit_code_2(given, db):
    with pytest.raises(CommandError) as refused:
        call_command("replay_draw", given)
    assert refused.value.returncode == 2
