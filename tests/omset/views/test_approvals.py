"""/omset/pending/: the queue with its evidence, decisions one by one and in bulk."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse

from omset import numbers
from omset.models import OmsetRecord
from tests.make import make_admin, make_deposit, make_reservation

pytestmark = pytest.mark.django_db
PENDING, BULK = "/omset/pending/", "/omset/pending/approve/"


@pytest.fixture
def reserved(stranger, product):
    return make_reservation(stranger, product, "x", by=make_admin("boss"))


@pytest.fixture
def waiting(owner, product, reserved):
    return make_deposit(owner, product, "x")


def url(name, record):
    return reverse(f"omset:{name}", args=[record.pk])


def words(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def statuses():
    return sorted(OmsetRecord.objects.values_list("status", flat=True))


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_the_queue_is_for_admins_RO_6(waiting, owner, admin, client, client_of):
    assert client.get(PENDING).url == f"/login/?next={PENDING}"
    assert client_of(owner).get(PENDING).status_code == 403
    assert client_of(owner).post(BULK, {"records": waiting.pk}).status_code == 403
    assert client_of(admin).get(PENDING).status_code == 200
    assert client_of(admin).post(PENDING).status_code == 405
    assert client_of(admin).get(BULK).status_code == 405


def test_the_queue_shows_the_evidence_on_both_sides(owner, stranger, product, admin, client_of):
    make_deposit(stranger, product, "x", "2026-01-20")
    make_deposit(owner, product, "x", "2026-01-10")
    with time_machine.travel(datetime(2026, 1, 31, 18, 0, tzinfo=UTC)):
        make_reservation(stranger, product, "x")
    make_deposit(owner, product, "x", "2026-02-01", note="see chat")
    text = words(client_of(admin).get(PENDING)).replace("\xa0", " ")
    # 18:00 UTC is the next day in Jakarta (G-1).
    shown = "1 Feb 2026 owner last deposit 10 Jan 2026 x see chat P Rp 100.000"
    assert f"{shown} stranger since 1 Feb 2026 last deposit 20 Jan 2026" in text


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
    assert numbers.total(numbers.Scope()).records == 1


def test_with_htmx_the_row_goes_and_the_badges_hear_of_it_NO_4(waiting, admin, client_of):
    client = client_of(admin, htmx=True)
    target = {"HX-Target": f"row-{waiting.pk}"}
    answer = client.post(url("approve", waiting), {"version": "1"}, headers=target)
    assert (answer.status_code, answer.content) == (200, b"")
    assert "pending-changed" in answer["HX-Trigger"]
    assert "Approved: x." in answer["HX-Trigger"]


def test_a_decision_after_somebody_elses_is_409(waiting, admin, client_of):
    client = client_of(admin)
    client.post(url("decline", waiting), {"reason": "no"})
    for name in ("approve", "decline"):
        answer = client.post(url(name, waiting), {"reason": "again"})
        assert answer.status_code == 409
        assert "somebody else has decided" in words(answer)
    assert statuses() == ["declined"]


@pytest.mark.parametrize("version", ["2", "nonsense", "²", "9" * 5000])
def test_a_decision_about_another_version_is_409(waiting, admin, client_of, version):
    answer = client_of(admin).post(url("approve", waiting), {"version": version})
    assert (answer.status_code, statuses()) == (409, ["pending"])


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_declining_needs_a_reason(waiting, admin, client_of, reason):
    answer = client_of(admin).post(url("decline", waiting), {"reason": reason})
    assert (answer.status_code, statuses()) == (422, ["pending"])


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
    assert answer.url == PENDING
    assert statuses() == ["approved", "approved", "declined", "pending", "pending"]
    assert said(answer)[-7:] == [
        "2 deposits approved.",
        "x: It does not wait any more: somebody else has decided.",
        "x: Nobody decides about their own deposit: ask another admin.",
        "x: Somebody changed this deposit meanwhile. Look at it again, then decide.",
        "One of the deposits does not exist any more.",
        "One of the deposits does not exist any more.",
        "x: Nobody decides about their own deposit: ask another admin.",
    ]


@pytest.mark.parametrize("number", [0, 201])
def test_a_bulk_approval_of_none_or_too_many_is_refused(waiting, admin, client_of, number):
    answer = client_of(admin).post(BULK, {"records": [f"{waiting.pk}:1"] * number})
    assert (answer.status_code, statuses()) == (422, ["pending"])


def test_what_people_typed_is_escaped(owner, stranger, product, admin, client_of):
    evil = "<script>alert(1)</script>"
    make_reservation(stranger, product, evil)
    record = make_deposit(owner, product, evil, note=evil)
    client = client_of(admin)
    assert "<script>alert" not in client.get(PENDING).content.decode()
    client.post(url("decline", record), {"reason": evil})
    page = client_of(owner).get(url("record", record)).content.decode()
    assert ("<script>alert" in page, "&lt;script&gt;" in page) == (False, True)
