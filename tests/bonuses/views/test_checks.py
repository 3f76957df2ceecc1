"""The page of claims: who sees which, refusals in words, decisions, badge, files (BC-1 to BC-5)."""

import csv
import io

import pytest
import time_machine

from bonuses.claims import checks
from bonuses.models import CustomerCheck
from crm.mongo.inspection import collection_scans, recorded_commands
from crm.notifications.inbox import unread_count
from members.models import Reservation
from tests.dashboard.shown import counts
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff
from tests.parsed import field_errors, parsed, text_of
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
URL = "/bonuses/checks/"
MOST = 9


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel("2026-03-15T10:00:00+07:00") as now:
        yield now


@pytest.fixture
def submitted(admin):
    """`submitted(staff, product, customer)`: a claim on a fresh reservation."""

    def submit(staff, product, customer):
        make_reservation(staff, product, customer, by=admin)
        return checks.submit(staff=staff, customer_id=customer, product=product)

    return submit


@pytest.fixture
@remembered
def several(owner, stranger, product, admin, submitted):
    """Three of one person, the first approved, and one of another in another product."""
    mine = [submitted(owner, product, f"mine {number}") for number in range(3)]
    checks.approve(mine[0].pk, by=admin)
    return [*mine, submitted(stranger, make_product("Q"), "theirs")]


def customers(response):
    return [cell.text for cell in parsed(response).all("td", **{"data-label": "Customer"})]


def post(client, product, customer="budi"):
    return client.post(URL, {"customer_id": customer, "product": product.pk})


def decide(client, check, verb, **data):
    return client.post(f"{URL}{check.pk}/{verb}/", data)


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


def test_BC_4_approving_tells_the_owner_and_counts_down_the_badge(client_of, admin, several):
    client = client_of(admin)
    assert counts(client.get("/badges/"))["badge-checks"] == "3"
    assert decide(client, several[1], "approve").status_code == 302
    assert counts(client.get("/badges/"))["badge-checks"] == "2"
    assert "was approved" in text_of(client_of(several[1].staff).get("/notifications/"))


def test_BC_4_the_dashboard_leads_to_exactly_what_it_counts(client_of, admin, several, in_march):
    in_march.move_to("2026-04-15T10:00:00+07:00")
    client = client_of(admin)
    [card] = [c for c in client.get("/").context["waiting"] if "checks" in c["url"]]
    assert card["label"] == "Bonus checks to decide"
    assert card["count"] == 3
    assert len(customers(client.get(card["url"]))) == 3


def test_BC_4_a_row_decided_elsewhere_is_shown_as_it_is_now(client_of, admin, several):
    reply = decide(client_of(admin, htmx=True), several[0], "reject", reason="no")
    assert reply.status_code == 409
    assert "does not wait any more" in reply["HX-Trigger"]
    row = reply.content.decode()
    assert row.lstrip()[:4] == "<tr "
    assert "Approved" in row
    assert "Reject" not in row


def test_BC_4_a_claim_decided_twice_is_a_conflict(client_of, admin, several):
    client = client_of(admin)
    assert decide(client, several[0], "approve").status_code == 409
    assert decide(client, several[0], "reject", reason="no").status_code == 409
    several[0].refresh_from_db()
    assert several[0].status == "approved"


def test_BC_4_rejecting_takes_a_reason(client_of, admin, several):
    client = client_of(admin)
    assert decide(client, several[1], "reject").status_code == 422
    assert decide(client, several[1], "reject", reason="x" * 501).status_code == 422
    decide(client, several[1], "reject", reason="no deposit")
    assert "no deposit" in text_of(client_of(several[1].staff).get(URL))


def test_BC_4_many_at_once_each_with_its_own_outcome(client_of, admin, several):
    data = {"action": "reject", "reason": "no", "rows": [check.pk for check in several]}
    reply = client_of(admin).post(URL, data)
    assert [outcome.ok for outcome in reply.context["outcomes"]] == [False, True, True, True]
    assert checks.pending_count() == 0


def test_all_that_match_are_those_that_wait(client_of, admin, several):
    client = client_of(admin)
    assert client.get(URL, {"selected": "all"}).context["everything"] == 3
    reply = client.post(URL, {"action": "approve", "all": "2"})
    assert reply.status_code == 409
    assert checks.pending_count() == 3
    client.post(URL, {"action": "approve", "all": "3"})
    assert checks.pending_count() == 0


def test_by_htmx_the_row_comes_back_decided(client_of, admin, several):
    reply = decide(client_of(admin, htmx=True), several[1], "approve")
    [row] = parsed(reply).all("tr")
    assert row["id"] == f"check-{several[1].pk}"
    assert "Approved" in text_of(reply)


# Access


def test_staff_can_neither_decide_nor_download(client_of, owner, several):
    client = client_of(owner)
    assert decide(client, several[1], "approve").status_code == 403
    assert decide(client, several[1], "reject", reason="x").status_code == 403
    assert client.get(f"{URL}export/").status_code == 403
    client.post(URL, {"action": "approve", "rows": [several[1].pk]})
    assert checks.pending_count() == 3


def test_a_blocked_admin_reaches_nothing(client_of, several):
    blocked = client_of(make_admin("blocked", blocked_pages=["checks"]))
    replies = [
        blocked.get(URL),
        blocked.get(f"{URL}export/"),
        decide(blocked, several[1], "approve"),
    ]
    assert [reply.status_code for reply in replies] == [403, 403, 403]
    assert "badge-checks" not in counts(blocked.get("/badges/"))


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


def test_BC_4_an_admin_decides_with_the_customers_deposits_at_hand(client_of, admin, several):
    page = parsed(client_of(admin).get("/bonuses/checks/?month=all"))
    deposits = f"/omset/?preset=all&product={several[0].product_id}&customer=mine%200"
    assert page.one("a", href=deposits).text == "mine 0"


def test_NO_3_a_decision_settles_the_claim_for_every_admin(client_of, admin, several):
    before = unread_count(admin)
    decide(client_of(admin), several[1], "approve")
    assert before == 3
    assert unread_count(admin) == 2
