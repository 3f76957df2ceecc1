"""Names: one bearer each, the present one in every current list, and alike ones told apart."""

import csv
import io
from datetime import date
from threading import Barrier, Thread
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from bonuses.claims import checks
from bonuses.months import closing
from bonuses.plans import publishing
from bonuses.schedule import plan_of
from crm.staff import catalogue
from crm.staff.accounts import display_names, people
from crm.staff.models import User
from crm.staff.rules.names import clean_name
from omset.ledger import trash
from omset.models import OmsetRecord
from tests.make import make_deposit, make_master, make_product, make_reservation, make_staff
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
TAKEN = "Somebody else has this name already."
ALIKE = [
    "Rina Sari",
    " rina   SARI ",
    "Ｒｉｎａ Sari",  # noqa: RUF001
    "Rina\u00a0Sari",
    "Ri\u200bna Sari",
    "Ri\u200dna Sari",
    "Rina\ufe0f Sari",
    "Rina\u034f Sari",
    "Rina\u3164 Sari",
    "\u202eRina Sari",
    "Rina\U000e0041 Sari",
]


def profile(client, name):
    form_data = {"name": name, "email": "", "language": "", "theme": "system"}
    return client.post("/profile/", form_data)


@pytest.fixture
def rina(db):
    return called(make_staff("rina"), "Rina Sari")


def called(person, name):
    """The account under a name that nobody was asked about, as old data may have one."""
    User.objects.filter(pk=person.pk).update(name=name)
    return User.objects.get(pk=person.pk)


def alike(name):
    """A second account of this name."""
    return called(make_staff(), name)


@pytest.mark.parametrize("spelling", ALIKE)
def test_RO_8_nobody_takes_a_colleagues_name_in_any_spelling(spelling, rina, owner, client_of):
    answer = profile(client_of(owner), spelling)
    assert answer.status_code == 422
    assert answer.context["form"].errors["name"] == [TAKEN]
    assert User.objects.get(pk=owner.pk).name == "owner"


def test_nor_a_colleagues_account_name(rina, owner, client_of):
    assert profile(client_of(owner), "RINA").status_code == 422
    assert profile(client_of(owner), "Rina Sari (rina)").status_code == 422


@pytest.mark.parametrize("spelling", ["R\u0456na Sari", "\u0420ina Sari", "Rin\u0391 Sari"])
def test_nor_one_with_letters_that_look_like_its_own(spelling, rina, owner, client_of):
    errors = profile(client_of(owner), spelling).context["form"].errors["name"]
    assert errors == ["Use the letters of one script: some look alike."]


@pytest.mark.parametrize("name", ["Rina S.", "Иван Петров", "สมชาย", "王芳", "José", "O'Brien-2"])
def test_other_names_are_free(name, rina, owner, client_of):
    assert profile(client_of(owner), name).status_code == 302
    assert User.objects.get(pk=owner.pk).name == name


def test_who_bears_an_equal_name_from_before_may_keep_it_and_change_the_rest(rina, client_of):
    other = alike("Rina Sari")
    assert profile(client_of(other), "RINA Sari").status_code == 302
    assert User.objects.get(pk=other.pk).name == "RINA Sari"


def test_so_it_is_when_an_admin_gives_names(rina, owner, admin, client_of):
    client = client_of(admin)
    form_data = {"name": "rina sari", "email": "", "role": "staff"}
    answer = client.post(f"/staff/{owner.pk}/", form_data)
    assert answer.context["form"].errors["name"] == [TAKEN]
    new = form_data | {"username": "other"}
    assert client.post("/staff/new/", new).context["form"].errors["name"] == [TAKEN]
    new |= {"name": "", "username": "Rina Sari"}
    assert client.post("/staff/new/", new).context["form"].errors["username"] == [TAKEN]
    assert User.objects.count() == 3


def test_and_on_the_command_line(rina, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough passphrase\n"))
    with pytest.raises(CommandError, match=TAKEN):
        call_command("create_user", "x", role="staff", name="RINA SARI", password_stdin=True)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("spelling", "reason"),
    [
        ("Rina Sari", "is the display name of the account “rina”"),
        ("Ri\u200dna Sari", TAKEN),
        ("Rina\ufe0f Sari", TAKEN),
    ],
)
def test_and_for_the_accounts_that_an_import_opens(
    spelling, reason, rina, product, tmp_path, capsys
):
    file = tmp_path / "a.csv"
    file.write_text(f"date,staff,product,customer,nominal\n2026-02-01,{spelling},P,x,100000\n")
    call_command("import_omset", str(file), create_missing=True)
    assert reason in capsys.readouterr().out
    assert list(User.objects.all()) == [rina]


def test_the_verb_refuses_it_too(rina, owner):
    with pytest.raises(display_names.DisplayNameTaken):
        people.edit_own_profile(owner.pk, name="rina sari")


def test_of_two_who_take_a_name_at_once_one_gets_it(owner, stranger):
    start, refused = Barrier(2), []

    def take(person):
        start.wait()
        try:
            people.edit_own_profile(person.pk, name="Same Name")
        except display_names.DisplayNameTaken:
            refused.append(person)
        finally:
            connections.close_all()

    for _round in range(5):
        threads = [Thread(target=take, args=[person]) for person in (owner, stranger)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(refused) == 1
        assert User.objects.filter(name="Same Name").count() == 1
        refused.clear()
        for person in (owner, stranger):
            people.edit_own_profile(person.pk, name=f"{person.username} again {uuid4().hex[:6]}")


@given(st.text(max_size=20))
def test_a_name_looks_like_itself_however_it_is_kept(name):
    assert display_names.look_key(clean_name(name)) == display_names.look_key(name)
    assert display_names.look_key(name.upper()) == display_names.look_key(
        display_names.look_key(name).upper()
    )


def test_alike_ones_are_told_apart_wherever_people_are_listed(rina, admin, product, client_of):
    other = alike("RINA sari")
    for person in (rina, other):
        make_deposit(person, product, "x", "2026-02-01", nominal=400_000_000)
        make_reservation(person, product, person.username, by=admin)
        checks.submit(staff=person, customer_id=person.username, product=product)
    plan = {"plan": plan_of(date(2026, 2, 1)), "valid_from": date(2026, 12, 1)}
    draft = publishing.save_draft(**plan, by=admin)
    client = client_of(admin)
    in_full = [f"{person.name} ({person.username})" for person in (rina, other)]
    month = {"month": "2026-02"}
    pages = {
        "/leaderboard/": {"period": "month"} | month,
        "/bonuses/": month,
        "/bonuses/export/": month | {"format": "csv"},
        "/omset/": {"preset": "all"},
        "/omset/new/": {},
        "/omset/summary/": {"preset": "all"},
        "/omset/export/": {"preset": "all", "sheet": "customers"},
        "/omset/duplicates/": {"preset": "all"},
        "/members/reserved/new/": {},
        "/members/reserved/": {},
        "/bonuses/checks/": {"month": "all"},
        "/bonuses/checks/export/": {"month": "all", "format": "csv"},
        f"/bonuses/plans/{draft.pk}/": month,
        "/search/": {"q": "rina"},
        "/targets/": month,
    }
    for path, query in pages.items():
        answer = client.get(path, query)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        missing = [name for name in in_full if name not in content.decode()]
        assert missing == [], path


def test_a_closed_month_tells_them_apart_as_well(rina, admin, product, client_of):
    other = alike("RINA sari")
    for person in (rina, other):
        make_deposit(person, product, person.username, "2026-02-01")
    closing.close(date(2026, 2, 1), by=admin)
    for person in (rina, other):
        trash.delete(OmsetRecord.objects.get(staff=person).pk, by=admin)
    for path in ("/bonuses/", "/bonuses/discrepancies/"):
        page = client_of(admin).get(path, {"month": "2026-02"}).content.decode()
        assert f"Rina Sari ({rina.username})" in page
        assert f"RINA sari ({other.username})" in page


def rows_of(answer):
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def test_who_has_adjustments_only_is_listed_under_the_present_name(owner, admin, client_of):
    product = make_product()
    record = make_deposit(owner, product, "x", "2026-01-31", nominal=400_000_000)
    with time_machine.travel("2026-02-03T05:00:00Z"):
        closing.close(date(2026, 1, 1), by=admin)
        trash.delete(record.pk, by=admin)
        people.edit(owner.pk, by=make_master(), name="Now Otherwise", email=None, role="staff")
        client, month = client_of(admin), {"month": "2026-02"}
        page = parsed(client.get("/bonuses/", month)).one("main").text
        assert "Now Otherwise" in page
        assert "owner" not in page
        rows = rows_of(client.get("/bonuses/export/", month | {"format": "csv"}))
    assert [row[0] for row in rows[1:]] == ["Now Otherwise", "Total"]


def test_claims_by_staff_and_the_product_of_duplicates_say_the_present_names(
    owner, stranger, admin, client_of
):
    product = make_product("Before")
    make_reservation(owner, product, "x", by=admin)
    checks.submit(staff=owner, customer_id="x", product=product)
    for person in (owner, stranger):
        make_deposit(person, product, "twice", "2026-02-01")
    people.edit(owner.pk, by=make_master(), name="Now Otherwise", email=None, role="staff")
    catalogue.edit(product.pk, by=admin, name="After")
    client = client_of(admin)
    claims = client.get("/bonuses/checks/", {"month": "all"})
    assert [person["name"] for person in claims.context["people"]] == ["Now Otherwise"]
    duplicates = client.get("/omset/duplicates/", {"preset": "all"})
    [group] = duplicates.context["page"].rows
    assert group.product_name == "After"
    assert group.staff_names == ["Now Otherwise", "stranger"]
    page = client.get("/omset/duplicates/", {"preset": "all", "group": str(group.sample)})
    assert parsed(page).all("h2")[0].text == "twice in After"
