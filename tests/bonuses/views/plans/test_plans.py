"""The pages of plans: lists, drafts, what is wrong beside its field."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bonuses.models import BonusPlan
from bonuses.plans import publishing
from bonuses.plans.form import PROBLEMS
from bonuses.rules.rates import DEFAULT, Threshold
from crm.mongo.inspection import collection_scans, recorded_commands
from tests.bonuses.views.plans.pages import (
    GENEROUS,
    LIST,
    MARCH,
    MILLION,
    act,
    edit,
    typed,
)
from tests.make import make_admin, make_master
from tests.parsed import field_errors, parsed, tables, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]
MOST = 8


# Lists


def test_BO_8_the_list_says_what_is_valid_from_when_and_by_whom(client_of, admin, published):
    later = publishing.save_draft(DEFAULT, MARCH, by=admin)
    publishing.publish(later.pk, by=admin)
    page = client_of(admin).get(LIST)
    _header, *rows = [" ".join(filter(None, row)) for row in tables(page)[0]]
    assert rows[0].startswith("March 2026 Valid now admin 15 Mar 2026 10:00")
    assert rows[1].startswith("March 2026 Replaced admin 15 Mar 2026 10:00")
    assert rows[2].startswith("From the beginning The default plan")


def test_BO_8_without_any_plan_the_default_is_valid(client_of, admin):
    assert text_of(client_of(admin).get(LIST)).count("Valid now") == 1
    page = text_of(client_of(admin).get(f"{LIST}default/"))
    assert all(part in page for part in ("Rp 280.000.000", "$ 100,00", "8–10", "16+"))


# Drafts


@pytest.mark.parametrize(("start", "plan"), [("default", DEFAULT), ("now", GENEROUS)])
def test_BO_8_a_draft_begins_from_the_default_or_from_the_plan_of_now(
    client_of, admin, published, start, plan
):
    reply = client_of(admin).post(f"{LIST}new/", {"start": start})
    draft = BonusPlan.objects.get(status="draft")
    assert draft.plan == plan
    assert draft.valid_from == date(2026, 4, 1)
    assert reply.headers["Location"] == f"{LIST}{draft.pk}/edit/"


def test_a_draft_that_is_saved_untouched_stays_as_it_is(client_of, admin, draft):
    assert edit(client_of(admin), draft).status_code == 302
    draft.refresh_from_db()
    assert draft.plan == GENEROUS
    assert draft.valid_from == MARCH
    assert draft.note == "trial"


def test_amounts_are_read_as_people_write_them(client_of, admin, draft):
    edit(client_of(admin), draft, main_0_omset="70jt", main_0_bonus="2,5", omset="1.500.000")
    draft.refresh_from_db()
    assert draft.plan.main == (Threshold(Decimal(70 * MILLION), Decimal("2.5")),)
    assert draft.plan.targets.omset == 1_500_000


def test_a_small_amount_comes_back_as_it_was(admin, client_of):
    tiny = replace(DEFAULT, main=(Threshold(Decimal(999), Decimal(1)),))
    draft = publishing.save_draft(tiny, MARCH, by=admin)
    edit(client_of(admin), draft)
    assert BonusPlan.objects.get().plan == tiny


def test_rows_may_be_typed_in_any_order_and_left_empty(client_of, admin, draft):
    edit(client_of(admin), draft, main_0_omset="9jt", main_1_omset="2jt", main_1_bonus="5")
    draft.refresh_from_db()
    assert [int(at) for at, _bonus in draft.plan.main] == [2 * MILLION, 9 * MILLION]


def test_a_row_is_added_and_removed_without_a_script(client_of, admin, draft):
    client = client_of(admin)
    more = parsed(edit(client, draft, add="main", main_0_bonus="typed"))
    assert more.one("input", name="main-2-omset").get("value") == ""
    assert more.one("input", name="main-0-bonus")["value"] == "typed"
    less = parsed(edit(client, draft, remove="ndp-0"))
    assert less.all("input", name="ndp-0-least") == []
    draft.refresh_from_db()
    assert draft.plan == GENEROUS
    assert draft.version == 1


DEFECTS = [
    ({"main_0_omset": "0"}, "main-0-omset", "negative"),
    ({"main_1_omset": "1jt", "main_1_bonus": "1"}, "main-1-omset", "twice"),
    ({"ndp_0_least": "0"}, "ndp-0-least", "negative"),
    ({"ndp_0_least": "-3"}, "ndp-0-least", "negative"),
    ({"ndp_0_most": "7"}, "ndp-0-most", "order"),
    ({"ndp_1_least": "12"}, "ndp-1-least", "gap"),
    ({"rdp_1_least": "15"}, "rdp-1-least", "overlap"),
    ({"rdp_0_most": ""}, "rdp-1-least", "overlap"),
    ({"rdp_1_most": "20"}, "rdp-1-most", "open"),
    ({"omset": "0"}, "omset", "target"),
    ({"ndp": "0"}, "ndp", "target"),
    ({"rdp": "-1"}, "rdp", "target"),
]


@pytest.mark.parametrize(("changes", "field", "problem"), DEFECTS)
def test_BO_8_LB_6_each_defect_is_said_beside_its_field(
    client_of, admin, draft, changes, field, problem
):
    reply = edit(client_of(admin), draft, **changes)
    assert reply.status_code == 422
    assert str(PROBLEMS[problem]) in field_errors(reply)[f"id_{field}"]
    assert BonusPlan.objects.get().plan == GENEROUS


UNREADABLE = [
    {"main_0_bonus": "-1"},
    {"main_0_bonus": "1.234"},
    {"main_0_bonus": "0,001"},
    {"main_0_omset": "9" * 20},
    {"main_1_bonus": "5"},
    {"ndp_0_bonus": ""},
    {"ndp_0_least": "eight"},
    {"valid_from": "2026-02"},
    {"currency": "EUR"},
    {"omset": "NaN"},
    {"version": ""},
]


@pytest.mark.parametrize("changes", UNREADABLE)
def test_BO_8_what_cannot_be_read_is_not_saved(client_of, admin, draft, changes):
    data = typed(draft) | {name.replace("_", "-"): value for name, value in changes.items()}
    data |= {name: value for name, value in changes.items() if name in data}
    assert client_of(admin).post(f"{LIST}{draft.pk}/edit/", data).status_code == 422
    assert BonusPlan.objects.get().version == 1


def test_labels_follow_the_bounds(client_of, admin, draft):
    page = parsed(edit(client_of(admin), draft, ndp_0_least="5", add="rdp"))
    assert "5–10" in [label.text for label in page.all("span", **{"class": "label muted"})]


def test_a_stale_edit_shows_both_sides_and_saves_on_the_second_try(client_of, admin, draft):
    client = client_of(admin)
    mine = typed(draft, main_0_bonus="50")
    publishing.save_draft(DEFAULT, MARCH, by=make_admin(), note="trial", pk=draft.pk, version=1)
    reply = client.post(f"{LIST}{draft.pk}/edit/", mine)
    [line] = reply.context["differences"]
    assert reply.status_code == 409
    assert line.stored[0] == "Rp 70.000.000: $ 20,00"
    assert line.typed == ["Rp 1.000.000: $ 50,00"]
    assert client.post(f"{LIST}{draft.pk}/edit/", mine | {"version": "2"}).status_code == 302


def test_a_discarded_draft_is_gone(client_of, admin, draft):
    client = client_of(admin)
    assert act(client, draft, "discard").status_code == 302
    assert BonusPlan.objects.count() == 0
    assert client.get(f"{LIST}{draft.pk}/").status_code == 404


# What a draft would pay


# Publishing


# Access and cost

ADDRESSES = ["", "default/", "{pk}/", "{pk}/edit/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_RO_6_plans_are_for_admins(client_of, owner, draft, address):
    blocked = make_admin("blocked", blocked_pages=["plans"])
    url = LIST + address.format(pk=draft.pk)
    people = (owner, blocked, make_master())
    assert [client_of(person).get(url).status_code for person in people] == [403, 403, 200]


@pytest.mark.parametrize("verb", ["edit", "publish", "discard"])
def test_RO_6_staff_change_no_plan(client_of, owner, draft, verb):
    assert act(client_of(owner), draft, verb).status_code == 403
    assert BonusPlan.objects.get().version == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_asks_little_and_by_index(client_of, admin, deposit, stranger, draft, address):
    for staff in (admin, stranger):
        deposit("2026-03-03", staff=staff)
    client, url = client_of(admin), LIST + address.format(pk=draft.pk)
    client.get(url)
    with recorded_commands() as commands:
        client.get(url)
    assert collection_scans(commands) == []
    assert len(commands) <= MOST, [(command.name, command.collection) for command in commands]
