"""Targets: everybody's, one's own, and the banner on every page of staff (LB-6 to LB-14)."""

from datetime import date, timedelta
from urllib.parse import urljoin

import pytest
import time_machine

from bonuses.models import Standing
from crm.mongo.inspection import collection_scans, recorded_commands
from omset.ledger import approval, trash
from tests.bonuses.views.conftest import leak
from tests.dashboard.numbers import Numbers
from tests.make import make_admin, make_deposit, make_reservation
from tests.parsed import cards, parsed, tables
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
# One of them asks who was away on which days (LB-13).
MOST = 9


@pytest.fixture(autouse=True)
def tenth_of_february():
    with time_machine.travel("2026-02-10T10:00:00+07:00") as now:
        yield now


@pytest.fixture
@remembered
def days(deposit, owner, stranger, product):
    """Owner: two successful days and 4 NDP, 1 RDP today. Stranger: 3 NDP today. And what leaks."""
    deposit("2026-02-08", 10)
    deposit("2026-02-09", 15, note="tambahan")
    deposit("2026-02-10", 4)
    deposit("2026-02-10", 1, note="tambahan")
    deposit("2026-02-10", 3, staff=stranger)
    with time_machine.travel("2026-03-05T10:00:00+07:00"):
        leak(owner, stranger, product)


OWN = ["4/10", "1/15", "2/18", "16", "18", "5", "2"]


def banner(answer) -> str:
    """The text of the banner; nothing without one."""
    return " ".join(part.text for part in parsed(answer).all("aside", id="banner"))


def colour(answer) -> str:
    classes = (part.get("class") for part in parsed(answer).all())
    return next(name for name in classes if name.startswith("banner banner-"))[14:]


def row_of(answer, name) -> list[str]:
    return next(row for row in tables(answer)[0] if row[0] == name)


def test_LB_14_admins_see_everybody(days, admin, client_of):
    answer = client_of(admin).get("/targets/")
    assert row_of(answer, "owner") == ["owner", "In progress", *OWN]
    assert row_of(answer, "stranger")[2:5] == ["3/10", "0/15", "0/18"]


def test_LB_12_the_banner_the_own_page_and_the_admins_page_say_the_same(
    days, owner, admin, client_of
):
    own = client_of(owner).get("/targets/")
    of_admin = client_of(admin).get(f"/targets/{owner.pk}/")
    assert cards(own) == cards(of_admin)
    assert list(cards(own).values()) == ["4/10", "1/15", "2/18", "16", "5", "2"]
    assert tables(own) == tables(of_admin)
    assert "NDP 4/10 RDP 1/15 Successful days 2/18 Days remaining 18 Projection 5 Streak 2" in (
        banner(own)
    )


def test_LB_8_the_days_say_what_met_them_and_open_their_records(days, owner, client_of):
    client = client_of(owner)
    answer = client.get("/targets/")
    assert tables(answer)[0][1:] == [
        ["Tue, 10 Feb 2026", "4/10", "1/15", "–"],
        ["Mon, 9 Feb 2026", "0/10", "15/15", "RDP"],
        ["Sun, 8 Feb 2026", "10/10", "0/15", "NDP"],
    ]
    links = [link["href"] for link in parsed(answer).one("tr", id="day-2026-02-09").all("a")]
    records = [client.get(link).context["sums"].records for link in links if "kind=" in link]
    assert records == [0, 15]


def test_staff_get_404_for_anybody_else(days, owner, stranger, client_of):
    client = client_of(owner)
    assert client.get(f"/targets/{stranger.pk}/").status_code == 404
    assert client.get(f"/targets/{owner.pk}/").status_code == 200
    assert "stranger" not in client.get(f"/targets/?staff={stranger.pk}").content.decode()


def test_admins_get_404_for_whoever_is_not_staff(admin, client_of):
    assert client_of(admin).get(f"/targets/{admin.pk}/").status_code == 404


def test_an_admin_can_be_blocked_from_it(client_of, owner):
    client = client_of(make_admin(blocked_pages=["targets"]))
    assert client.get("/targets/").status_code == 403
    assert client.get(f"/targets/{owner.pk}/").status_code == 403


def test_LB_14_achieved_counts_whatever_the_warning(owner, stranger, admin, client_of, deposit):
    deposit("2026-01-05")
    deposit("2026-01-05", staff=stranger)
    deposit("2026-02-05")
    Standing.objects.filter(staff=owner, month=date(2026, 2, 1)).update(success_days=18)
    summary = client_of(admin).get("/targets/").context["summary"]
    assert summary == {"total": 2, "achieved": 1, "warning": 2, "critical": 0}


def test_LB_14_each_card_opens_those_whom_it_counts(owner, stranger, admin, client_of, deposit):
    deposit("2026-01-05")
    deposit("2026-02-05")
    deposit("2026-02-05", staff=stranger)
    Standing.objects.filter(staff=owner, month=date(2026, 2, 1)).update(success_days=18)
    client = client_of(admin)
    opened = {
        link.name: (
            int(link.text),
            len(client.get(urljoin("/targets/", link.url)).context["people"]),
        )
        for link in Numbers(client.get("/targets/").content.decode()).links
        if link.name in {"Staff", "Achieved", "Last month missed", "Two months missed"}
    }
    assert opened == {
        "Staff": (2, 2),
        "Achieved": (1, 1),
        "Last month missed": (1, 1),
        "Two months missed": (0, 0),
    }


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("name", ["owner", "stranger"]),
        ("-name", ["stranger", "owner"]),
        ("success_days", ["stranger", "owner"]),
        ("-streak", ["owner", "stranger"]),
        ("rdp", ["stranger", "owner"]),
    ],
)
def test_the_list_is_sorted_by_its_heads(days, admin, client_of, sort, names):
    answer = client_of(admin).get(f"/targets/?sort={sort}")
    assert [row[0] for row in tables(answer)[0][1:]] == names


def test_LB_14_a_past_month_has_no_today(days, admin, client_of, tenth_of_february):
    tenth_of_february.move_to("2026-03-20T10:00:00+07:00")
    answer = client_of(admin).get("/targets/?month=2026-02")
    assert row_of(answer, "owner") == ["owner", "Missed", "2/18", "16", "0"]
    assert "NDP today" not in cards(client_of(admin).get("/targets/?month=2026-02"))


def test_case_36_on_track(owner, admin, client_of, deposit):
    for day in range(1, 8):
        deposit(f"2026-02-0{day}", 10)
    assert row_of(client_of(admin).get("/targets/"), "owner")[1:2] == ["On track"]


def test_the_part_alone_is_answered_to_htmx(days, owner, admin, client_of):
    for person in (owner, admin):
        answer = client_of(person, htmx=True).get("/targets/", headers={"HX-Target": "progress"})
        assert answer.content.decode().strip().startswith('<div id="progress"')


@pytest.mark.parametrize("path", ["/", "/omset/", "/omset/new/", "/profile/", "/bonuses/mine/"])
def test_LB_12_the_banner_stands_on_every_page_of_staff_alone(path, days, owner, admin, client_of):
    assert "NDP 4/10 RDP 1/15" in banner(client_of(owner).get(path))
    assert banner(client_of(admin).get(path)) == ""


def test_LB_12_the_banner_by_itself_is_for_staff_alone(days, owner, admin, client_of):
    client = client_of(owner)
    assert banner(client.get("/targets/banner/")) == banner(client.get("/"))
    assert client_of(admin).get("/targets/banner/").status_code == 404


def test_LB_12_the_hint_goes_when_today_is_reached(deposit, owner, client_of):
    client = client_of(owner)
    deposit("2026-02-10", 9)
    assert "1 more NDP or 15 more RDP make today a successful day." in banner(client.get("/"))
    assert colour(client.get("/")) == "info"
    deposit("2026-02-10")
    assert "more NDP" not in banner(client.get("/"))
    assert colour(client.get("/")) == "success"


def test_LB_12_a_streak_of_one_is_not_shown(deposit, owner, client_of):
    deposit("2026-02-10", 10)
    assert "Streak" not in banner(client_of(owner).get("/"))


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (10, "Out of reach this month: 8 more successful days are needed and 7 remain."),
        (11, "Still within reach: 7 of the 7 remaining days must be successful."),
    ],
)
def test_case_34_both_texts_of_level_1(deposit, owner, client_of, tenth_of_february, count, text):
    deposit("2026-02-05")
    Standing.objects.filter(staff=owner).update(success_days=count)
    tenth_of_february.move_to("2026-02-21T10:00:00+07:00")
    answer = client_of(owner).get("/")
    assert text in banner(answer)
    assert colour(answer) == "warning"


@pytest.mark.parametrize(
    ("earlier", "level"), [(["2026-02-03"], "orange"), (["2026-01-03", "2026-02-03"], "error")]
)
def test_LB_12_warnings_of_earlier_months_win(
    deposit, owner, client_of, tenth_of_february, earlier, level
):
    tenth_of_february.move_to("2026-03-10T10:00:00+07:00")
    for day in [*earlier, "2026-03-10"]:
        deposit(day, 10 if day.startswith("2026-03") else 1)
    type(owner).objects.filter(pk=owner.pk).update(created_at=f"{earlier[0]}T00:00:00Z")
    assert colour(client_of(owner).get("/")) == level


def test_approving_deleting_and_restoring_move_the_banner(
    deposit, owner, stranger, product, admin, client_of
):
    client = client_of(owner)
    last = deposit("2026-02-10", 8)[-1]
    make_reservation(stranger, product, "held", by=admin)
    waiting = make_deposit(owner, product, "held", "2026-02-10")
    assert "NDP 8/10" in banner(client.get("/targets/banner/"))
    approval.approve(waiting.pk, by=admin)
    assert "NDP 9/10" in banner(client.get("/targets/banner/"))
    trash.delete(last.pk, by=owner)
    assert "NDP 8/10" in banner(client.get("/targets/banner/"))
    trash.restore(last.pk, by=admin)
    assert "NDP 9/10" in banner(client.get("/targets/banner/"))


def test_the_folded_banner_stays_folded(owner, client_of):
    client = client_of(owner)
    assert 'data-remember="banner" open' in client.get("/").content.decode()
    client.cookies["banner"] = "folded"
    assert 'data-remember="banner">' in client.get("/").content.decode()


@pytest.mark.parametrize(
    "path", ["/targets/", "/targets/?month=2026-01", "/targets/{owner}/", "/targets/banner/"]
)
def test_the_pages_ask_little_and_by_index(path, days, owner, admin, client_of):
    for person in (owner, admin):
        client = client_of(person)
        client.get("/notifications/")
        with recorded_commands() as commands:
            client.get(path.format(owner=owner.pk))
        assert [tuple(c) for c in collection_scans(commands)] == []
        assert len(commands) <= MOST


def test_the_pages_ask_no_more_when_there_is_more(days, owner, admin, client_of, deposit):
    client = client_of(admin)

    def commands_of_both():
        with recorded_commands() as commands:
            client.get("/targets/")
            client.get(f"/targets/{owner.pk}/")
        return len(commands)

    # The first visit also begins the session.
    _first, before = commands_of_both(), commands_of_both()
    for back in range(0, 700, 28):
        deposit(str(date(2026, 2, 10) - timedelta(days=back)))
    assert commands_of_both() == before
