"""Claims are granted or refused: one, or many."""

import pytest

from bonuses.claims import checks
from crm.notifications.inbox import unread_count
from tests.bonuses.views.claims.pages import URL, customers
from tests.dashboard.shown import counts
from tests.make import make_admin
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db


def decide(client, check, verb, **data):
    return client.post(f"{URL}{check.pk}/{verb}/", data)


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


def test_BC_4_an_admin_decides_with_the_customers_deposits_at_hand(client_of, admin, several):
    client = client_of(admin)
    page = parsed(client.get("/bonuses/checks/?month=all"))
    of_claim = f"/members/customers/of/claim/{several[0].pk}/"
    assert page.one("a", href=of_claim).text == "mine 0"
    assert "mine 0" in client.get(of_claim, follow=True).text


def test_the_customer_of_a_claim_is_for_whoever_sees_the_claim(client_of, several, stranger):
    of_claims = [f"/members/customers/of/claim/{several[place].pk}/" for place in (0, 3)]
    client = client_of(stranger)
    assert [client.get(of_claim).status_code for of_claim in of_claims] == [404, 302]


def test_NO_3_a_decision_settles_the_claim_for_every_admin(client_of, admin, several):
    before = unread_count(admin)
    decide(client_of(admin), several[1], "approve")
    assert before == 3
    assert unread_count(admin) == 2
