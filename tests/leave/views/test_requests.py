"""The pages of leave: asking, the list, deciding, teams (LV-2, LV-5 to LV-7)."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine

from crm.audit.models import Event
from leave.models import LeaveRequest, LeaveStatus, TeamMember
from leave.reads import month_balance
from leave.requests import deciding
from tests.leave.make import ask, take
from tests.make import make_admin
from tests.parsed import field_errors, parsed

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 3)


@pytest.fixture(autouse=True)
def january():
    with time_machine.travel("2026-01-20T05:00:00Z", tick=False):
        yield


def form(**fields):
    posted = {"type": "off", "first": "2026-02-03", "last": "", "starts": "", "ends": ""}
    return posted | {"reason": "", "idempotency_key": str(uuid4())} | fields


def figures(part):
    """The cells of the first row of a balance, by their labels."""
    table = parsed(part).all("table")[0]
    return {cell["data-label"]: cell.text for cell in table.all("td")}


def test_asking_on_the_page_and_seeing_it_in_the_list(client_of, owner):
    client = client_of(owner)
    assert client.post("/leave/new/", form()).status_code == 302
    [request] = LeaveRequest.objects.all()
    page = client.get("/leave/")
    row = parsed(page).one("tr", id=f"leave-{request.pk}")
    assert "Off day" in row.text
    assert "12 h" in row.text
    assert figures(client.get("/leave/?status=all")) == {
        "Month": "January 2026", "Used": "0 h", "Pending": "0 h", "Left": "24 h of 24 h",
    }  # fmt: skip


def test_the_form_shows_what_is_left_after_it_and_who_is_away_before_it_is_sent(
    client_of, owner, stranger, admin
):
    take(stranger, "2026-02-03", by=admin, hours="09:00-10:00")
    client = client_of(owner)
    answer = client.post("/leave/new/forecast/", form())
    assert figures(answer)["Left after this request"] == "12 h"
    assert stranger.name in answer.content.decode()
    assert "Sick" not in answer.content.decode()
    looked = client.post("/leave/new/", form(look="1"))
    assert figures(looked)["Left after this request"] == "12 h"
    assert LeaveRequest.objects.filter(staff=owner).count() == 0


def test_a_refusal_says_day_by_day_why(client_of, owner):
    ask(owner, "2026-02-03")
    answer = client_of(owner).post("/leave/new/", form(last="2026-02-05"))
    assert answer.status_code == 422
    text = parsed(answer).text
    assert "Tue, 3 Feb 2026: there is a request for this day already." in text
    assert "Thu, 5 Feb 2026: only 0 h of the month are left." in text
    assert LeaveRequest.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "sick", "starts": "13:00", "ends": "09:00"},
        {"type": "sick", "starts": "13:00", "ends": "13:00"},
        {"type": "sick"},
        {"type": "holiday"},
        {"first": "2026-02-30"},
        {"first": ""},
        {"last": "2026-02-01"},
        {"last": "2027-02-01"},
        {"starts": "25:00", "type": "sick", "ends": "26:00"},
    ],
)
def test_LV_3_what_can_not_be_is_said_beside_the_field_and_asks_nothing(client_of, owner, wrong):
    """LV-3, earlier defect: a malformed date or time was a server error."""
    answer = client_of(owner).post("/leave/new/", form(**wrong))
    assert answer.status_code == 422
    assert parsed(answer).all(**{"aria-invalid": "true"}) != []
    assert LeaveRequest.objects.count() == 0
    assert client_of(owner).post("/leave/new/forecast/", form(**wrong)).status_code == 200


def test_LV_6_admins_begin_with_what_waits_whatever_its_month(client_of, owner, admin):
    [waits] = ask(owner, "2026-02-03")
    take(owner, "2026-03-03", by=admin)
    client = client_of(admin)
    for query in ("", "?status=pending&month=2026-05", "?month=2026-03"):
        rows = client.get(f"/leave/{query}").context["rows"]
        assert [row.request.pk for row in rows] == [waits.pk]
    rows = client.get("/leave/?status=all&month=2026-03").context["rows"]
    assert [str(row.request.date) for row in rows] == ["2026-03-03"]


def test_staff_see_their_own_alone(client_of, owner, stranger):
    [theirs] = ask(stranger, "2026-02-03", reason="rahasia")
    client = client_of(owner)
    assert client.get(f"/leave/?staff={stranger.pk}").context["rows"] == []
    for path in ("", "cancel/"):
        url = f"/leave/requests/{theirs.pk}/{path}"
        assert (client.post(url) if path else client.get(url)).status_code == 404
    for path in ("approve/", "reject/"):
        assert client.post(f"/leave/requests/{theirs.pk}/{path}").status_code == 403
    assert client.post("/leave/", {"action": "approve", "rows": theirs.pk}).status_code == 403


def test_sick_reasons_are_read_by_the_person_and_admins(client_of, owner, stranger, admin):
    [request] = ask(owner, "2026-02-03", hours="09:00-10:00", reason="rahasia")
    url = f"/leave/requests/{request.pk}/"
    assert "rahasia" in client_of(owner).get(url).content.decode()
    assert "rahasia" in client_of(admin).get(url).content.decode()
    others = ("/leave/", "/leave/new/")
    forecast = client_of(stranger).post("/leave/new/forecast/", form()).content.decode()
    pages = [client_of(stranger).get(page).content.decode() for page in others]
    assert not any("rahasia" in page for page in [*pages, forecast])


def test_deciding_on_the_list_and_on_its_page(client_of, owner, admin):
    first, second = ask(owner, "2026-02-03", "2026-02-04")
    client = client_of(admin, htmx=True)
    row = client.post(f"/leave/requests/{first.pk}/approve/")
    assert "Approved" in parsed(row).text
    plain = client_of(admin)
    url = f"/leave/requests/{second.pk}/reject/"
    assert plain.post(url, {"reason": ""}).status_code == 302
    assert month_balance(owner.pk, DAY).available == 12 * 60
    assert plain.post(url).status_code == 409


def test_LV_7_nobody_decides_about_their_own_on_any_way(client_of, admin):
    """LV-7, earlier defect: who approved their own request was unchecked."""
    make_admin()
    [own] = ask(admin, "2026-02-03")
    client = client_of(admin)
    assert client.post(f"/leave/requests/{own.pk}/approve/").status_code == 409
    outcomes = client.post("/leave/", {"action": "approve", "rows": [own.pk]}).context["outcomes"]
    assert [outcome.ok for outcome in outcomes] == [False]
    own.refresh_from_db()
    assert own.status == LeaveStatus.PENDING
    assert (
        parsed(client.get("/leave/")).all("form", action=f"/leave/requests/{own.pk}/approve/") == []
    )


def test_many_are_decided_and_each_says_what_became_of_it(client_of, owner, stranger, admin):
    requests = ask(owner, "2026-02-03", "2026-02-04") + ask(stranger, "2026-02-03")
    deciding.reject(requests[0].pk, by=admin)
    answer = client_of(admin).post(
        "/leave/", {"action": "approve", "rows": [each.pk for each in requests]}
    )
    assert sorted(outcome.ok for outcome in answer.context["outcomes"]) == [False, True, True]


def test_against_the_quota_an_admin_says_why_on_its_page(client_of, owner, admin):
    ask(owner, "2026-02-03", "2026-02-04")
    [third] = ask(owner, "2026-03-03")
    LeaveRequest.objects.filter(staff_id=owner.pk, pk=third.pk).update(minutes=26 * 60)
    client, url = client_of(admin), f"/leave/requests/{third.pk}/approve/"
    assert client.post(url).status_code == 409
    assert client.post(url, {"reason": "pernikahan"}).status_code == 302
    assert "pernikahan" in parsed(client.get(f"/leave/requests/{third.pk}/")).text


def test_a_day_or_the_whole_group_is_taken_back_on_its_page(client_of, owner):
    first, second = ask(owner, "2026-02-03", "2026-02-04")
    client = client_of(owner)
    client.post(f"/leave/requests/{first.pk}/cancel/")
    assert LeaveRequest.objects.waiting().count() == 1
    [first] = ask(owner, "2026-02-03")
    client.post(f"/leave/requests/{second.pk}/cancel/", {"group": "1"})
    assert [each.pk for each in LeaveRequest.objects.waiting()] == [first.pk]


def test_the_balance_is_the_same_on_every_page(client_of, owner, admin):
    take(owner, "2026-01-21", by=admin)
    [request] = ask(owner, "2026-01-22", hours="09:00-10:30")
    client = client_of(owner)
    left = {"Used": "12 h", "Pending": "1,5 h", "Left": "10,5 h of 24 h", "Month": "January 2026"}
    assert figures(client.get("/leave/")) == left
    assert figures(client.get("/leave/new/")) == left
    assert figures(client.get(f"/leave/requests/{request.pk}/")) == left
    [row] = client_of(admin).get("/leave/").context["rows"]
    assert row.balance.available == 630


def test_admins_put_people_into_teams(client_of, owner, admin, product):
    client, url = client_of(admin), f"/leave/teams/{owner.pk}/"
    client.post(url, {"product": product.pk})
    assert TeamMember.objects.get().product_id == product.pk
    selected = parsed(client.get("/leave/teams/")).all("option", value=str(product.pk))
    assert sum("selected" in option.attributes for option in selected) == 1
    assert client.post(url, {"product": "0" * 24}).status_code == 422
    client.post(url, {"product": ""})
    assert TeamMember.objects.count() == 0
    assert [event.verb for event in Event.objects.about(owner)][-2:] == ["team", "team"]
    assert client_of(owner).post(url, {"product": ""}).status_code == 403


def test_a_form_that_comes_back_with_other_days_says_so_and_can_be_sent(client_of, owner):
    client, sent = client_of(owner), form()
    client.post("/leave/new/", sent)
    again = client.post("/leave/new/", sent | {"first": "2026-02-10"})
    assert again.status_code == 422
    assert "This form was sent before" in again.content.decode()
    assert LeaveRequest.objects.count() == 1
    key = parsed(again).one("input", name="idempotency_key")["value"]
    client.post("/leave/new/", sent | {"first": "2026-02-10", "idempotency_key": key})
    assert LeaveRequest.objects.count() == 2


def test_an_address_fills_in_no_key(client_of, owner):
    page = client_of(owner).get("/leave/new/?first=2026-02-03&idempotency_key=stolen&reason=x")
    assert parsed(page).one("input", name="first")["value"] == "2026-02-03"
    assert parsed(page).one("input", name="idempotency_key")["value"] != "stolen"


@pytest.mark.parametrize("first", ["0001-01-01", "9999-12-31", "2026-13-01", "x"])
def test_days_of_no_year_are_refused_beside_the_field(client_of, owner, first):
    answer = client_of(owner).post("/leave/new/", form(first=first))
    assert answer.status_code == 422
    assert list(field_errors(answer)) == ["id_first"]
