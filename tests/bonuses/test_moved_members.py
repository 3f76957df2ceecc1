"""When the rule for keys changes, all that members store of a customer follows it (G-5)."""

from importlib import import_module
from io import StringIO

import pytest
from django.core.management import call_command

from bonuses.moved_keys import move_keys
from crm.mongo.rows import collection
from members import reservations
from members.customers import do_not_contact
from members.customers.ids import customer_id_of
from members.databases.counts import find_faults
from members.draws.assignment import draw_for
from members.draws.proof import verify
from members.models import (
    ConflictEvent,
    Customer,
    DoNotContact,
    MemberRow,
    PastReservation,
    Reservation,
    RowStatus,
)
from tests.bonuses.test_moved_keys import command
from tests.make import make_deposit, make_reservation
from tests.members.make import make_database

pytestmark = pytest.mark.django_db
MIGRATION = import_module("bonuses.migrations.0006_customer_keys")
# By the rule of before both are กน.
THAI, PLAIN = "กิน", "กน"


def by_the_old_rule():
    MIGRATION.move_back(None, None)


def statuses():
    return dict(MemberRow.objects.values_list("customer_id", "status"))


def keys(model):
    return set(model.objects.values_list("customer_key", flat=True))


def test_rows_are_found_by_todays_keys_and_bear_the_reservation_that_covers_them(
    owner, product, admin
):
    database = make_database(product, [THAI, PLAIN, "budi01"])
    held = make_reservation(owner, product, THAI, by=admin)
    by_the_old_rule()
    assert statuses() == {THAI: "reserved", PLAIN: "reserved", "budi01": "available"}
    assert keys(MemberRow) == {PLAIN, "budi01"}
    moves = move_keys()
    assert moves.rows == 0
    assert statuses() == {THAI: "reserved", PLAIN: "available", "budi01": "available"}
    assert keys(MemberRow) == {THAI, PLAIN, "budi01"}
    row = MemberRow.objects.get(customer_id=THAI)
    assert f"={THAI}" in row.terms
    assert row.reservation_id == held.pk
    assert list(find_faults()) == []
    assert verify(database).faults == []
    assert move_keys(dry_run=True).is_nothing


def test_rows_that_nobody_has_reserved_follow_too(product):
    database = make_database(product, [THAI, ["x1", "", ""], ["x2", f"{THAI}{THAI}", ""]])
    by_the_old_rule()
    assert command("--dry-run")[1]["rows"] == 2
    assert move_keys().rows == 2
    terms = dict(MemberRow.objects.of(database.pk).values_list("customer_id", "terms"))
    assert f"={THAI}" in terms[THAI]
    assert f"={THAI}{THAI}" in terms["x2"]
    assert command("--dry-run")[0] == 0


def test_a_conflict_ends_where_the_two_were_never_one_customer(owner, stranger, product, admin):
    database = make_database(product, [PLAIN])
    draw_for(stranger, database.pk, 1, by=admin)
    make_reservation(owner, product, THAI, by=admin)
    by_the_old_rule()
    assert MemberRow.objects.get().is_conflict
    move_keys()
    row = MemberRow.objects.get()
    assert row.status == RowStatus.ASSIGNED
    assert not row.is_conflict
    assert list(ConflictEvent.objects.order_by("id").values_list("change", flat=True)) == [
        "taken",
        "cleared",
    ]


def test_the_archive_and_the_log_of_conflicts_follow(owner, stranger, product, admin):
    database = make_database(product, [THAI])
    draw_for(stranger, database.pk, 1, by=admin)
    held = make_reservation(owner, product, THAI, by=admin)
    reservations.release(held.pk, by=admin, reason="over")
    by_the_old_rule()
    assert keys(PastReservation) == keys(ConflictEvent) == {PLAIN}
    moves = move_keys()
    assert moves.past_reservations == 1
    assert moves.conflicts == 2
    assert keys(PastReservation) == keys(ConflictEvent) == {THAI}


def test_of_two_archived_ones_that_become_one_the_newer_is_listed(owner, product, admin):
    for customer in ("Budi", "Sari"):
        held = make_reservation(owner, product, customer, by=admin)
        reservations.release(held.pk, by=admin, reason="over")
    hidden = {"customer_id": "Bu\u3164di", "customer_key": "bu\u1160di"}
    collection(PastReservation).update_one({"customer_id": "Sari"}, {"$set": hidden})
    move_keys()
    states = dict(PastReservation.objects.values_list("customer_id", "state"))
    assert states == {"Budi": "replaced", "Bu\u3164di": "listed"}
    assert keys(PastReservation) == {"budi"}


def test_who_must_not_be_contacted_is_that_one_alone(product, admin):
    make_database(product, [THAI, PLAIN])
    do_not_contact.add(by=admin, customer_id=THAI, reason="asked")
    by_the_old_rule()
    listed = dict(MemberRow.objects.values_list("customer_id", "is_do_not_contact"))
    assert listed == {THAI: True, PLAIN: True}
    assert move_keys().do_not_contact == 1
    listed = dict(MemberRow.objects.values_list("customer_id", "is_do_not_contact"))
    assert listed == {THAI: True, PLAIN: False}
    assert keys(DoNotContact) == {THAI}
    make_database(product, [THAI, PLAIN], kind="wd")
    later = MemberRow.objects.filter(database__kind="wd")
    assert dict(later.values_list("customer_id", "is_do_not_contact")) == listed


def test_two_entries_that_become_one_are_reported_and_both_kept(product, admin):
    do_not_contact.add(by=admin, customer_id="Budi", reason="asked")
    other = do_not_contact.add(by=admin, customer_id="Sari", reason="asked")
    hidden = {"customer_id": "Bu\u3164di", "customer_key": "bu\u1160di"}
    collection(DoNotContact).update_one({"_id": other.pk}, {"$set": hidden})
    left = {"what": "do-not-contact", "customer": "Bu\u3164di", "product": ""}
    assert command()[1]["left"] == [left]
    assert DoNotContact.objects.count() == 2


def test_a_page_goes_with_its_customer(owner, product):
    make_deposit(owner, product, THAI)
    by_the_old_rule()
    page = customer_id_of(PLAIN)
    assert move_keys().pages == 1
    assert Customer.objects.get(pk=page).customer_key == THAI


def test_a_page_stays_with_who_keeps_the_key(owner, product):
    make_deposit(owner, product, THAI)
    make_deposit(owner, product, PLAIN)
    by_the_old_rule()
    page = customer_id_of(PLAIN)
    assert move_keys().pages == 0
    assert Customer.objects.get(pk=page).customer_key == PLAIN


def test_the_last_deposit_of_a_reservation_is_that_of_its_customer(owner, product, admin):
    make_deposit(owner, product, THAI, "2026-02-01")
    make_deposit(owner, product, PLAIN, "2026-02-05")
    held = make_reservation(owner, product, THAI, by=admin)
    by_the_old_rule()
    assert str(Reservation.objects.get(pk=held.pk).last_deposit_on) == "2026-02-05"
    move_keys()
    assert str(Reservation.objects.get(pk=held.pk).last_deposit_on) == "2026-02-01"
    call_command("recount", "--dry-run", stdout=StringIO())
