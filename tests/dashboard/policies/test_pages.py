"""The pages of policies: admins see them, a master admin decides, what has passed stays."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from bonuses.models import ExchangeRate
from bonuses.months import closing
from crm.audit.models import Event
from crm.mongo.inspection import collection_scans, recorded_commands
from crm.policies.models import PolicyValue
from crm.policies.reads import value_on
from members.policies import RESERVATION_GRACE
from tests.make import make_admin, make_master, make_rate
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
RATES, GRACE, ALL = "/policies/exchange-rate/", "/policies/reservation-grace/", "/policies/"
OLD = "/bonuses/rates/"
RATE = {"valid_from": "2026-03-01", "value": "16250", "reason": "the bank's"}
DAYS = {"valid_from": "2026-03-21", "value": "45", "reason": "slow months"}


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel("2026-03-20T10:00:00+07:00") as now:
        yield now


@pytest.fixture
def master(client_of):
    return client_of(make_master("master"))


def text(answer):
    return answer.content.decode().replace("\xa0", " ")


def test_a_rate_is_added_beside_the_earlier_ones(master):
    master.post(RATES + "decide/", RATE)
    master.post(RATES + "decide/", RATE | {"value": "16300,50"})
    rows = PolicyValue.objects.order_by("sequence")
    assert [row.valid_from for row in rows] == [date(2026, 3, 1)] * 2
    assert [row.value for row in rows] == [Decimal(16250), Decimal("16300.50")]
    assert [row.author_name for row in rows] == ["master", "master"]
    assert "Rp 16.300,50" in text(master.get(RATES))
    assert "Rp 16.250" in text(master.get(RATES))


@pytest.mark.parametrize(
    "value", ["0", "-1", "16.250", "1,234", "0,001", "0,99", "99999999", "NaN", ""]
)
def test_a_rate_is_a_plain_amount_above_zero(master, value):
    answer = master.post(RATES + "decide/", RATE | {"value": value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["value"]
    assert PolicyValue.objects.count() == 0


@pytest.mark.parametrize("value", ["0", "-1", "366", "1.5", "x", ""])
def test_days_are_whole_and_within_their_bounds(master, value):
    answer = master.post(GRACE + "decide/", DAYS | {"value": value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["value"]
    assert PolicyValue.objects.count() == 0


@pytest.mark.parametrize("reason", ["", "  ", "\u200b", "x" * 501])
def test_a_decision_says_why(master, reason):
    answer = master.post(GRACE + "decide/", DAYS | {"reason": reason})
    assert list(answer.context["form"].errors) == ["reason"]
    assert PolicyValue.objects.count() == 0


def test_what_has_passed_keeps_its_value(master):
    answer = master.post(GRACE + "decide/", DAYS | {"valid_from": "2026-03-19"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "valid_from": ["What has passed keeps its value. Choose 20 Mar 2026 or a later day."]
    }
    assert PolicyValue.objects.count() == 0


def test_a_decision_is_in_history_with_what_held_before(master):
    master.post(GRACE + "decide/", DAYS)
    event = Event.objects.get(subject_type="policies.policyvalue")
    assert event.before == {"value": "30"}
    assert event.after["value"] == "45"
    assert event.after["policy"] == "reservation-grace"
    assert event.reason == "slow months"
    assert event.actor_name == "master"


def test_a_value_that_comes_is_named_and_changes_nothing_yet(master, in_march):
    master.post(GRACE + "decide/", DAYS)
    page = text(master.get(ALL))
    assert "30 days" in page
    assert "45 days" in page
    assert value_on(RESERVATION_GRACE, date(2026, 3, 20)) == 30
    assert value_on(RESERVATION_GRACE, date(2026, 3, 21)) == 45


def test_the_states_of_values_are_shown(master):
    for valid_from, value in (("2026-03-20", 31), ("2026-03-22", 32), ("2026-03-22", 33)):
        master.post(GRACE + "decide/", DAYS | {"valid_from": valid_from, "value": value})
    rows = master.get(GRACE).context["page"].rows
    assert [str(row.dated.value) for row in rows] == ["33", "32", "31"]
    assert [row.state for row in rows] == ["coming", "replaced", "now"]


def test_all_values_are_there_page_by_page(master):
    admin = make_admin()
    for number in range(55):
        make_rate(16_000 + number, date(2026, 3, 1), by=admin)
    first = master.get(RATES).context["page"]
    second = master.get(RATES, {"page": first.next}).context["page"]
    back = master.get(RATES, {"page": second.previous}).context["page"]
    assert [row.dated.sequence for row in first.rows] == list(range(55, 5, -1))
    assert [row.dated.sequence for row in second.rows] == [5, 4, 3, 2, 1]
    assert back.rows == first.rows
    assert second.next == ""


def test_admins_see_and_a_master_admin_decides(client_of, admin, owner):
    client = client_of(admin)
    assert client.get(ALL).status_code == 200
    assert client.get(GRACE).status_code == 200
    assert parsed(client.get(GRACE)).all("form", action=GRACE + "decide/") == []
    assert client.post(GRACE + "decide/", DAYS).status_code == 403
    assert client_of(owner).get(ALL).status_code == 403
    assert client_of(owner).post(GRACE + "decide/", DAYS).status_code == 403
    assert PolicyValue.objects.count() == 0


def test_RO_5_a_policy_of_a_blocked_page_is_not_there(client_of, master):
    master.post(RATES + "decide/", RATE)
    blocked = client_of(make_admin("blocked", blocked_pages=["plans"]))
    page = text(blocked.get(ALL))
    assert "Grace of a reservation" in page
    assert "16.250" not in page
    assert blocked.get(RATES).status_code == 404
    assert client_of(make_admin(blocked_pages=["policies"])).get(ALL).status_code == 403


def test_only_pages_that_the_viewer_may_open_are_linked(client_of, admin):
    blocked = client_of(make_admin("blocked", blocked_pages=["checks"]))
    reserved, claims = ("members:reserved", "Reserved members"), ("bonuses:checks", "Bonus checks")
    assert client_of(admin).get(GRACE).context["moves"] == [reserved, claims]
    assert blocked.get(GRACE).context["moves"] == [reserved]


def test_a_policy_that_is_none_is_404(master):
    assert master.get("/policies/x/").status_code == 404
    assert master.post("/policies/x/decide/", DAYS).status_code == 404


def test_the_pages_ask_little_and_by_index(master):
    master.post(RATES + "decide/", RATE)
    for url in (ALL, RATES):
        with recorded_commands() as commands:
            master.get(url)
        assert [each for each in collection_scans(commands) if "policies" in str(each)] == []
        assert len(commands) <= 12


def test_a_rate_of_a_closed_month_is_refused_beside_the_field(master, admin):
    closing.close(date(2026, 2, 1), by=admin)
    answer = master.post(RATES + "decide/", RATE | {"valid_from": "2026-02-28"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "valid_from": [
            "February 2026 is closed with its rate and keeps it. Choose 1 Mar 2026 or a later day."
        ]
    }
    assert PolicyValue.objects.count() == 0
    assert ExchangeRate.objects.count() == 0


def test_several_closed_months_are_named_together(master, admin):
    for month in (1, 2):
        closing.close(date(2026, month, 1), by=admin)
    answer = master.post(RATES + "decide/", RATE | {"valid_from": "2025-12-01"})
    [error] = answer.context["form"].errors["valid_from"]
    assert "2 months from January 2026 to February 2026 are closed" in error
    assert "Choose 1 Mar 2026" in error


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        ("2026-01-20", "January 2026 to March 2026 are now shown in rupiah at it."),
        ("2026-03-02", "March 2026 is now shown in rupiah at it."),
        ("2026-05-01", "It changes no month up to now."),
    ],
)
def test_the_page_says_which_months_a_rate_moves(master, day, moved):
    answer = master.post(RATES + "decide/", RATE | {"valid_from": day}, follow=True)
    assert moved in text(answer)


def test_a_closing_is_reviewed_with_its_rate(master):
    review = "/bonuses/closing/?month=2026-02"
    assert "no exchange rate is known for its last day" in text(master.get(review))
    master.post(RATES + "decide/", RATE | {"valid_from": "2026-02-01"})
    assert "Rp 16.250 for one dollar, from 1 Feb 2026 on" in text(master.get(review))


def test_the_address_from_before_leads_on(master, client_of, owner):
    assert master.get(OLD, follow=True).redirect_chain == [(RATES, 302)]
    assert client_of(owner).get(OLD).status_code == 403


def test_a_form_from_before_is_answered_beside_its_fields(master):
    posted = {"valid_from": "2026-03-01", "rupiah": "16250"}
    answer = master.post(OLD, posted, follow=True)
    assert answer.redirect_chain == [(RATES + "decide/", 307)]
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["reason", "value"]
    assert PolicyValue.objects.count() == 0


def test_the_pages_speak_indonesian(client_of):
    master = make_master()
    master.language = "id"
    master.save()
    page = text(client_of(master).get(ALL))
    assert "Kebijakan" in page
    assert "30 hari" in page
