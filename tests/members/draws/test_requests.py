"""Asking for rows, and deciding about it (DB-2 to DB-7)."""

import pytest

from crm.notifications.models import Notification
from crm.staff import catalogue
from crm.staff.accounts import people
from members.draws import requests
from members.draws.assignment import draw_for
from members.draws.held import NothingLeft
from members.draws.proof import verify
from members.draws.reads import counts_of
from members.draws.requests import NotPending, NotRequestable, OwnRequest
from members.draws.take import NoReceiver, TooFew
from members.models import (
    Batch,
    DatabaseKind,
    DatabaseRequest,
    MemberRow,
    RequestStatus,
    RowStatus,
)
from tests.make import make_master, make_reservation, make_staff
from tests.members.draws.asking import ask, inbox, rows_in
from tests.members.draws.make import make_pool
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db


def reserve(row, staff, product, admin):
    """As if a colleague's reservation had been approved while the row was held."""
    return make_reservation(staff, product, row.customer_id, by=admin)


def test_DB_3_a_request_holds_its_rows_and_tells_all_admins(owner, admin, product):
    boss = make_master()
    database = make_pool(product, rows=10)
    request = ask(owner, database, 4)
    held = rows_in(RowStatus.REQUESTED)
    assert request.status == RequestStatus.PENDING
    assert {row.request_id for row in held} == {request.pk}
    assert len(held) == 4
    assert {row.staff_id for row in held} == {None}
    assert inbox(admin) == ["rows-requested"]
    assert inbox(boss) == ["rows-requested"]
    assert inbox(owner) == []


def test_DB_3_too_many_are_refused_and_nothing_is_held(owner, product):
    database = make_pool(product, rows=3)
    with pytest.raises(TooFew):
        ask(owner, database, 4)
    assert DatabaseRequest.objects.count() == 0
    assert rows_in(RowStatus.AVAILABLE).count() == 3


def test_the_form_of_one_person_is_no_other_persons(owner, stranger, product):
    database = make_pool(product, rows=9)
    first, second = ask(owner, database, 3, "same"), ask(stranger, database, 4, "same")
    assert first.pk != second.pk
    assert second.staff_id == stranger.pk
    assert rows_in(RowStatus.REQUESTED).count() == 7


def test_a_form_that_is_sent_twice_asks_once(owner, product):
    database = make_pool(product, rows=10)
    assert ask(owner, database, 2, "k").pk == ask(owner, database, 2, "k").pk
    assert rows_in(RowStatus.REQUESTED).count() == 2


@pytest.mark.parametrize("kind", [DatabaseKind.BONANZA, DatabaseKind.WD])
def test_RO_6_rows_of_the_other_kinds_are_assigned_not_asked_for(kind, owner, product):
    with pytest.raises(NotRequestable):
        ask(owner, make_pool(product, rows=3, kind=kind), 1)


def test_DB_6_approving_assigns_exactly_the_held_rows_as_a_batch(owner, admin, product):
    database = make_pool(product, rows=10)
    request = ask(owner, database, 3)
    held = set(rows_in(RowStatus.REQUESTED).values_list("pk", flat=True))
    requests.approve(request.pk, by=admin)
    mine = MemberRow.objects.with_staff(owner.pk)
    assert {row.pk for row in mine} == held
    assert {row.batch_id for row in mine} == {Batch.objects.get().pk}
    assert Batch.objects.get().staff_id == owner.pk
    assert rows_in(RowStatus.REQUESTED).count() == 0
    assert inbox(owner) == ["rows-approved"]


def test_case_57_rejecting_makes_the_rows_available_at_the_places_they_had(owner, admin, product):
    database = make_pool(product, rows=10)
    before = dict(MemberRow.objects.values_list("pk", "draw_key"))
    request = ask(owner, database, 5)
    requests.reject(request.pk, by=admin, reason="besok")
    assert rows_in(RowStatus.AVAILABLE).count() == 10
    assert dict(MemberRow.objects.values_list("pk", "draw_key")) == before
    assert set(MemberRow.objects.values_list("request_id", flat=True)) == {None}
    request.refresh_from_db()
    assert request.status == RequestStatus.REJECTED
    assert request.reason == "besok"
    assert inbox(owner) == ["rows-rejected"]


def test_case_56_two_requests_get_their_own_held_rows_with_nothing_else_available(
    owner, stranger, admin, product
):
    database = make_pool(product, rows=10)
    first, second = ask(owner, database, 5), ask(stranger, database, 5)
    held = {each.pk: set(rows_of(each)) for each in (first, second)}
    requests.approve(first.pk, by=admin)
    requests.approve(second.pk, by=admin)
    assert set(rows_of(first)) == held[first.pk]
    assert set(rows_of(second)) == held[second.pk]
    assert MemberRow.objects.with_staff(owner.pk).count() == 5
    assert MemberRow.objects.with_staff(stranger.pk).count() == 5


def rows_of(request):
    return MemberRow.objects.filter(request_id=request.pk).values_list("pk", flat=True)


def test_DB_6_held_rows_reserved_meanwhile_are_replaced_by_others(owner, stranger, admin, product):
    database = make_pool(product, rows=10)
    request = ask(owner, database, 3)
    lost = rows_in(RowStatus.REQUESTED).first()
    reserve(lost, stranger, product, admin)
    requests.approve(request.pk, by=admin)
    mine = MemberRow.objects.with_staff(owner.pk)
    assert mine.count() == 3
    assert lost.pk not in {row.pk for row in mine}
    lost.refresh_from_db()
    assert lost.status in (RowStatus.AVAILABLE, RowStatus.RESERVED)
    assert lost.request_id is None


def test_DB_6_with_nothing_left_to_assign_an_approval_is_refused(owner, stranger, admin, product):
    database = make_pool(product, rows=1)
    request = ask(owner, database, 1)
    reserve(rows_in(RowStatus.REQUESTED).get(), stranger, product, admin)
    with pytest.raises(NothingLeft):
        requests.approve(request.pk, by=admin)
    request.refresh_from_db()
    assert request.status == RequestStatus.PENDING
    requests.reject(request.pk, by=admin, reason="habis")
    assert rows_in(RowStatus.REQUESTED).count() == 0


@pytest.mark.parametrize("again", [requests.approve, requests.reject])
def test_a_request_is_decided_once(again, owner, admin, product):
    request = ask(owner, make_pool(product, rows=3), 1)
    requests.approve(request.pk, by=admin)
    more = {"reason": "x"} if again is requests.reject else {}
    with pytest.raises(NotPending):
        again(request.pk, by=admin, **more)
    assert MemberRow.objects.with_staff(owner.pk).count() == 1
    assert inbox(owner) == ["rows-approved"]


def test_the_messages_to_the_admins_are_settled_by_a_decision(owner, admin, product):
    request = ask(owner, make_pool(product, rows=3), 1)
    requests.approve(request.pk, by=admin)
    assert Notification.objects.of(admin).filter(is_read=False).count() == 0


def test_nobody_approves_their_own_request(owner, admin, product):
    request = ask(owner, make_pool(product, rows=3), 1)
    owner.role = "admin"
    owner.save()
    with pytest.raises(OwnRequest):
        requests.approve(request.pk, by=owner)


def test_who_left_gets_no_rows(owner, admin, product):
    request = ask(owner, make_pool(product, rows=3), 1)
    owner.is_active = False
    owner.save()
    with pytest.raises(NoReceiver):
        requests.approve(request.pk, by=admin)


def test_RO_12_what_somebody_who_leaves_still_asks_for_goes_back(owner, admin, product):
    database = make_pool(product, rows=6)
    ask(owner, database, 2), ask(owner, database, 2)
    assert requests.return_rows_of(owner, by=admin, reason="keluar") == 2
    assert rows_in(RowStatus.AVAILABLE).count() == 6
    assert set(DatabaseRequest.objects.values_list("status", flat=True)) == {"rejected"}


def test_an_admin_draws_for_somebody_at_once(owner, admin, product):
    database = make_pool(product, rows=10)
    draw = draw_for(owner, database.pk, 4, by=admin)
    mine = MemberRow.objects.with_staff(owner.pk)
    assert {row.pk for row in mine} == set(draw.taken_ids)
    assert draw.batch_id == Batch.objects.get().pk
    assert inbox(owner) == ["rows-approved"]


def test_asking_again_after_a_rejection_yields_nothing_else_and_is_counted(
    owner, stranger, admin, product
):
    """Nobody can grind for better rows: however often it is rejected, the draw is the first one."""
    database = make_pool(product, rows=50)
    first = ask(owner, database, 5)
    rows = set(rows_of(first))
    requests.reject(first.pk, by=admin, reason="x")
    for _time in range(20):
        again = ask(owner, database, 5)
        assert set(rows_of(again)) == rows
        requests.reject(again.pk, by=admin, reason="x")
    assert set(rows_of(ask(stranger, database, 5))) == rows
    assert counts_of({"staff_id": owner.pk})["rejected"].requests == 21


def test_two_admins_at_once_decide_once_and_tell_once(owner, admin, product):
    database = make_pool(product, rows=20)
    boss = make_master()
    for _time in range(5):
        request = ask(owner, database, 2)
        results = at_once(
            lambda pk=request.pk: requests.approve(pk, by=admin),
            lambda pk=request.pk: requests.reject(pk, by=boss, reason="x"),
        )
        assert [type(result) for result in results].count(NotPending) == 1
    notices = inbox(owner)
    assert len(notices) == 5
    assert MemberRow.objects.with_staff(owner.pk).count() == 2 * notices.count("rows-approved")
    assert rows_in(RowStatus.REQUESTED).count() == 0
    assert verify(database).faults == []


def test_requests_at_once_get_rows_of_their_own(product):
    """The earlier application gave the same rows to two of them."""
    database = make_pool(product, rows=40)
    staff = [make_staff() for _number in range(8)]
    results = at_once(*(lambda person=person: ask(person, database, 6) for person in staff))
    held = list(rows_in(RowStatus.REQUESTED).values_list("request_id", flat=True))
    done = [result for result in results if isinstance(result, DatabaseRequest)]
    assert sorted(held) == sorted(request.pk for request in done for _row in range(6))
    assert len(done) == 6
    assert {type(result) for result in results} == {DatabaseRequest, TooFew}
    assert verify(database).faults == []


def test_a_new_name_is_followed(owner, admin, product):
    database = make_pool(product, rows=3)
    request = ask(owner, database, 1)
    draw_for(owner, database.pk, 1, by=admin)
    people.edit(owner.pk, by=admin, name="Budi Santoso", email=None, role="staff")
    catalogue.edit(product.pk, by=admin, name="Naga")
    request.refresh_from_db()
    assert request.staff_name == "Budi Santoso"
    assert request.product_name == "Naga"
    assert MemberRow.objects.with_staff(owner.pk).get().staff_name == "Budi Santoso"
    assert Batch.objects.get().staff_name == "Budi Santoso"
    # A draw is sealed.
    assert verify(database).faults == []
