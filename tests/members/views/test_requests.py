"""The page of requests: who sees what, one decision, many, the counts (DB-7, DB-8)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from members.draws import requests
from members.draws.proof import verify
from members.draws.reads import RequestCount, counts_of
from members.models import AutoApproval, DatabaseRequest, MemberDatabase, MemberRow, RowStatus
from tests.make import make_reservation
from tests.members.draws.make import make_pool
from tests.members.views.test_bulk import became, pks
from tests.parsed import cards, field_errors, parsed, text_of

pytestmark = pytest.mark.django_db
LIST, NEW, APPROVAL = (
    "/members/requests/",
    "/members/requests/new/",
    "/members/requests/approval/",
)


@pytest.fixture
def pool(product):
    return make_pool(product, rows=20)


def ask(staff, database, count):
    return requests.ask(
        staff=staff, database_id=database.pk, count=count, idempotency_key=str(uuid4())
    )


def form(database, count, **more):
    return {"database": database.pk, "count": count, "idempotency_key": str(uuid4())} | more


def listed(page):
    return [row.one(**{"class": "num"}).text for row in parsed(page).one("tbody").all("tr")]


def test_staff_ask_on_a_page_and_see_their_own_alone(pool, owner, stranger, client_of):
    ask(stranger, pool, 7)
    answer = client_of(owner).post(NEW, form(pool, 3))
    assert answer.status_code == 302
    page = client_of(owner).get(LIST)
    assert listed(page) == ["3"]
    assert cards(page)["Requests"] == "1"
    # Whatever they ask for.
    assert listed(client_of(owner).get(f"{LIST}?staff={stranger.pk}")) == ["3"]


def test_a_link_chooses_the_database_and_nothing_that_is_hidden(pool, owner, client_of):
    page = client_of(owner).get(f"{NEW}?database={pool.pk}&count=3&idempotency_key=x")
    key = parsed(page).one("input", name="idempotency_key")["value"]
    assert key != "x"
    assert parsed(page).one("input", name="count")["value"] == "3"


def test_case_54_too_many_are_refused_beside_the_count(
    pool, owner, stranger, admin, product, client_of
):
    for number in (1, 2, 3):
        make_reservation(stranger, product, f"user{number}", by=admin)
    answer = client_of(owner).post(NEW, form(pool, 18))
    assert answer.status_code == 422
    assert field_errors(answer)["id_count"] == (
        "Only 17 rows can be drawn; 3 are excluded "
        "(reserved, asked for by a colleague, or do not contact)."
    )
    assert DatabaseRequest.objects.count() == 0


@pytest.mark.parametrize("count", ["0", "-1", "x", "", "1.5", "10001"])
def test_what_is_no_count_is_refused(count, pool, owner, client_of):
    assert client_of(owner).post(NEW, form(pool, count)).status_code == 422
    assert DatabaseRequest.objects.count() == 0


def test_an_admin_does_not_ask(pool, admin, client_of):
    assert client_of(admin).post(NEW, form(pool, 1)).status_code == 422
    assert DatabaseRequest.objects.count() == 0


def test_case_56_DB_7_bulk_approval_gives_each_its_own_held_rows(
    owner, stranger, admin, product, client_of
):
    pool = make_pool(product, rows=10)
    first, second = ask(owner, pool, 5), ask(stranger, pool, 5)
    held = set(MemberRow.objects.filter(request_id=first.pk).values_list("pk", flat=True))
    answer = client_of(admin).post(LIST, {"action": "approve", "rows": pks(first, second)})
    assert [line.partition(":")[0] for line in became(answer)] == ["done", "done"]
    assert {row.pk for row in MemberRow.objects.with_staff(owner.pk)} == held
    assert MemberRow.objects.with_staff(stranger.pk).count() == 5
    assert MemberRow.objects.filter(status=RowStatus.REQUESTED).count() == 0


def test_case_57_bulk_rejection_gives_every_row_back(pool, owner, stranger, admin, client_of):
    both = ask(owner, pool, 5), ask(stranger, pool, 5)
    posted = {"action": "reject", "rows": pks(*both), "reason": "besok"}
    client_of(admin).post(LIST, posted)
    assert MemberRow.objects.filter(status=RowStatus.AVAILABLE).count() == 20
    assert set(DatabaseRequest.objects.values_list("status", flat=True)) == {"rejected"}


def test_one_that_was_decided_meanwhile_is_refused_by_itself(pool, owner, admin, client_of):
    first, second = ask(owner, pool, 2), ask(owner, pool, 2)
    requests.reject(first.pk, by=admin, reason="x")
    answer = client_of(admin).post(LIST, {"action": "approve", "rows": pks(first, second)})
    assert [line.partition(":")[0] for line in became(answer)] == ["refused", "done"]
    assert MemberRow.objects.with_staff(owner.pk).count() == 2


def test_a_row_is_decided_in_its_place(pool, owner, admin, client_of):
    request = ask(owner, pool, 2)
    answer = client_of(admin, htmx=True).post(f"{LIST}{request.pk}/approve/")
    assert parsed(answer).one("tr")["id"] == f"request-{request.pk}"
    again = client_of(admin, htmx=True).post(f"{LIST}{request.pk}/reject/", {"reason": "x"})
    assert again.status_code == 409


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_staff_decide_nothing(verb, pool, owner, stranger, client_of):
    request = ask(owner, pool, 2)
    posted = {"action": verb, "rows": pks(request), "reason": "x"}
    assert client_of(stranger).post(LIST, posted).status_code == 403
    assert client_of(stranger).post(f"{LIST}{request.pk}/{verb}/", posted).status_code == 403
    assert client_of(owner).post(LIST, posted).status_code == 403
    assert MemberRow.objects.filter(status=RowStatus.REQUESTED).count() == 2


def test_DB_8_each_count_is_of_the_requests_that_it_opens(pool, owner, admin, client_of):
    approved, rejected, old = ask(owner, pool, 3), ask(owner, pool, 4), ask(owner, pool, 5)
    requests.approve(approved.pk, by=admin)
    requests.reject(rejected.pk, by=admin, reason="x")
    week_ago = timezone.now() - timedelta(days=7)
    DatabaseRequest.objects.filter(pk=old.pk).update(created_at=week_ago)
    page = client_of(admin).get(LIST)
    assert cards(page) == {
        "Requests": "3",
        "Pending": "1",
        "Approved": "1",
        "Rejected": "1",
        "Today": "2",
        "Last 7 days": "2",
        "Last 30 days": "3",
    }
    for card in parsed(page).all("a", **{"class": "stat-card"}):
        opened = client_of(admin).get(LIST + card["href"])
        assert str(len(listed(opened))) == card.one(**{"class": "value"}).text


def test_DB_8_a_filter_moves_list_and_counts_alike(pool, owner, stranger, admin, client_of):
    ask(owner, pool, 3), ask(stranger, pool, 4)
    page = client_of(admin).get(f"{LIST}?staff={owner.pk}")
    assert listed(page) == ["3"]
    assert cards(page)["Requests"] == "1"


def test_DB_5_a_database_is_set_and_the_page_says_what_it_does(pool, admin, client_of):
    row = parsed(client_of(admin).get(APPROVAL)).one("tbody").one("tr")
    assert row.all("td")[1].text == "An admin decides"
    client_of(admin).post(f"{APPROVAL}{pool.pk}/", {"auto_approval": "automatic"})
    assert MemberDatabase.objects.get().auto_approval == AutoApproval.AUTOMATIC
    # Switched off for all: then a database's own setting approves nothing.
    row = parsed(client_of(admin).get(APPROVAL)).one("tbody").one("tr")
    assert row.all("td")[1].text == "An admin decides"


def test_staff_set_nothing(pool, owner, client_of):
    answer = client_of(owner).post(f"{APPROVAL}{pool.pk}/", {"auto_approval": "automatic"})
    assert answer.status_code == 403
    assert MemberDatabase.objects.get().auto_approval == AutoApproval.UNSET


def test_NO_4_what_waits_is_counted_in_the_menu_of_admins(pool, owner, admin, client_of):
    ask(owner, pool, 1), ask(owner, pool, 1)
    badge = parsed(client_of(admin).get("/badges/")).one(id="badge-requests")
    assert badge.text == "2"


def test_who_asks_again_after_a_rejection_gets_the_same_rows_and_is_counted(
    pool, owner, admin, client_of
):
    """Nobody asks again and again until the rows please them; that somebody does is seen."""
    held = set()
    for _number in range(25):
        request = ask(owner, pool, 2)
        rows = MemberRow.objects.filter(request_id=request.pk).order_by("pk")
        held.add(tuple(rows.values_list("pk", flat=True)))
        requests.reject(request.pk, by=admin, reason="no")
    [first] = held
    assert len(first) == 2
    assert counts_of({"staff_id": owner.pk})["rejected"] == RequestCount(25, 50)
    page = client_of(admin).get(LIST, {"staff": str(owner.pk)})
    assert "Rejected 25" in text_of(page)
    assert verify(pool).faults == []
