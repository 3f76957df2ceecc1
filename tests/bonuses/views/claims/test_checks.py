"""The page of claims: who sees which, refusals in words, filters, files (BC-1 to BC-5)."""

import csv
import io

import pytest

from bonuses.models import CustomerCheck
from crm.mongo.inspection import collection_scans, recorded_commands
from members.models import Reservation
from tests.bonuses.views.claims.pages import URL, customers
from tests.make import make_deposit, make_reservation, make_staff
from tests.parsed import field_errors, parsed, text_of

pytestmark = pytest.mark.django_db
MOST = 9


def post(client, product, customer="budi"):
    return client.post(URL, {"customer_id": customer, "product": product.pk})


# Claiming


def test_BC_1_a_claim_is_made_and_shown(client_of, owner, product):
    make_reservation(owner, product, "budi")
    client = client_of(owner)
    assert post(client, product).status_code == 302
    page = client.get(URL)
    assert customers(page) == ["budi"]
    assert "Submitted" in text_of(page)


def test_BC_1_a_refusal_is_an_ordinary_reply_beside_the_field(client_of, stranger, owner, product):
    make_reservation(owner, product, "budi")
    reply = post(client_of(stranger), product)
    why = "You have no approved reservation of budi in P."
    assert reply.status_code == 200
    assert field_errors(reply) == {"id_customer_id": why}
    assert owner.name not in text_of(reply)
    assert CustomerCheck.objects.count() == 0


def test_BC_2_an_expired_one_says_since_when(client_of, owner, product):
    make_reservation(owner, product, "budi")
    make_deposit(owner, product, "budi", "2026-02-01")
    reply = post(client_of(owner), product)
    assert "1 Feb 2026, 42 days ago" in field_errors(reply)["id_customer_id"]


def test_BC_3_what_used_to_fail_with_an_error_is_answered(client_of, owner, product):
    make_reservation(owner, product, "budi")
    Reservation.objects.update(approved_at="2026-03-01T00:00:00Z")
    make_deposit(owner, product, "budi", "2026-03-10")
    assert post(client_of(owner), product).status_code == 302


def test_BC_1_twice_in_a_month_is_refused_in_words(client_of, owner, product):
    make_reservation(owner, product, "budi")
    client = client_of(owner)
    post(client, product)
    assert field_errors(post(client, product, "BUDI")) == {
        "id_customer_id": "You have already claimed BUDI in P this month."
    }


def test_without_a_customer_the_form_is_wrong(client_of, owner, product):
    assert post(client_of(owner), product, "").status_code == 422


def test_BC_1_an_admin_cannot_submit(client_of, admin, owner, product):
    make_reservation(owner, product, "budi")
    assert post(client_of(admin), product).status_code == 422
    assert CustomerCheck.objects.count() == 0


# Who sees what


def test_BC_4_staff_see_nothing_of_others(client_of, stranger, several):
    page = client_of(stranger).get(URL, {"staff": several[0].staff_id, "month": "all"})
    assert customers(page) == ["theirs"]
    assert not any(claim.customer_id in text_of(page) for claim in several[:3])


def test_BC_4_staff_see_the_last_twelve_months(client_of, owner, product, several, in_march):
    in_march.move_to("2027-02-01T10:00:00+07:00")
    client = client_of(owner)
    assert customers(client.get(URL)) == []
    assert customers(client.get(URL, {"month": "2026-03"})) == ["mine 2", "mine 1", "mine 0"]
    in_march.move_to("2027-03-01T10:00:00+07:00")
    assert customers(client_of(owner).get(URL, {"month": "2026-03"})) == []


FILTERS = [
    ({}, ["theirs", "mine 2", "mine 1", "mine 0"]),
    ({"status": "approved"}, ["mine 0"]),
    ({"month": "all", "status": "submitted"}, ["theirs", "mine 2", "mine 1"]),
    ({"staff": "{owner}", "status": "submitted"}, ["mine 2", "mine 1"]),
    ({"product": "{product}"}, ["mine 2", "mine 1", "mine 0"]),
    ({"month": "2026-02"}, None),
    ({"status": "nonsense"}, None),
    ({"staff": "nonsense"}, None),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_BC_4_admins_filter_all(client_of, admin, owner, product, several, query, expected):
    query = {name: v.format(owner=owner.pk, product=product.pk) for name, v in query.items()}
    page = client_of(admin).get(URL, query)
    assert page.status_code == (200 if expected else 422)
    assert customers(page) == (expected or [])


def test_BC_4_each_person_s_counts_open_exactly_these(client_of, admin, several):
    client = client_of(admin)
    people = client.get(URL).context["people"]
    counted = {person["name"]: [cell["count"] for cell in person["cells"]] for person in people}
    assert counted == {"owner": [2, 1, 0, 0], "stranger": [1, 0, 0, 0]}
    for person in people:
        for cell in person["cells"]:
            page = client.get(URL, {"staff": person["pk"], "status": cell["status"]})
            assert len(customers(page)) == cell["count"]


def test_a_customer_of_a_script_is_text(client_of, admin, owner, product, submitted):
    submitted(owner, product, "<script>alert(1)</script>")
    assert b"<script>alert" not in client_of(admin).get(URL).content
    assert b"<script>alert" not in client_of(owner).get(URL).content


# Deciding


# Access


# Files


def test_BC_4_the_file_holds_what_the_screen_shows(client_of, admin, owner, several):
    reply = client_of(admin).get(f"{URL}export/", {"staff": owner.pk, "status": "approved"})
    content = b"".join(reply.streaming_content).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content))) == [
        ["no", "customer", "product", "staff", "submitted_at", "month", "status"],
        ["1", "mine 0", "P", "owner", "2026-03-15 10:00", "2026-03", "approved"],
    ]


def test_the_workbook_comes_too_and_nothing_else(client_of, admin, several):
    client = client_of(admin)
    counted = client.get(f"{URL}export/", {"format": "xlsx"})
    assert b"".join(counted.streaming_content)[:2] == b"PK"
    assert client.get(f"{URL}export/", {"format": "exe"}).status_code == 422


# What it costs


@pytest.mark.parametrize("query", [query for query, _found in FILTERS[:5]] + [{"month": "all"}])
def test_the_list_asks_little_and_by_index(client_of, admin, owner, product, several, query):
    query = {name: v.format(owner=owner.pk, product=product.pk) for name, v in query.items()}
    client = client_of(admin)
    client.get(URL, query)
    with recorded_commands() as commands:
        client.get(URL, query)
    assert collection_scans(commands) == []
    assert len(commands) <= MOST


def test_one_s_own_list_asks_little_and_by_index(client_of, owner, several):
    client = client_of(owner)
    client.get(URL)
    with recorded_commands() as commands:
        client.get(URL)
    assert collection_scans(commands) == []
    assert len(commands) <= MOST


def test_pages_hold_50(client_of, admin, product, submitted):
    person = make_staff("many")
    for number in range(51):
        submitted(person, product, f"c{number:02}")
    client = client_of(person)
    first = client.get(URL)
    assert len(customers(first)) == 50
    following = parsed(first).all("a", rel="next")[0]
    assert customers(client.get(URL + following["href"])) == ["c00"]
