"""The pages of distributions: the form, who got what, the rows behind each number."""

from uuid import uuid4

import pytest

from crm.staff.accounts.people import deactivate
from members.models import Distribution, MemberRow
from tests.make import make_staff
from tests.members.distribution.test_distribute import give, set_rows
from tests.members.draws.make import make_pool
from tests.parsed import field_errors, parsed, tables, text_of

pytestmark = pytest.mark.django_db
LIST, NEW = "/members/distribution/", "/members/distribution/new/"


@pytest.fixture
def people(db):
    return [make_staff(name) for name in ("ani", "budi", "cici")]


@pytest.fixture
def pool(product):
    return make_pool(product, rows=30)


def form(pool, count, people, weights=(1, 1, 1)):
    fields = {"database": pool.pk, "count": count, "idempotency_key": str(uuid4())}
    named = zip(people, weights, strict=True)
    return fields | {f"weight_{person.pk}": weight for person, weight in named}


def test_an_admin_distributes_and_sees_who_got_what(pool, people, admin, client_of):
    answer = client_of(admin).post(NEW, form(pool, 10, people, (2, 2, 1)))
    distribution = Distribution.objects.get()
    assert answer["Location"] == f"{LIST}{distribution.pk}/"
    ((head, *rows, foot),) = tables(client_of(admin).get(answer["Location"]))
    assert head == ["Staff", "Entitled", "Received", "Worked", "Responded", "Deposited", "Gap"]
    assert sorted(rows) == [
        ["ani", "4", "4", "0", "0", "0", "0"],
        ["budi", "4", "4", "0", "0", "0", "0"],
        ["cici", "2", "2", "0", "0", "0", "0"],
    ]
    assert foot[:3] == ["Total", "10", "10"]
    assert "Database" in text_of(client_of(admin).get(LIST))


def test_each_number_opens_just_its_rows(pool, people, admin, client_of):
    distribution = give(pool, 9, people, admin)
    rows = list(MemberRow.objects.with_staff(people[0].pk))
    set_rows(rows[:2], response="ya")
    page = parsed(client_of(admin).get(f"{LIST}{distribution.pk}/"))
    links = [link for link in page.one("table").all("a") if "show=" in link["href"]]
    assert len(links) == 16
    for link in links:
        opened = parsed(client_of(admin).get(link["href"])).all("tbody")
        assert len(opened[0].all("tr") if opened else []) == int(link.text)


@pytest.mark.parametrize(
    ("weights", "count", "field"),
    [((0, 0, 0), 9, None), ((1, 1, 1), 31, "id_count"), ((1, 1, 1), 0, "id_count")],
)
def test_what_can_not_be_is_refused_in_words(weights, count, field, pool, people, admin, client_of):
    answer = client_of(admin).post(NEW, form(pool, count, people, weights))
    assert answer.status_code == 422
    if field:
        assert list(field_errors(answer)) == [field]
    else:
        assert "give somebody a weight above 0" in text_of(answer)
    assert Distribution.objects.count() == 0


@pytest.mark.parametrize("weight", ["-1", "x", "", "1001"])
def test_what_is_no_weight_is_refused_beside_it(weight, pool, people, admin, client_of):
    answer = client_of(admin).post(NEW, form(pool, 9, people, (1, weight, 1)))
    assert list(field_errors(answer)) == [f"id_weight_{people[1].pk}"]


def test_staff_distribute_nothing_and_see_nothing(pool, people, admin, client_of):
    distribution = give(pool, 9, people, admin)
    client = client_of(people[0])
    assert client.post(NEW, form(pool, 9, people)).status_code == 403
    for address in (LIST, NEW, f"{LIST}{distribution.pk}/", f"{LIST}{distribution.pk}/rows/"):
        assert client.get(address).status_code == 403
    assert Distribution.objects.count() == 1


def test_another_view_of_rows_is_not_found(pool, people, admin, client_of):
    distribution = give(pool, 9, people, admin)
    address = f"{LIST}{distribution.pk}/rows/?show=secret"
    assert client_of(admin).get(address).status_code == 404


def test_nobodys_part_goes_to_the_others_unsaid(pool, people, admin, client_of):
    """Ani is here when the form is opened and away when it is sent."""
    posted = form(pool, 9, people)
    deactivate(people[0].pk, by=admin)
    answer = client_of(admin).post(NEW, posted)
    assert answer.status_code == 422
    assert "Not here today any more: ani." in text_of(answer)
    assert not Distribution.objects.exists()
    assert not MemberRow.objects.with_staff(people[1].pk).exists()


def test_who_is_away_and_was_given_nothing_is_no_hindrance(pool, people, admin, client_of):
    posted = form(pool, 9, people, (0, 1, 1))
    deactivate(people[0].pk, by=admin)
    assert client_of(admin).post(NEW, posted).status_code == 302
    assert MemberRow.objects.with_staff(people[1].pk).count() in (4, 5)
