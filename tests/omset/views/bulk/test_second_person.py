"""Four eyes on the pages: what the queue offers, refuses and marks."""

import pytest
from django.urls import reverse

from omset.models import OmsetRecord
from tests.make import deposit_form, make_admin, make_deposit, make_reservation
from tests.parsed import parsed, text_of
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
PENDING, APPROVE = "/omset/pending/", "/omset/pending/approve/"
SAME = "You entered it or changed it last: another admin decides"
MARK = "not seen by a second person"


@pytest.fixture
@remembered
def boss(db):
    return make_admin("boss")


@pytest.fixture
@remembered
def entered(owner, stranger, product, boss, admin):
    make_reservation(stranger, product, "x", by=boss)
    return make_deposit(owner, product, "x", by=admin)


@pytest.fixture
@remembered
def reported(entered, owner, product):
    return make_deposit(owner, product, "x", "2026-02-02")


def url(name, record):
    return reverse(f"omset:{name}", args=[record.pk])


def test_four_eyes_to_enter_on_behalf_of_somebody_and_approve_it_is_refused(
    owner, stranger, product, boss, admin, client_of
):
    make_reservation(stranger, product, "Budi", by=boss)
    client = client_of(admin)
    client.post("/omset/new/", deposit_form(product, staff=owner.pk))
    record = OmsetRecord.objects.get()
    assert record.status == "pending"
    answer = client.post(url("approve", record), {"version": 1})
    assert answer.status_code == 409
    assert "You entered this deposit or changed it last" in text_of(answer)
    record.refresh_from_db()
    assert record.status == "pending"


def test_four_eyes_the_queue_says_why_and_has_no_way_to_decide(entered, reported, admin, client_of):
    page = parsed(client_of(admin).get(PENDING))
    assert page.one("tr", id=f"row-{entered.pk}").text.endswith(SAME)
    addresses = [form["action"] for form in page.all("form") if "approve" in form.get("action")]
    assert url("approve", entered) not in addresses
    assert url("approve", reported) in addresses
    boxes = [box["value"] for box in page.all("input", name="records")]
    assert boxes == [f"{reported.pk}:1"]


def test_four_eyes_the_deposit_itself_says_it_too(entered, admin, boss, client_of):
    page, others = (
        parsed(client_of(person).get(f"/omset/{entered.pk}/")) for person in (admin, boss)
    )
    assert SAME in page.text
    assert not page.all("form", action=url("approve", entered))
    assert others.one("form", action=url("approve", entered))


def test_four_eyes_all_that_wait_leaves_it_out(entered, reported, admin, client_of):
    client = client_of(admin)
    page = parsed(client.get(PENDING, {"selected": "all"}))
    assert page.one("input", name="all")["value"] == "1"
    client.post(APPROVE, {"all": "1"})
    reported.refresh_from_db()
    assert reported.status == "approved"
    entered.refresh_from_db()
    assert entered.status == "pending"


def test_four_eyes_a_ticked_one_is_refused_by_itself(entered, reported, admin, client_of):
    rows = [f"{record.pk}:1" for record in (entered, reported)]
    answer = client_of(admin).post(APPROVE, {"records": rows})
    assert [row.ok for row in answer.context["outcomes"]] == [False, True]
    assert "another admin decides" in answer.context["outcomes"][0].text


def test_four_eyes_alone_it_is_possible_and_marked_wherever_it_stands(
    entered, admin, boss, client_of
):
    boss.is_active = False
    boss.save()
    client = client_of(admin)
    assert "Nobody else can decide" in text_of(client.get(PENDING))
    client.post(url("approve", entered), {"version": 1})
    record = client.get(f"/omset/{entered.pk}/")
    assert MARK in text_of(record)
    assert "Not seen by a second person no → yes" in text_of(record)
    assert MARK in text_of(client.get("/omset/?preset=all"))
    file = b"".join(client.get("/omset/export/?preset=all&format=csv").streaming_content).decode()
    header, row = (line.split(",") for line in file.splitlines()[:2])
    assert row[header.index("second_person")] == "not seen"
