"""/omset/pending/: the queue with its evidence, decisions one by one and in bulk."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from omset import numbers
from omset.models import OmsetRecord
from omset.views import approvals
from tests.make import make_admin, make_deposit, make_reservation
from tests.omset.views.pages import words
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
PENDING, BULK = "/omset/pending/", "/omset/pending/approve/"
BULK_DECLINE = "/omset/pending/decline/"


@pytest.fixture
@remembered
def reserved(stranger, product):
    return make_reservation(stranger, product, "x", by=make_admin("boss"))


@pytest.fixture
@remembered
def waiting(owner, product, reserved):
    return make_deposit(owner, product, "x")


def url(name, record):
    return reverse(f"omset:{name}", args=[record.pk])


def statuses():
    return sorted(OmsetRecord.objects.values_list("status", flat=True))


def outcomes(answer):
    """What became of each row: its customer, and what is said of it."""
    rows = answer.context["outcomes"]
    return [(row.label.split(",")[0], row.ok, row.text) for row in rows]


def test_the_queue_is_for_admins_RO_6(waiting, owner, admin, client, client_of):
    assert client.get(PENDING).url == f"/login/?next={PENDING}"
    assert client_of(owner).get(PENDING).status_code == 403
    for address in (BULK, BULK_DECLINE):
        answer = client_of(owner).post(address, {"records": f"{waiting.pk}:1", "reason": "no"})
        assert answer.status_code == 403
        assert statuses() == ["pending"]
    assert client_of(admin).get(PENDING).status_code == 200
    assert client_of(admin).post(PENDING).status_code == 405
    assert client_of(admin).get(BULK).status_code == 405
    assert client_of(admin).get(BULK_DECLINE).status_code == 405


def test_the_queue_shows_the_evidence_on_both_sides(owner, stranger, product, admin, client_of):
    make_deposit(stranger, product, "x", "2026-01-20")
    make_deposit(owner, product, "x", "2026-01-10")
    with time_machine.travel(datetime(2026, 1, 31, 18, 0, tzinfo=UTC)):
        make_reservation(stranger, product, "x")
    make_deposit(owner, product, "x", "2026-02-01", note="see chat")
    text = words(client_of(admin).get(PENDING)).replace("\xa0", " ")
    # 18:00 UTC is the next day in Jakarta (G-1).
    row_text = "1 Feb 2026 x see chat P Rp 100.000 owner last deposit 10 Jan 2026"
    assert f"{row_text} stranger since 1 Feb 2026 last deposit 20 Jan 2026" in text


def test_the_queue_says_why_a_deposit_waits(waiting, admin, client_of):
    text = words(client_of(admin).get(PENDING))
    assert "A colleague has reserved these customers." in text
    assert "owner no deposit before stranger since" in text


def test_an_ended_reservation_is_marked(waiting, reserved, admin, client_of):
    reserved.delete()
    assert "stranger no longer since" in words(client_of(admin).get(PENDING))


def test_only_what_waits_is_in_the_queue_newest_first(owner, product, waiting, admin, client_of):
    make_deposit(owner, product, "free")
    later = make_deposit(owner, product, "x", "2026-02-05")
    page = client_of(admin).get(PENDING)
    assert page.context["page"].rows == [later, waiting]


def test_an_empty_queue_says_so(admin, client_of):
    assert "Nothing waits for approval" in words(client_of(admin).get(PENDING))


def test_an_approval_leads_back_to_the_queue_and_counts(waiting, admin, client_of):
    answer = client_of(admin).post(url("approve", waiting), {"version": "1"})
    assert answer.url == PENDING
    assert numbers.total(numbers.TallyScope()).records == 1


def test_with_htmx_the_row_goes_and_the_badges_hear_of_it_NO_4(waiting, admin, client_of):
    client = client_of(admin, htmx=True)
    target = {"HX-Target": f"row-{waiting.pk}"}
    answer = client.post(url("approve", waiting), {"version": "1"}, headers=target)
    assert answer.status_code == 200
    assert answer.content == b""
    assert "pending-changed" in answer["HX-Trigger"]
    assert "Approved: x." in answer["HX-Trigger"]


def test_a_decision_after_somebody_elses_is_409(waiting, admin, client_of):
    client = client_of(admin)
    client.post(url("decline", waiting), {"reason": "no"})
    for name in ("approve", "decline"):
        answer = client.post(url(name, waiting), {"reason": "again"})
        assert answer.status_code == 409
        assert f"{admin.name} has already declined the deposit of x." in words(answer)
    assert statuses() == ["declined"]


def test_with_htmx_the_row_of_what_somebody_else_decided_goes_too(waiting, admin, client_of):
    other = make_admin("other")
    client_of(other).post(url("approve", waiting))
    for name in ("approve", "decline"):
        answer = client_of(admin, htmx=True).post(url(name, waiting), {"reason": "no"})
        # Not a page: the row's "delete" is carried out, and the message is a toast.
        assert answer.status_code == 409
        assert answer.content == b""
        assert "other has already approved the deposit of x." in answer["HX-Trigger"]
        assert "pending-changed" in answer["HX-Trigger"]


def test_a_decision_about_what_is_deleted_says_so(waiting, admin, client_of):
    client = client_of(admin)
    client.post(url("delete", waiting), {"version": "1"})
    assert "This deposit is deleted" in words(client.post(url("approve", waiting)))


@pytest.mark.parametrize("version", ["2", "nonsense", "²", "9" * 5000])
def test_a_decision_about_another_version_is_409(waiting, admin, client_of, version):
    answer = client_of(admin).post(url("approve", waiting), {"version": version})
    assert answer.status_code == 409
    assert statuses() == ["pending"]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_declining_needs_a_reason(waiting, admin, client_of, reason):
    answer = client_of(admin).post(url("decline", waiting), {"reason": reason})
    assert answer.status_code == 422
    assert statuses() == ["pending"]


def test_ones_own_deposit_is_for_another_admin(product, reserved, admin, client_of):
    own = make_deposit(admin, product, "x")
    client = client_of(admin)
    page = client.get(PENDING)
    assert "Your own: another admin decides" in words(page)
    assert url("approve", own) not in page.content.decode()
    for name in ("approve", "decline"):
        assert client.post(url(name, own), {"reason": "x"}).status_code == 409
    assert statuses() == ["pending"]


def test_a_bulk_approval_says_what_became_of_each(owner, product, reserved, admin, client_of):
    days = ["2026-02-01", "2026-02-02", "2026-02-03", "2026-02-04"]
    good, also_good, stale, decided = (make_deposit(owner, product, "x", day) for day in days)
    own = make_deposit(admin, product, "x")
    client = client_of(admin)
    client.post(url("decline", decided), {"reason": "no"})
    gone = "6f1c2f0e6b1d4d0e9d6e0f6f:1"
    chosen = [f"{row.pk}:1" for row in (good, also_good, decided, own)]
    answer = client.post(BULK, {"records": [*chosen, f"{stale.pk}:9", gone, "junk", f"{own.pk}:²"]})
    assert statuses() == ["approved", "approved", "declined", "pending", "pending"]
    assert outcomes(answer) == [
        ("x", True, "approved, NDP"),
        ("x", True, "approved, RDP"),
        ("x", False, f"{admin.name} has already declined the deposit of x."),
        ("x", False, "Nobody decides about their own deposit: ask another admin."),
        ("x", False, "Somebody changed this deposit meanwhile. Look at it again, then decide."),
        ("A deposit", False, "It does not exist any more."),
        ("A deposit", False, "It does not exist any more."),
        ("x", False, "Nobody decides about their own deposit: ask another admin."),
    ]
    assert "2 done, 6 refused" in words(answer)
    assert {row.pk for row in answer.context["page"].rows} == {stale.pk, own.pk}


@pytest.mark.parametrize("address", [BULK, BULK_DECLINE])
@pytest.mark.parametrize("number", [0, 501])
def test_a_bulk_decision_about_none_or_too_many_is_refused(
    waiting, admin, client_of, address, number
):
    chosen = {"records": [f"{waiting.pk}:1"] * number, "reason": "no"}
    answer = client_of(admin).post(address, chosen)
    assert answer.status_code == 422
    assert statuses() == ["pending"]


def test_a_bulk_decline_asks_for_one_reason_and_writes_nothing_until_then(
    waiting, admin, client_of
):
    chosen = {"records": f"{waiting.pk}:1"}
    whole = client_of(admin).post(BULK_DECLINE, chosen)
    target = {"HX-Target": "decline-selected"}
    part = client_of(admin, htmx=True).post(BULK_DECLINE, chosen, headers=target)
    assert [answer.status_code for answer in (whole, part)] == [200, 200]
    for answer in (whole, part):
        assert f'name="records" value="{waiting.pk}:1"' in answer.content.decode()
    assert part.content.decode().strip().startswith("<form")
    assert statuses() == ["pending"]


def test_a_bulk_decline_gives_its_reason_to_each_owner(owner, product, reserved, admin, client_of):
    records = [make_deposit(owner, product, "x", f"2026-02-{day:02}") for day in (1, 2)]
    own = make_deposit(admin, product, "x")
    chosen = [f"{record.pk}:1" for record in (*records, own)]
    answer = client_of(admin).post(BULK_DECLINE, {"records": chosen, "reason": " twice "})
    refused = "Nobody decides about their own deposit: ask another admin."
    assert outcomes(answer) == [
        ("x", True, "declined"), ("x", True, "declined"), ("x", False, refused)
    ]  # fmt: skip
    reasons = OmsetRecord.objects.filter(status="declined").values_list("decline_reason", flat=True)
    assert list(reasons) == ["twice", "twice"]
    assert numbers.total(numbers.TallyScope()).records == 0


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_bulk_decline_needs_a_reason(waiting, admin, client_of, reason):
    chosen = {"records": f"{waiting.pk}:1", "reason": reason}
    answer = client_of(admin).post(BULK_DECLINE, chosen)
    assert answer.status_code == 422
    assert statuses() == ["pending"]


def test_with_htmx_a_bulk_decision_replaces_the_queue(waiting, admin, client_of):
    client = client_of(admin, htmx=True)
    target = {"HX-Target": "queue"}
    answer = client.post(BULK, {"records": f"{waiting.pk}:1"}, headers=target)
    assert answer.content.decode().strip().startswith('<div id="queue"')
    assert "pending-changed" in answer["HX-Trigger"]
    assert "Nothing waits for approval" in words(answer)


def test_the_queue_is_topped_up_with_rows_their_windows_and_the_way_on(
    owner, product, reserved, admin, client_of, monkeypatch
):
    monkeypatch.setattr(approvals, "QUEUE_SIZE", 1)
    oldest, middle, newest = (
        make_deposit(owner, product, "x", f"2026-02-{day:02}") for day in (1, 2, 3)
    )
    client = client_of(admin, htmx=True)
    following = client.get(PENDING).context["page"].next
    target = {"HX-Target": "queue-rows"}
    answer = client.get(PENDING, {"page": following}, headers=target)
    source = answer.content.decode()
    result = {record: f'id="row-{record.pk}"' in source for record in (oldest, middle, newest)}
    assert result == {oldest: False, middle: True, newest: False}
    assert f'id="decline-{middle.pk}"' in source
    assert answer.context["page"].previous == ""
    assert source.count("data-more") == 1


def test_what_people_typed_is_escaped(owner, stranger, product, admin, client_of):
    evil = "<script>alert(1)</script>"
    make_reservation(stranger, product, evil)
    record = make_deposit(owner, product, evil, note=evil)
    client = client_of(admin)
    assert "<script>alert" not in client.get(PENDING).content.decode()
    client.post(url("decline", record), {"reason": evil})
    page = client_of(owner).get(url("record", record)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
