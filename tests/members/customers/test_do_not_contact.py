"""Who must not be contacted: one list over all products."""

from io import StringIO

import pytest
from django.core.management import call_command

from crm.audit.models import Event
from crm.notifications.models import Notification
from members.conflicts.marks import mark_rows, unmark_rows
from members.customers import do_not_contact
from members.customers.do_not_contact import AlreadyListed, NobodyNamed, NotListed
from members.customers.exclusions import listed_customers
from members.models import DoNotContact, MemberRow, PoolEvent, RowStatus
from tests.make import make_product, make_reservation
from tests.members.make import make_database
from tests.members.rows import make_row, stored

pytestmark = pytest.mark.django_db
PHONE = "+628123456789"


def verbs(database):
    events = PoolEvent.objects.filter(database_id=database.pk).order_by("sequence")
    return list(events.exclude(verb="join").values_list("verb", flat=True))


def test_rows_of_all_products_are_marked_by_id_and_by_phone(product, admin):
    by_id = make_row(make_database(product), "Budi 01")
    by_phone = make_row(make_database(make_product()), "andi02", phone=PHONE)
    other = make_row(make_database(product), "citra03", phone="+628123456788")
    do_not_contact.add(by=admin, customer_id="budi01", phone=PHONE, reason="asked us")
    assert stored(by_id).is_do_not_contact
    assert stored(by_phone).is_do_not_contact
    assert not stored(other).is_do_not_contact


def test_the_pool_is_told_of_what_leaves_it_and_of_what_comes_back(product, admin):
    database = make_database(product)
    row = make_row(database, "budi01")
    entry = do_not_contact.add(by=admin, customer_id="budi01", reason="asked us")
    assert stored(row).status == RowStatus.AVAILABLE
    do_not_contact.remove(entry.pk, by=admin, reason="a mistake")
    assert not stored(row).is_do_not_contact
    assert verbs(database) == ["exclude", "free"]


def test_another_entry_still_covers_the_row(product, admin):
    row = make_row(make_database(product), "budi01", phone=PHONE)
    entry = do_not_contact.add(by=admin, customer_id="budi01", reason="asked us")
    do_not_contact.add(by=admin, phone=PHONE, reason="asked us")
    do_not_contact.remove(entry.pk, by=admin, reason="a mistake")
    assert stored(row).is_do_not_contact


def test_the_end_of_a_reservation_does_not_free_who_must_not_be_contacted(owner, product, admin):
    database = make_database(product)
    row = make_row(database, "budi01")
    reservation = make_reservation(owner, product, "budi01", by=admin)
    mark_rows(reservation, by=admin)
    do_not_contact.add(by=admin, customer_id="budi01", reason="asked us")
    unmark_rows(reservation, by=admin)
    assert stored(row).is_do_not_contact
    assert verbs(database) == ["reserve", "exclude"]


def test_who_has_a_row_is_told_once(owner, product, admin):
    database = make_database(product)
    for _row in range(2):
        make_row(database, "budi01", staff=owner)
    do_not_contact.add(by=admin, customer_id="budi01", reason="asked us")
    notices = Notification.objects.filter(user_id=owner.pk, kind="do-not-contact")
    assert [each.facts for each in notices] == [{"customer": "budi01"}]


def test_an_entry_is_kept_once_and_names_somebody(admin):
    do_not_contact.add(by=admin, customer_id="budi01", reason="asked us")
    with pytest.raises(AlreadyListed):
        do_not_contact.add(by=admin, customer_id=" BUDI.01", reason="again")
    with pytest.raises(NobodyNamed):
        do_not_contact.add(by=admin, reason="nobody")
    assert DoNotContact.objects.count() == 1


def test_a_removed_entry_stays_in_history_with_the_reason(admin):
    entry = do_not_contact.add(by=admin, customer_id="budi01", reason="asked us")
    do_not_contact.remove(entry.pk, by=admin, reason="a mistake")
    with pytest.raises(NotListed):
        do_not_contact.remove(entry.pk, by=admin, reason="again")
    events = Event.objects.filter(subject=entry.pk).order_by("sequence")
    assert [event.verb for event in events] == ["list", "unlist"]
    assert events[1].reason == "a mistake"


def test_what_is_asked_for_is_recognised_by_hashes(admin):
    do_not_contact.add(by=admin, customer_id="budi01", reason="asked us")
    do_not_contact.add(by=admin, phone=PHONE, reason="asked us")
    DoNotContact.objects.update(customer_id="", customer_key="erased-1", phone="")
    listed = listed_customers({"budi01", "andi02"}, {PHONE, "+62811", ""})
    assert listed.keys == {"budi01"}
    assert listed.phones == {PHONE}
    assert listed.covers(["=andi02"], PHONE, "")
    assert not listed.covers(["=andi02"], "", "")


def test_an_empty_list_lists_nobody():
    assert not listed_customers({"budi01"}, {PHONE})


UNMAPPED = ["andi02", "Andi", "081299990000", "0812-3456-789"]
AS_USERNAME = ["0812 3456 789", "Citra", ""]


def test_a_phone_in_any_cell_is_enough(product, admin):
    database = make_database(product, 0, columns=("username", "nama", "hp", "wa 2"))
    rows = [make_row(database, cells=UNMAPPED), make_row(database, cells=AS_USERNAME)]
    other = make_row(database, cells=["x", "0812-3456-788"])
    entry = do_not_contact.add(by=admin, phone=PHONE, reason="asked us")
    assert [stored(row).is_do_not_contact for row in rows] == [True, True]
    assert not stored(other).is_do_not_contact
    do_not_contact.remove(entry.pk, by=admin, reason="a mistake")
    assert [stored(row).is_do_not_contact for row in rows] == [False, False]


def test_a_phone_in_any_cell_of_an_upload_is_enough(product, admin):
    do_not_contact.add(by=admin, phone=PHONE, reason="asked us")
    columns = ("username", "nama", "hp", "wa 2")
    make_database(product, [UNMAPPED, [*AS_USERNAME, ""], ["x9", "", "", ""]], columns=columns)
    listed = MemberRow.objects.order_by("number").values_list("is_do_not_contact", flat=True)
    assert list(listed) == [True, True, False]


def test_rows_that_were_loaded_before_are_known_by_all_their_phones_after_rekey(product, admin):
    database = make_database(product, 0)
    row = make_row(database, "andi02", cells=UNMAPPED)
    before = [term for term in stored(row).terms if not term.startswith("#")]
    MemberRow.objects.filter(pk=row.pk, database_id=database.pk).update(terms=before)
    do_not_contact.add(by=admin, phone=PHONE, reason="asked us")
    assert not stored(row).is_do_not_contact
    call_command("rekey", stdout=StringIO())
    assert stored(row).is_do_not_contact
    assert verbs(database) == ["exclude"]
    # Nothing is left to move: else it ends with 1.
    call_command("rekey", "--dry-run", stdout=StringIO())
