"""A month that was closed and changed since: every page, file and command says which numbers it
shows, and they are the same wherever they are shown. The places: docs/decisions/0007.

The kind: a place that reads the standings or the ledger of a closed month on its own.
"""

import io
from typing import NamedTuple

import pytest
from django.core.management import get_commands, load_command_class
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from crm.mongo.inspection import collection_scans, recorded_commands
from tests.bonuses.commands import printed
from tests.bonuses.views.changed_month import (
    DATES,
    MILLION,
    MONTH,
    PLAIN_NOW,
    PLAIN_THEN,
    SINCE,
)
from tests.make import make_deposit, make_staff
from tests.parsed import parsed, tables
from tests.urls import every_url

pytestmark = pytest.mark.django_db
# What was closed and what is true now, as people and as files read it.
THEN, NOW = ("Rp 80.000.000", "$ 22,50"), ("Rp 65.000.000", "$ 0,00")
CLOSED = "Closed by admin on"
CHANGED = "Deposits of this month were changed after it was closed."
LIST = "When February 2026 was closed, 11 records, Rp 80.000.000 counted here; now it is 9 records"
CAUSES = "Changes to the month after closing: Deleted (3), Entered (1)."


class Place(NamedTuple):
    """Who looks where, what has to be there and what must not be."""

    name: str
    address: str
    there: tuple = ()
    absent: tuple = ()
    who: str = "admin"


BOTH = (*THEN, *NOW)
PLACES = {
    "month": Place(
        "bonuses:month", f"/bonuses/?{MONTH}",
        (*BOTH, CLOSED, CHANGED, "now Rp 65.000.000", "now $ 0,00"),
    ),
    "person": Place(
        "bonuses:person", "/bonuses/{owner}/?" + MONTH,
        (*BOTH, CLOSED, CHANGED, "now $ 0,00", "now Rp 65.000.000", "Changed after closing"),
    ),
    "own month": Place(
        "bonuses:statement", f"/bonuses/mine/?{MONTH}",
        (*BOTH, CLOSED, CHANGED, "now $ 0,00", "now Rp 65.000.000"), who="owner",
    ),
    "pdf": Place(
        "bonuses:pdf", "/bonuses/{owner}/pdf/?" + MONTH,
        (*BOTH, CLOSED, CHANGED, "now $ 0,00", "now Rp 65.000.000", "Changed after closing"),
    ),
    "own pdf": Place(
        "bonuses:own_pdf", f"/bonuses/mine/pdf/?{MONTH}",
        (*BOTH, CLOSED, CHANGED, "now $ 0,00", "Changed after closing"), who="owner",
    ),
    "review": Place("bonuses:closing", f"/bonuses/closing/?{MONTH}", (*BOTH, CLOSED, CHANGED)),
    "what differs": Place("bonuses:discrepancies", f"/bonuses/discrepancies/?{MONTH}", BOTH),
    "csv": Place(
        "bonuses:export", f"/bonuses/export/?{MONTH}&format=csv",
        (*PLAIN_THEN, *PLAIN_NOW, "Omset now", "Total bonus now (USD)"),
    ),
    "workbook": Place(
        "bonuses:export", f"/bonuses/export/?{MONTH}",
        ("80000000.0", "22.5", "65000000.0", "Omset now", "Changed after closing", "When closed"),
    ),
    "leaderboard, month": Place(
        "dashboard:leaderboard", f"/leaderboard/?{MONTH}",
        (
            *(THEN[0], "now Rp 65.000.000", CLOSED, CHANGED, "1 now 2", "2 now 1"),
            "Everybody Rp 150.000.000 now Rp 135.000.000",
        ),
        who="owner",
    ),
    "leaderboard, all time": Place(
        "dashboard:leaderboard", "/leaderboard/?period=all", (NOW[0], SINCE), (THEN[0],)
    ),
    "leaderboard, range": Place(
        "dashboard:leaderboard", f"/leaderboard/?period=range&{DATES}", (NOW[0], SINCE), (THEN[0],)
    ),
    "wall": Place("dashboard:leaderboard_tv", "/leaderboard/tv/", (), (THEN[0], NOW[0])),
    "home": Place("dashboard:home", "/", (NOW[0], SINCE), (THEN[0],), who="owner"),
    "targets": Place(
        "targets:list", f"/targets/?{MONTH}",
        ("as they are now", "owner: successful days when the month was closed: 1, now: 0."),
    ),
    "own targets": Place(
        "targets:person", "/targets/{owner}/?" + MONTH,
        ("as they are now", "owner: successful days when the month was closed: 1, now: 0."),
        who="owner",
    ),
    "banner": Place("targets:banner", "/targets/banner/", (), (THEN[0], NOW[0]), who="owner"),
    "list": Place("omset:list", f"/omset/?{DATES}&staff={{owner}}", (NOW[0], LIST, CAUSES)),
    "own list": Place("omset:list", f"/omset/?{DATES}", (NOW[0], LIST, CAUSES), who="owner"),
    "summary": Place(
        "omset:summary", f"/omset/summary/?{DATES}", (NOW[0], LIST, CAUSES), who="owner"
    ),
    "details": Place("omset:details", f"/omset/details/?{DATES}", (LIST, CAUSES), who="owner"),
    "list, all time": Place("omset:list", "/omset/?preset=all", (SINCE,), (THEN[0],)),
    "days": Place(
        "omset:export", f"/omset/export/?{DATES}&format=csv&sheet=summary&staff={{owner}}",
        ("7000000", "15000000"), ("37000000",),
    ),
    "unique customers": Place(
        "omset:unique", f"/omset/summary/customers/?{DATES}", (SINCE,), (THEN[0],)
    ),
    "a person's customers": Place(
        "omset:unique_of", "/omset/summary/customers/{owner}/?" + DATES, (SINCE,), (THEN[0],)
    ),
    "duplicates": Place("omset:duplicates", f"/omset/duplicates/?{DATES}", (SINCE,), (THEN[0],)),
    "preview": Place(
        "bonuses:plan", "/bonuses/plans/{draft}/?" + MONTH,
        ("February 2026 is closed: what was paid stands on its page.",), (THEN[1],),
    ),
    "search": Place("dashboard:search", "/search/?q=owner", (), (THEN[0], NOW[0])),
}  # fmt: skip
# Pages and verbs that show no figure of a month, or none that a closed one has.
WITHOUT_FIGURES = """
    history: staff: products: notifications: filters: members: leave: csrf manifest service_worker
    offline status dashboard:badges dashboard:status dashboard:styleguide
    dashboard:doctor dashboard:system dashboard:check dashboard:repair bonuses:plan_ bonuses:plans
    policies: jobs: omset:import loyalty: me: card_scan join witness:
    bonuses:rates bonuses:check bonuses:reopen omset:new omset:check omset:customers
    omset:bulk omset:empty omset:purge omset:edit omset:delete omset:restore
    omset:approve omset:decline omset:deposits
    omset:pending omset:trash omset:record omset:find
"""
COMMANDS = {"standings", "statement", "numbers", "close_month"}
# Hours and fees have months of their own.
OF_OTHER_MONTHS = {"leave_report"}


def words(answer) -> str:
    """What a page or a file says, in one line."""
    assert answer.status_code == 200
    kind = answer["Content-Type"].partition(";")[0]
    if kind == "text/html":
        return parsed(answer).text
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if kind == "application/pdf":
        pages = PdfReader(io.BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())
    if kind == "text/csv":
        return content.decode("utf-8-sig")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return str({name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names})


@pytest.mark.parametrize("place", PLACES)
def test_each_place_shows_its_numbers_and_says_which(place, changed, admin, owner, client_of):
    wanted_words = PLACES[place]
    client = client_of({"admin": admin, "owner": owner}[wanted_words.who])
    result = words(client.get(wanted_words.address.format(**changed)))
    assert [text for text in wanted_words.there if text not in result] == []
    assert [text for text in wanted_words.absent if text in result] == []


def test_every_page_is_a_place_or_shows_no_figure_of_a_month():
    places = {place.name for place in PLACES.values()}
    names = {url.name for url in every_url()}
    assert {x for x in names - places if not x.startswith(tuple(WITHOUT_FIGURES.split()))} == set()
    assert places - names == set()


def test_every_command_that_is_asked_for_a_month_or_days_is_a_place():
    apps = ("omset", "bonuses", "leave", "members", "crm.staff")
    ours = {name: app for name, app in get_commands().items() if app in apps}
    parsers = {
        name: load_command_class(app, name).create_parser("", name) for name, app in ours.items()
    }
    of_months_or_days = {
        name
        for name, parser in parsers.items()
        if {"--month", "--from"} & parser._option_string_actions.keys()
    }
    assert of_months_or_days == COMMANDS | OF_OTHER_MONTHS


LISTS = {
    f"{DATES}&kind=NDP": "When February 2026 was closed, 11 NDP counted here; now it is 9 NDP.",
    "date=2026-02-03": (
        "When February 2026 was closed, 10 records, Rp 37.000.000 counted here;"
        " now it is 7 records, Rp 7.000.000."
    ),
}


@pytest.mark.parametrize("query", LISTS)
def test_a_list_opened_from_a_frozen_number_says_why_it_holds_another(
    query, changed, owner, client_of
):
    assert LISTS[query] in words(client_of(owner).get(f"/omset/?{query}"))


ASK = [place for place in PLACES.values() if place.name.startswith(("omset", "dashboard"))]


@pytest.mark.parametrize("place", ASK, ids=lambda place: place.address)
def test_what_was_closed_costs_the_ledgers_pages_four_commands_each_by_an_index(
    place, changed, admin, client_of
):
    client = client_of(admin)
    address = place.address.format(**changed)
    client.get(address)
    with recorded_commands() as commands:
        words(client.get(address))
    # That a file is taken along is an event of its own, in its own transaction.
    asked = [command for command in commands if not str(command.collection).startswith("audit_")]
    assert len(asked) <= 16
    few = ("omset_ledgerhead", "omset_monthlytally", "staff_product", "staff_user")
    assert [tuple(scan) for scan in collection_scans(commands, allowed=few)] == []


def test_a_day_that_did_not_change_says_nothing(changed, owner, client_of):
    result = words(client_of(owner).get("/omset/?date=2026-02-04"))
    assert "was closed" not in result


def test_it_is_said_in_indonesian_too(changed, owner, client_of):
    owner.language = "id"
    owner.save()
    result = words(client_of(owner).get(f"/omset/?{DATES}"))
    assert "Saat Februari 2026 ditutup, di sini terhitung 11 record, Rp 80.000.000" in result
    assert "sekarang 9 record, Rp 65.000.000" in result


def test_staff_are_not_told_of_a_colleagues_changes(changed, stranger, client_of):
    client = client_of(stranger)
    for address in (f"/omset/?{DATES}", "/omset/?preset=all", "/"):
        assert "was closed" not in words(client.get(address))


def test_a_list_of_records_that_do_not_count_says_nothing(changed, owner, client_of):
    result = words(client_of(owner).get(f"/omset/?{DATES}&approval=pending"))
    assert "was closed" not in result


def test_who_had_nothing_when_it_was_closed_stands_there_with_zeros(
    changed, product, admin, client_of, capsys
):
    """So that the sums of both sides are the sums of their lines."""
    make_deposit(make_staff("newly"), product, "z", "2026-02-06", 5 * MILLION)
    rows = printed(capsys, "standings", "--month=2026-02")
    assert [row["total"] for row in rows if row["staff"] == "newly"] == ["0.00"]
    *_, newly, total = tables(client_of(admin).get(f"/bonuses/?{MONTH}"))[0]
    assert newly[:2] == ["newly", "Rp 0 now Rp 5.000.000"]
    assert total[1] == "Rp 150.000.000 now Rp 140.000.000"
