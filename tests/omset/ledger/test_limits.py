"""Plausible limits: beyond them a deposit waits, counts nothing, and says why (OM-1, OM-9)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm.notifications.models import Notification
from crm.policies.verbs import decide
from omset import numbers
from omset.ledger import approval, entries, trash
from omset.policies import LARGEST_DEPOSIT, OLDEST_ENTRY
from tests.make import deposit_form, make_admin, make_deposit, make_master, make_reservation
from tests.parsed import parsed, text_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("limits_as_shipped", "nothing_differs"),
]
HALF_A_BILLION = 500_000_000
TOO_LARGE = "more than the largest single deposit, Rp 500.000.000"


def days_back(days):
    return (timezone.localdate() - timedelta(days=days)).isoformat()


def counted():
    sums = numbers.total(numbers.TallyScope())
    return sums.records, int(sums.total)


def corrected(record, by, **changed):
    facts = {"date": record.date, "customer_id": "x", "nominal": record.nominal} | changed
    return entries.edit(record.pk, entries.Entry(**facts), by=by, version=record.version)


def test_plausible_limits_let_what_equals_them_count(owner, product):
    record = make_deposit(owner, product, "x", days_back(31), HALF_A_BILLION)
    assert record.status == "approved"
    assert record.beyond_limits is None
    assert counted() == (1, HALF_A_BILLION)


@pytest.mark.parametrize(
    ("days", "nominal", "multiplier", "beyond"),
    [
        (0, HALF_A_BILLION + 1, 1, ["largest"]),
        (0, 250_000_001, 2, ["largest"]),
        (32, 1000, 1, ["oldest"]),
        (13_000, 999_999_999_999, 1, ["largest", "oldest"]),
    ],
)
def test_plausible_limits_keep_what_is_beyond_them_waiting(
    owner, product, days, nominal, multiplier, beyond
):
    record = make_deposit(owner, product, "x", days_back(days), nominal, multiplier=multiplier)
    assert record.status == "pending"
    assert list(record.beyond_limits) == beyond
    assert counted() == (0, 0)


def test_plausible_limits_of_dates_are_for_staff_those_of_amounts_for_all(owner, product, admin):
    old = make_deposit(owner, product, "x", days_back(400), by=admin)
    large = make_deposit(owner, product, "x", days_back(0), HALF_A_BILLION + 1, by=admin)
    assert old.status == "approved"
    assert large.status == "pending"


def test_plausible_limits_hold_from_the_date_they_are_decided_for(owner, product):
    today, top = timezone.localdate(), make_master("top")
    decide(LARGEST_DEPOSIT, Decimal(1000), today, by=top, reason="small")
    decide(OLDEST_ENTRY, Decimal(0), today + timedelta(days=1), by=top, reason="only today")
    large = make_deposit(owner, product, "x", days_back(1), 1001)
    assert list(large.beyond_limits) == ["largest"]


def test_plausible_limits_are_decided_by_a_second_person_and_it_counts(owner, product, admin):
    record = make_deposit(owner, product, "x", days_back(40))
    approved = approval.approve(record.pk, by=admin)
    assert approved.status == "approved"
    assert list(approved.beyond_limits) == ["oldest"]
    assert counted() == (1, 100_000)


def test_plausible_limits_hold_for_a_correction_of_what_counts(owner, product):
    record = make_deposit(owner, product, "x", days_back(0))
    record = corrected(record, owner, nominal=Decimal(HALF_A_BILLION + 1))
    assert record.status == "pending"
    assert counted() == (0, 0)
    assert corrected(record, owner, nominal=Decimal(1000)).status == "approved"
    assert counted() == (1, 1000)


def test_plausible_limits_leave_a_correction_of_the_note_alone(owner, product, admin):
    record = make_deposit(owner, product, "x", days_back(40))
    record = approval.approve(record.pk, by=admin)
    assert corrected(record, owner, note="by bank").status == "approved"


def test_plausible_limits_are_not_asked_again_of_what_comes_back(owner, product, admin):
    record = make_deposit(owner, product, "x", days_back(40))
    approval.approve(record.pk, by=admin)
    trash.delete(record.pk, by=owner)
    assert trash.restore(record.pk, by=admin).status == "approved"
    assert counted() == (1, 100_000)


def test_plausible_limits_stand_beside_a_conflict(owner, stranger, product, admin):
    make_reservation(stranger, product, "x", by=admin)
    record = make_deposit(owner, product, "x", days_back(40))
    assert record.conflict["staff_name"] == "stranger"
    assert list(record.beyond_limits) == ["oldest"]


def test_plausible_limits_are_told_to_every_admin(owner, product):
    make_admin("boss")
    make_deposit(owner, product, "x", days_back(0), HALF_A_BILLION + 1)
    [notice] = Notification.objects.filter(kind="omset-beyond-limits")
    assert "recorded Rp 500.000.001 of x in P" in notice.text
    assert "beyond the limits" in notice.text


def test_plausible_limits_are_said_before_and_after_saving_in_queue_and_file(
    owner, product, admin, client_of
):
    form = deposit_form(product, date=days_back(0), customer_id="x", nominal="500.000.001")
    client = client_of(owner)
    assert TOO_LARGE in text_of(client.post("/omset/check/", form))
    assert TOO_LARGE in text_of(client.post("/omset/new/", form, follow=True))
    admins = client_of(admin)
    assert TOO_LARGE in text_of(admins.get("/omset/pending/"))
    [row] = parsed(admins.get("/omset/pending/")).all("tbody")[0].all("tr")
    assert "Imported as pending" not in row.text
    assert TOO_LARGE in text_of(admins.get(row.one("a", **{"class": "link"})["href"]))
    file = admins.get("/omset/export/?preset=all&format=csv").streaming_content
    header, line = (each.split(",") for each in b"".join(file).decode().splitlines()[:2])
    assert line[header.index("beyond")] == "largest"
