"""GET /badges/: what waits for whom (NO-3, NO-4, case 66)."""

from datetime import date

import pytest

from crm.mongo.inspection import recorded_commands
from crm.notifications.send import notify
from members import reservations
from members.models import Reservation, ReservationStatus
from omset.ledger import trash
from omset.models import OmsetRecord, Status
from tests.crm.mongo.plans import indexes
from tests.dashboard.shown import counts
from tests.make import make_admin, make_deposit, make_master, make_reservation
from tests.remembered import remembered

QUEUES = (
    "pending",
    "reserved",
    "requests",
    "leave",
    "attendance",
    "breaks",
    "checks",
    "disputes",
    "redemptions",
    "adjustments",
)
NO_VALUE = {f"badge-{queue}": "" for queue in QUEUES}


@pytest.fixture
def badges(client_of):
    return lambda person: counts(client_of(person).get("/badges/"))


@pytest.fixture
@remembered
def one_deposit_and_two_requests(owner, stranger, product):
    """Case 66: one deposit waits, and two reservations; an approved one of each does not."""
    make_reservation(stranger, product, "held")
    make_deposit(owner, product, "free")
    for customer in ("asked 1", "asked 2"):
        reservations.request(staff=owner, customer_id=customer, product=product, phone="")
    return make_deposit(owner, product, "held")


def waiting(staff, product, number: int, status=Status.PENDING) -> None:
    OmsetRecord.objects.bulk_create(
        OmsetRecord(
            staff=staff,
            product=product,
            date=date(2026, 2, 1),
            customer_id=str(at),
            nominal=1,
            total=1,
            status=status,
        )
        for at in range(number)
    )


def requests(staff, product, number: int) -> None:
    Reservation.objects.bulk_create(
        Reservation(
            staff=staff,
            product=product,
            customer_id=str(at),
            customer_key=str(at),
            status=ReservationStatus.PENDING,
        )
        for at in range(number)
    )


def test_admins_and_master_admins_see_what_waits(admin, badges, one_deposit_and_two_requests):
    texts = NO_VALUE | {"badge-pending": "1", "badge-reserved": "2", "unread": ""}
    assert badges(make_admin("second")) | {"unread": ""} == texts
    assert badges(make_master("boss")) | {"unread": ""} == texts


def test_a_blocked_page_shows_nothing_and_leaves_the_other(badges, one_deposit_and_two_requests):
    blocked = make_admin("blocked", blocked_pages=["pending"])
    texts = NO_VALUE | {"badge-reserved": "2", "unread": ""}
    del texts["badge-pending"]
    assert badges(blocked) == texts


def test_an_admin_blocked_from_all_pages_sees_no_count(badges, one_deposit_and_two_requests):
    blocked = make_admin("blocked", blocked_pages=list(QUEUES))
    assert badges(blocked) == {"unread": ""}


def test_staff_have_no_badge_though_their_own_records_wait(
    badges, owner, one_deposit_and_two_requests
):
    assert badges(owner) == {"badge-bonanza": "", "badge-wd": "", "unread": ""}


def test_nothing_waiting_hides_the_badge_but_keeps_its_place(admin, badges):
    assert badges(admin) == NO_VALUE | {"unread": ""}


def test_a_deposit_in_the_trash_does_not_wait(admin, badges, one_deposit_and_two_requests):
    trash.delete(one_deposit_and_two_requests.pk, by=admin)
    assert badges(admin)["badge-pending"] == ""


@pytest.mark.parametrize(("number", "text"), [(99, "99"), (100, "99+"), (120, "99+")])
def test_above_99_it_says_so(admin, badges, owner, product, number, text):
    waiting(owner, product, number)
    requests(owner, product, number)
    texts = {"badge-pending": text, "badge-reserved": text, "unread": ""}
    assert badges(admin) == NO_VALUE | texts


def test_the_bell_counts_ones_own_unread_up_to_9(admin, badges, owner, stranger):
    notify(
        [owner.pk] * 3 + [stranger.pk] * 12, "reservation-approved", "/", customer="x", product="P"
    )
    assert [badges(person)["unread"] for person in (owner, stranger, admin)] == ["3", "9+", ""]


def test_it_takes_three_commands_and_counts_no_further_than_100(admin, client_of, owner, product):
    waiting(owner, product, 120)
    client = client_of(admin)
    client.get("/badges/")
    with recorded_commands() as commands:
        client.get("/badges/")
    [_session, _account, counts] = commands
    assert str(counts.document["pipeline"]).count("{'$limit': 100}") == 12


def test_the_count_of_deposits_reads_the_partial_index(admin, client_of, owner, product):
    waiting(owner, product, 50, Status.APPROVED)
    waiting(owner, product, 3)
    with recorded_commands() as commands:
        client_of(admin).get("/badges/")
    [count] = [command for command in commands if command.collection == "omset_omsetrecord"]
    assert indexes(count) == ["omset_waiting"]


def test_asking_is_not_work_so_an_idle_session_still_ends(admin, client_of):
    client = client_of(admin)
    client.get("/")
    before = client.session["seen"]
    client.get("/badges/")
    assert client.session["seen"] == before


def test_signed_out_one_is_led_to_the_login_page(client, db):
    assert client.get("/badges/").headers["Location"] == "/login/?next=/badges/"
