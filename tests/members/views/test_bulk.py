"""Many requests decided at once: each with its own outcome."""

import pytest

from members import reservations
from members.models import Reservation
from tests.make import make_product
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
LIST = "/members/reserved/"


@pytest.fixture
def requests(owner, product):
    names = ("budi", "siti", "tini")
    return [_ask(owner, product, name) for name in names]


def _ask(staff, product, customer):
    return reservations.request(staff=staff, customer_id=customer, product=product, phone="0812345")


def became(response):
    """What the panel says of each row."""
    outcomes = parsed(response).one("section", role="status")
    return [_outcome(row) for row in outcomes.all("li")]


def _outcome(row):
    label = row.one("strong").text
    return f"{row['class']}: {label}: {row.text.removeprefix(label).removeprefix(' : ')}"


def statuses():
    return dict(Reservation.objects.values_list("customer_id", "status"))


def pks(*rows):
    return [str(row.pk) for row in rows]


def test_the_selected_are_approved_but_for_those_decided_meanwhile(requests, admin, client_of):
    reservations.approve(requests[0].pk, by=admin)
    answer = client_of(admin).post(LIST, {"action": "approve", "rows": pks(*requests[:2])})
    assert became(answer) == [
        "refused: budi for owner: This request does not wait any more: somebody else has decided.",
        "done: siti for owner: approved",
    ]
    assert statuses() == {"budi": "approved", "siti": "approved", "tini": "pending"}


def test_the_selected_are_rejected_with_one_reason(requests, admin, client_of):
    chosen = {"action": "reject", "rows": pks(*requests[:2]), "reason": "no"}
    assert len(became(client_of(admin).post(LIST, chosen))) == 2
    assert statuses() == {"tini": "pending"}


@pytest.mark.parametrize(
    "more", [{"action": "reject"}, {"action": "reject", "reason": "x" * 501}, {}]
)
def test_what_is_half_said_does_nothing(more, requests, admin, client_of):
    answer = client_of(admin).post(LIST, {"rows": pks(*requests)} | more)
    assert answer.status_code == 422
    assert set(statuses().values()) == {"pending"}


def test_all_that_match_are_the_waiting_ones_of_the_filter(requests, owner, admin, client_of):
    other = make_product("Q")
    _ask(owner, other, "budi")
    url = f"{LIST}?product={other.pk}"
    assert client_of(admin).post(url, {"action": "approve", "all": "4"}).status_code == 409
    assert became(client_of(admin).post(url, {"action": "approve", "all": "1"})) == [
        "done: budi for owner: approved"
    ]


def test_staff_decide_nothing(requests, owner, client_of):
    answer = client_of(owner).post(LIST, {"action": "approve", "rows": pks(*requests)})
    assert answer.status_code == 403
    assert set(statuses().values()) == {"pending"}
    assert 'name="rows"' not in client_of(owner).get(LIST).content.decode()


def test_what_is_gone_is_said_without_its_name(requests, admin, client_of):
    reservations.reject(requests[0].pk, by=admin, reason="no")
    rows = [*pks(requests[0]), "nonsense"]
    answer = client_of(admin).post(LIST, {"action": "approve", "rows": rows})
    assert became(answer) == ["refused: A request: It does not exist any more."] * 2
