"""The foot of each page and /status/ say whether the numbers agree with the ledger, and open it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache

from crm.mongo.inspection import collection_scans, recorded_commands
from crm.mongo.rows import collection
from omset.models import DailyTally, GroupTally, MonthlyTally, OmsetRecord
from omset.models.job_runs import Reconciliation, Source
from omset.reconciliation import reconcile
from tests.make import make_admin, make_deposit, make_master
from tests.parsed import parsed
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
# 14:05 in Jakarta.
NOW = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)
CHECK, REPAIR = "/status/check/", "/status/repair/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
@remembered
def deposit(owner, product):
    return make_deposit(owner, product, "x")


def foot(client, page="/omset/"):
    """The words at the foot of a page, without markup; None where there is no foot."""
    parts = parsed(client.get(page)).all("footer", id="foot")
    return parts[0].text if parts else None


def check(client, **data):
    return client.post(CHECK, data, follow=True).content.decode()


def test_numbers_that_agree_say_when_they_were_checked(client_of, admin, deposit):
    client = client_of(admin)
    assert foot(client) == "Numbers not checked yet"
    page = check(client)
    assert "All numbers agree with the deposits." in page
    assert foot(client) == "Numbers checked 22 Nov 2026 14:05 · no difference"


def test_differences_are_counted_and_lead_to_the_details(client_of, admin, deposit):
    DailyTally.objects.update(ndp=5, total=7)
    client = client_of(admin)
    assert "2 differences found." in check(client)
    assert foot(client, "/") == "Numbers checked 22 Nov 2026 14:05 · 2 differences"
    [link] = parsed(client.get("/omset/")).one("footer", id="foot").all("a")
    assert link["href"] == "/status/"
    assert "badge-declined" in link["class"].split()


def test_what_was_not_checked_for_26_hours_is_said(client_of, admin, deposit, clock):
    check(client_of(admin))
    clock.move_to(NOW + timedelta(hours=26))
    assert foot(client_of(admin)) == "Numbers checked 22 Nov 2026 14:05 · no difference"
    clock.move_to(NOW + timedelta(hours=26, seconds=1))
    assert foot(client_of(admin)) == "Numbers not checked since 22 Nov 2026 14:05"


def test_staff_and_admins_blocked_from_it_are_told_nothing(client_of, owner, deposit):
    for person in (owner, make_admin(blocked_pages=["status"])):
        client = client_of(person)
        answers = [client.post(url).status_code for url in (CHECK, REPAIR)]
        assert foot(client) is None
        assert answers == [403, 403]
    assert Reconciliation.objects.count() == 0


def test_the_foot_takes_one_command_by_index(client_of, admin, deposit):
    reconcile.reconcile(Source.NIGHTLY)
    client = client_of(admin)
    with recorded_commands() as commands:
        client.get("/omset/")
    about = [command for command in commands if "omset_reconciliation" in str(command.document)]
    assert len(about) == 1
    assert collection_scans(about) == []
    assert len(commands) <= 12


def differences(client):
    """Those of the last check, as the page lists them."""
    [last_check, *_] = client.get("/status/").context["checks"]
    return last_check.differences


def test_each_difference_opens_its_records(client_of, admin, deposit):
    DailyTally.objects.update(ndp=5)
    MonthlyTally.objects.update(total=7)
    collection(OmsetRecord).update_one({"_id": deposit.pk}, {"$set": {"is_tambahan": True}})
    client = client_of(admin)
    check(client)
    place = f"&staff={deposit.staff_id}"
    assert {(difference.where, difference.url) for difference in differences(client)} == {
        (str(deposit.pk), f"/omset/{deposit.pk}/"),
        (
            "owner / P / 2026-02-01",
            "/omset/?start=2026-02-01&end=2026-02-01"
            f"{place}&product={deposit.product_id}&kind=NDP&approval=approved",
        ),
        ("owner / 2026-02-01", f"/omset/?start=2026-02-01&end=2026-02-28{place}&approval=approved"),
    }
    for difference in differences(client):
        answer = client.get(difference.url)
        rows = answer.context["page"].rows if "page" in answer.context else [deposit]
        assert answer.status_code == 200
        assert [row.pk for row in rows] == [deposit.pk]


def test_a_customers_group_opens_under_an_address_that_does_not_name_them(
    client_of, admin, deposit
):
    GroupTally.objects.update(records=5)
    client = client_of(admin)
    check(client)
    urls = [difference.url for difference in differences(client) if difference.what == "Customer"]
    assert urls == [f"/omset/details/{deposit.pk}/"]
    assert [row.pk for row in client.get(urls[0]).context["page"].rows] == [deposit.pk]


def test_a_difference_is_said_in_words(client_of, admin, deposit):
    MonthlyTally.objects.update(total=7)
    client = client_of(admin)
    check(client)
    [difference] = differences(client)
    assert difference.what == "Month"
    assert difference.field == "Omset"
    assert difference.stored == "Rp 7"
    assert difference.expected == "Rp 100.000"


def test_a_missing_row_is_said_in_words(client_of, admin, deposit):
    collection(DailyTally).delete_many({})
    client = client_of(admin)
    check(client)
    difference = differences(client)[0]
    assert difference.field == "The whole row"
    assert difference.stored == "–"
    assert difference.expected == "Rp 100.000"


def test_an_admin_blocked_from_the_list_gets_differences_without_links(client_of, deposit):
    DailyTally.objects.update(ndp=5)
    client = client_of(make_admin(blocked_pages=["omset"]))
    check(client)
    assert [difference.url for difference in differences(client)] == [""]


def test_a_check_changes_nothing_and_a_repair_is_for_master_admins(client_of, admin, deposit):
    DailyTally.objects.update(ndp=5)
    check(client_of(admin))
    assert client_of(admin).post(REPAIR).status_code == 403
    assert DailyTally.objects.get().ndp == 5
    master = client_of(make_master())
    page = master.post(REPAIR, follow=True).content.decode()
    assert "1 difference repaired." in page
    assert DailyTally.objects.get().ndp == 1
    assert foot(master) == "Numbers checked 22 Nov 2026 14:05 · 1 difference repaired"


def forms_by_themselves(page):
    """The forms that send themselves as soon as they are there."""
    return [form for form in page.all("form") if form.get("hx-trigger").startswith("load")]


def test_a_large_ledger_is_checked_in_turns_that_go_on_by_themselves(
    client_of, admin, deposit, stranger, product, monkeypatch
):
    make_deposit(stranger, product, "y")
    monkeypatch.setattr(reconcile, "TURN_SECONDS", -1)
    client = client_of(admin, htmx=True)
    answer = parsed(client.post(CHECK))
    assert "1 person looked at, 1 to go." in answer.one("section", id="numbers").text
    assert [form["hx-trigger"] for form in forms_by_themselves(answer)] == [
        "load delay:300ms, submit"
    ]
    assert foot(client) == "Numbers not checked yet"
    answer = parsed(client.post(CHECK, {"go_on": "1"}))
    assert answer.one("footer", id="foot")["hx-swap-oob"] == "true"
    assert "to go." not in answer.text
    assert Reconciliation.objects.conclusive().first().records == 2


def test_a_turn_left_by_somebody_waits_for_a_press(
    client_of, admin, deposit, stranger, product, monkeypatch
):
    make_deposit(stranger, product, "y")
    monkeypatch.setattr(reconcile, "TURN_SECONDS", -1)
    reconcile.take_a_turn(by=admin)
    page = parsed(client_of(admin).get("/status/"))
    assert "1 person looked at, 1 to go." in page.text
    assert forms_by_themselves(page) == []


def test_a_second_check_at_once_is_told_to_wait(client_of, admin, deposit):
    cache.add(reconcile.TURN, "rina", timeout=60)
    answer = client_of(admin).post(CHECK)
    assert answer.status_code == 409
    assert b"rina has the numbers checked" in answer.content


def test_too_many_checks_are_refused(client_of, admin, deposit):
    client = client_of(admin)
    answers = [client.post(CHECK).status_code for _time in range(11)]
    assert answers == [302] * 10 + [429]


def test_a_script_reads_the_last_check(client_of, admin, deposit):
    client = client_of(admin)
    assert client.get("/status?format=json").json()["numbers"] == {"state": "never"}
    check(client)
    assert client.get("/status?format=json").json()["numbers"] == {
        "state": "good", "checked_at": "2026-11-22T07:05:00Z", "records": 1,
        "differences": 0, "repaired": False,
    }  # fmt: skip


def test_OM_11_the_state_of_the_trash_is_there(client_of, admin, deposit):
    assert client_of(admin).get("/status?format=json").json()["trash"] == {
        "retention_days": 30, "total": 0, "expired": 0, "last_run": None,
    }  # fmt: skip
