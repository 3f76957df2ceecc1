"""The pages of a reservation's life: its own, expiring ones, the archive, who leaves."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from crm.mongo.inspection import collection_scans, recorded_commands
from crm.registry import absences
from crm.registry.queues import QUEUES
from members import reservations
from members.models import PastReservation, Reservation
from members.reservations.endings.ending import release
from members.reservations.endings.expiry import expire
from members.reservations.extensions import ask_extension, grant_extension
from tests.make import make_admin, make_deposit, make_master, make_product
from tests.members.reservations.life import aged, days_ago, held, inbox, today
from tests.members.rows import make_row, plain_database
from tests.members.views.reserved_pages import ARCHIVE, LIST, customers, text
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
PHONE = "0812345678"


def at(reservation, verb=""):
    return f"{LIST}{reservation.pk}/{verb}"


def test_each_says_until_when_it_protects_and_why(client_of, owner, admin, product):
    reservation = held(owner, product, by=admin, days=60)
    make_deposit(owner, product, "x", str(days_ago(10)))
    for page in (LIST, at(reservation)):
        assert "30 days of grace" in text(client_of(owner).get(page))
    reservations.set_permanent(reservation.pk, True, by=admin)
    assert "permanent: it does not run out" in text(client_of(owner).get(LIST))


def test_RO_7_a_colleague_sees_neither_its_end_nor_its_deposits(
    client_of, owner, stranger, admin, product
):
    reservation = held(owner, product, by=admin)
    make_deposit(owner, product, "x", str(days_ago(2)))
    page = text(client_of(stranger).get(LIST))
    assert "30 days of grace" not in page
    assert client_of(stranger).get(at(reservation)).status_code == 404
    assert client_of(stranger).post(at(reservation, "extension/")).status_code == 404


@pytest.mark.parametrize(
    ("days", "colour"), [(14, "text-success"), (15, "text-warning"), (22, "text-error")]
)
def test_RS_7_the_days_since_the_last_deposit_have_a_colour(
    days, colour, client_of, owner, admin, product
):
    held(owner, product, by=admin, days=60)
    make_deposit(owner, product, "x", str(days_ago(days)))
    [cell] = parsed(client_of(admin).get(LIST)).all("td", **{"data-label": "Last deposit"})
    assert cell.one("span")["class"] == colour


def test_RS_7_a_phone_opens_a_chat(client_of, owner, admin, product):
    reservations.add(by=admin, staff=owner, customer_id="x", product=product, phone="0812 345 678")
    assert 'href="https://wa.me/62812345678"' in text(client_of(owner).get(LIST))


def test_the_expiring_ones_stand_in_the_order_of_their_ends(client_of, owner, admin, product):
    for customer, days in (("later", 24), ("sooner", 29), ("safe", 5)):
        held(owner, product, customer, by=admin, days=days)
    assert customers(client_of(admin).get(LIST, {"status": "expiring"})) == ["sooner", "later"]


def test_RO_7_staff_see_their_own_expiring_ones_alone(client_of, owner, stranger, admin, product):
    held(owner, product, "mine", by=admin, days=25)
    held(stranger, product, "theirs", by=admin, days=25)
    assert customers(client_of(owner).get(LIST, {"status": "expiring"})) == ["mine"]


def test_a_request_shows_its_age_red_after_a_day(client_of, owner, admin, product):
    reservation = reservations.request(staff=owner, customer_id="x", product=product, phone=PHONE)
    client = client_of(admin)
    assert "text-error" not in text(client.get(LIST, {"status": "pending"}))
    reservation.created_at -= reservation.created_at - reservation.created_at.replace(year=2020)
    reservation.save()
    assert "text-error" in text(client.get(LIST, {"status": "pending"}))


def test_two_requests_for_one_customer_show_their_evidence_side_by_side(
    client_of, owner, stranger, admin, product
):
    make_deposit(owner, product, "x", str(days_ago(3)), nominal=150_000)
    make_deposit(stranger, product, "x", str(days_ago(9)), nominal=250_000)
    reservations.request(staff=owner, customer_id="x", product=product, phone=PHONE)
    other = make_product("Q")
    reservations.request(staff=stranger, customer_id="X", product=other, phone=PHONE)
    page = text(client_of(admin).get(LIST, {"status": "pending"}))
    assert page.count("Rp 150.000") == page.count("Rp 250.000") == 2
    assert "owner asks for the customer in P, too" in page
    assert "stranger asks for the customer in Q, too" in page
    assert "Rp 150.000" not in text(client_of(owner).get(LIST, {"status": "pending"}))


def test_an_admin_moves_releases_and_restores(client_of, owner, stranger, admin, product):
    reservation, client = held(owner, product, by=admin), client_of(admin)
    client.post(at(reservation, "move/"), {"staff": stranger.pk})
    assert Reservation.objects.get().staff_id == stranger.pk
    assert client.post(at(reservation, "release/"), {"reason": " "}).status_code == 422
    client.post(at(reservation, "release/"), {"reason": "enough"})
    assert Reservation.objects.count() == 0
    assert customers(client.get(ARCHIVE)) == ["x"]
    past = PastReservation.objects.listed().get()
    client.post(f"{ARCHIVE}{past.pk}/restore/")
    assert Reservation.objects.get().staff_id == stranger.pk
    assert client.post(f"{ARCHIVE}{past.pk}/restore/").status_code == 409
    assert client.post(at(past, "release/"), {"reason": "x"}).status_code == 409


def test_an_owner_asks_and_an_admin_gives_more_time(client_of, owner, admin, product):
    reservation = held(owner, product, by=admin, days=25)
    client_of(owner).post(at(reservation, "extension/"), {"reason": "on holiday"})
    client_of(admin).post(at(reservation, "extension/grant/"))
    assert Reservation.objects.get().extension == "granted"
    assert client_of(admin).post(at(reservation, "extension/grant/")).status_code == 409


@pytest.mark.parametrize(
    "verb", ["move/", "release/", "permanent/", "extension/grant/", "extension/refuse/"]
)
def test_RO_6_staff_and_blocked_admins_decide_nothing(verb, client_of, owner, admin, product):
    reservation = held(owner, product, by=admin)
    for person in (owner, make_admin(blocked_pages=["reserved"])):
        assert client_of(person).post(at(reservation, verb), {"reason": "x"}).status_code == 403
    assert client_of(owner).get(ARCHIVE).status_code == 403
    assert Reservation.objects.get().staff_id == owner.pk


def test_RO_12_who_is_deactivated_hands_over(client_of, owner, stranger, admin, product):
    for customer in ("x", "y"):
        held(owner, product, customer, by=admin)
    row = make_row(plain_database(product), "z", staff=owner)
    client = client_of(make_master())
    answer = client.post(f"/staff/{owner.pk}/deactivate/")
    place = f"/members/reserved/leaver/{owner.pk}/"
    assert answer["Location"] == place
    moved = client.post(place, {"action": "move", "staff": stranger.pk})
    assert len(moved.context["outcomes"].done) == 2
    assert set(Reservation.objects.values_list("staff_id", flat=True)) == {stranger.pk}
    client.post(place, {"action": "return"})
    row.refresh_from_db()
    assert row.status == "available"
    assert sum(client.get(place).context["in_hand"]) == 0


def test_RO_12_or_lets_go(client_of, owner, admin, product):
    held(owner, product, "x", by=admin)
    reservations.request(staff=owner, customer_id="y", product=product, phone=PHONE)
    client_of(admin).post(f"/members/reserved/leaver/{owner.pk}/", {"action": "release"})
    assert Reservation.objects.count() == 0
    causes = PastReservation.objects.values_list("cause", flat=True)
    assert list(causes) == ["owner_left"] * 2


def test_the_pages_ask_little_and_by_index(client_of, owner, admin, product):
    for number in range(12):
        held(owner, product, f"c{number}", by=admin, days=25)
        reservations.request(staff=owner, customer_id=f"r{number}", product=product, phone=PHONE)
        release(held(owner, product, f"e{number}", by=admin).pk, by=admin, reason="x")
    reservation = Reservation.objects.approved().first()
    pages = [LIST, f"{LIST}?status=pending", f"{LIST}?status=expiring", ARCHIVE, at(reservation)]
    client = client_of(admin)
    for page in pages:
        with recorded_commands() as commands:
            assert client.get(page).status_code == 200
        assert collection_scans(commands) == []
        assert len(commands) <= 13, page


# The command


def reserve(*arguments):
    out = StringIO()
    try:
        call_command("reserve", *arguments, "--json", stdout=out, stderr=StringIO())
        code = 0
    except SystemExit as exit:
        code = exit.code
    return code, json.loads(out.getvalue())


def test_reserve_says_the_reservation_or_the_holder(owner, stranger, admin, product):
    place = ["--product", product.name, "--by", "admin"]
    code, document = reserve("Budi 01", *place, "--staff", "owner")
    assert code == 0
    assert document["reservation"] == str(Reservation.objects.get().pk)
    code, document = reserve("BUDI01", *place, "--staff", "stranger")
    assert code == 1
    assert document["held_by"] == "owner"


@pytest.mark.parametrize(
    "change",
    [{"--staff": "nobody"}, {"--product": "?"}, {"--by": "stranger"}, {"--staff": "admin"}],
)
def test_reserve_refuses_what_can_not_be(change, owner, stranger, admin, product):
    given = {"--product": product.name, "--staff": "owner", "--by": "admin"} | change
    with pytest.raises(CommandError) as refused:
        reserve("x", *[part for pair in given.items() for part in pair])
    assert refused.value.returncode == 2
    assert Reservation.objects.count() == 0


def test_an_ended_one_is_told_of_and_gone_from_the_list(client_of, owner, admin, product):
    aged(held(owner, product, by=admin), 31)
    expire(today())
    assert customers(client_of(owner).get(LIST)) == []
    assert inbox(owner)[0] == "reservation-no-deposit"


def test_what_waits_for_more_time_has_a_tab_and_a_number(client_of, owner, admin, product):
    asking = held(owner, product, "asking", by=admin)
    held(owner, product, "quiet", by=admin)
    ask_extension(asking.pk, by=owner, reason="he is abroad")
    client = client_of(admin)
    assert customers(client.get(f"{LIST}?status=asked")) == ["asking"]
    assert "?status=asked" in text(client.get(LIST))
    [queue] = [each for each in QUEUES if each.key == "extensions"]
    assert queue.waiting().count() == 1
    assert customers(client.get(queue.url)) == ["asking"]
    cards = {card["label"]: card for card in client.get("/").context["waiting"]}
    assert cards["Extensions to decide about"]["count"] == 1
    assert cards["Reservations to approve"]["count"] == 0
    grant_extension(asking.pk, by=admin)
    assert customers(client.get(queue.url)) == []


def test_RO_5_whoever_decides_nothing_has_no_tab_of_it(client_of, owner, stranger, admin, product):
    asking = held(owner, product, "asking", by=admin)
    ask_extension(asking.pk, by=owner, reason="he is abroad")
    assert "?status=asked" not in text(client_of(stranger).get(LIST))
    assert customers(client_of(stranger).get(f"{LIST}?status=asked")) == []


def test_whose_owner_was_on_leave_does_not_expire_yet(
    client_of, owner, stranger, admin, product, monkeypatch
):
    held(owner, product, "away", by=admin, days=25)
    held(stranger, product, "here", by=admin, days=25)
    leave = {days_ago(number) for number in range(20)}

    def reader(people, first, last):
        return {pk: leave for pk in people if pk == owner.pk}

    assert set(customers(client_of(admin).get(f"{LIST}?status=expiring"))) == {"away", "here"}
    monkeypatch.setattr(absences, "_readers", [reader])
    assert customers(client_of(admin).get(f"{LIST}?status=expiring")) == ["here"]
