"""/omset/customers/: the customers that fit what is being typed, each person their own (RO-6)."""

import pytest

from crm.mongo.inspection import collection_scans, recorded_commands
from tests.make import make_deposit, make_product
from tests.parsed import parsed
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
CUSTOMERS = "/omset/customers/"


@pytest.fixture
@remembered
def recorded(owner, stranger, admin, product):
    """The same beginning in the ledgers of three people."""
    make_deposit(owner, product, "Budi 01", "2026-02-01")
    make_deposit(stranger, product, "budi-of-stranger")
    make_deposit(admin, product, "budi-of-admin")


def suggested(client, text, **more):
    page = parsed(client.post(CUSTOMERS, {"customer_id": text} | more))
    return [option["data-value"] for option in page.all("li") if "data-value" in option.attributes]


def test_an_anonymous_visitor_is_sent_to_the_login_page(client, db):
    assert client.get(CUSTOMERS).url.startswith("/login/?next=/omset/customers/")


def test_other_methods_are_refused(owner, client_of):
    assert client_of(owner).put(CUSTOMERS).status_code == 405


def test_the_page_sends_what_is_typed_and_names_nobody_in_an_address(owner, client_of):
    fields = parsed(client_of(owner).get("/omset/new/")).one("div", **{"class": "combobox"})
    assert fields["hx-post"] == CUSTOMERS
    assert "hx-get" not in fields.attributes


def test_staff_are_shown_their_own_customers_whoever_they_ask_for(
    recorded, owner, stranger, client_of
):
    client = client_of(owner)
    assert suggested(client, "bud") == ["Budi 01"]
    assert suggested(client, "bud", staff=stranger.pk) == ["Budi 01"]


def test_admins_are_shown_those_of_the_chosen_person_else_their_own(
    recorded, admin, owner, stranger, client_of
):
    client = client_of(admin)
    assert suggested(client, "bud") == ["budi-of-admin"]
    assert suggested(client, "bud", staff=owner.pk) == ["Budi 01"]
    assert suggested(client, "bud", staff=stranger.pk) == ["budi-of-stranger"]
    assert suggested(client, "bud", staff="nonsense") == ["budi-of-admin"]


def test_each_says_when_and_in_what_the_last_deposit_was(owner, product, client_of):
    make_deposit(owner, product, "budi", "2026-01-31")
    make_deposit(owner, make_product("Q"), "budi", "2026-02-01")
    text = client_of(owner).get(CUSTOMERS, {"customer_id": "bu"}).content.decode()
    assert "Q, 1 Feb 2026" in text.replace("\xa0", " ")


@pytest.mark.parametrize("text", ["", "b", " b ", "b" * 121])
def test_too_little_and_too_much_suggest_nothing(recorded, owner, client_of, text):
    assert suggested(client_of(owner), text) == []


@pytest.mark.parametrize("text", [".*", "^u", "b.", "((", "[[", "%%", "$$", "\\\\", "\0\0", "{}"])
def test_no_character_is_a_pattern(recorded, owner, client_of, text):
    answer = client_of(owner).get(CUSTOMERS, {"customer_id": text})
    assert answer.status_code == 200
    assert suggested(client_of(owner), text) == (["Budi 01"] if text == "b." else [])


def test_what_people_typed_is_escaped(owner, product, client_of):
    evil = '"><script>alert(1)</script>'
    make_deposit(owner, product, evil)
    source = client_of(owner).get(CUSTOMERS, {"customer_id": evil}).content.decode()
    assert "<script>" not in source
    assert suggested(client_of(owner), evil) == [evil]


def test_eight_at_most_by_few_commands_and_an_index(owner, product, client_of):
    for number in range(10):
        make_deposit(owner, product, f"budi{number}")
    client = client_of(owner)
    with recorded_commands() as commands:
        assert len(suggested(client, "bu")) == 8
    assert collection_scans(commands) == []
    assert len(commands) <= 12
