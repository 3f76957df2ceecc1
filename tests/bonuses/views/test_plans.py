"""The pages of plans: lists, drafts, what is wrong beside its field, previews, publishing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from bonuses.models import BonusPlan, Standing
from bonuses.plans import publishing
from bonuses.plans.form import PROBLEMS, PlanForm
from bonuses.plans.preview import preview_of
from bonuses.rules.rates import DEFAULT, Targets, Threshold
from bonuses.schedule import plan_of
from crm.mongo.inspection import collection_scans, recorded_commands
from tests.make import make_admin, make_master
from tests.parsed import field_errors, parsed, tables, text_of
from tests.remembered import remembered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]
MILLION = 1_000_000
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
LIST = "/bonuses/plans/"
GENEROUS = replace(DEFAULT, main=(Threshold(Decimal(MILLION), Decimal(99)),))
MOST = 8


@pytest.fixture
def in_march():
    with time_machine.travel("2026-03-15T10:00:00+07:00"):
        yield


@pytest.fixture
@remembered
def draft(admin):
    return publishing.save_draft(GENEROUS, MARCH, by=admin, note="trial")


@pytest.fixture
@remembered
def published(admin):
    plan = publishing.save_draft(GENEROUS, MARCH, by=admin)
    return publishing.publish(plan.pk, by=admin)


def typed(draft, **changes):
    """The edit form of a draft as a browser sends it, with some fields typed over."""
    form = PlanForm(draft)
    parts = [form.head, *(row for part in form.parts for row in part.forms)]
    data = {field.html_name: field.value() for part in parts for field in part}
    filled = {name: "" if value is None else value for name, value in data.items()}
    return filled | {name.replace("_", "-"): value for name, value in changes.items()}


def edit(client, draft, **changes):
    return client.post(f"{LIST}{draft.pk}/edit/", typed(draft, **changes))


def act(client, plan, verb, **data):
    return client.post(f"{LIST}{plan.pk}/{verb}/", data)


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


def test_a_preview_shows_each_line_with_sums_and_changes_nothing(
    client_of, admin, deposit, draft, owner, bonus
):
    deposit("2026-02-03", 8, 2 * MILLION)
    page = client_of(admin).get(f"{LIST}{draft.pk}/", {"month": "2026-02"})
    preview = page.context["preview"]
    [line] = preview.lines
    assert line.name == owner.name
    assert [str(cell.paid) for cell in line.cells] == ["0.00", "2.50", "0.00", "2.50"]
    assert [str(cell.draft) for cell in line.cells] == ["99", "2.50", "0.00", "101.50"]
    assert preview.sums == line.cells
    assert "+$ 99,00" in text_of(page)
    assert bonus() == Decimal("2.50")


def test_of_two_currencies_no_difference_is_shown(client_of, admin, deposit):
    deposit("2026-02-03", nominal=2 * MILLION)
    draft = publishing.save_draft(replace(GENEROUS, currency="IDR"), MARCH, by=admin)
    page = client_of(admin).get(f"{LIST}{draft.pk}/", {"month": "2026-02"})
    assert "there is no difference to show" in text_of(page)
    assert "+Rp" not in text_of(page)


@pytest.fixture
@remembered
def march(deposit, owner, stranger):
    """Two people's days of 1 to 5 customers."""
    for day in range(1, 6):
        deposit(f"2026-03-0{day}", day, MILLION, staff=owner)
        deposit(f"2026-03-1{day % 4}", 6 - day, MILLION, staff=stranger)


bonuses_of_tiers = st.integers(0, 500).map(Decimal)


@given(
    at=st.integers(1, 30),
    main=bonuses_of_tiers,
    first=st.integers(1, 6),
    daily=bonuses_of_tiers,
    target=st.integers(1, 5),
)
@settings(max_examples=12)
def test_publishing_pays_what_the_preview_said(march, admin, at, main, first, daily, target):
    tier = DEFAULT.ndp[-1]._replace(least=first, bonus=daily)
    plan = replace(
        DEFAULT,
        main=(Threshold(Decimal(at * MILLION), main),),
        ndp=(tier,),
        targets=Targets(Decimal(MILLION), target, target),
    )
    draft = publishing.save_draft(plan, MARCH, by=admin)
    lines = preview_of(draft.plan, MARCH, plan_of(MARCH)).lines
    previewed = {line.staff_id: line.cells[-1].draft for line in lines}
    publishing.publish(draft.pk, by=admin)
    paid = dict(Standing.objects.filter(month=MARCH).values_list("staff_id", "total_bonus"))
    assert previewed == paid


# Publishing


def test_BO_8_publishing_moves_this_month_and_no_earlier_one(client_of, admin, deposit, draft):
    deposit("2026-02-03", nominal=2 * MILLION)
    deposit("2026-03-03", nominal=2 * MILLION)
    client = client_of(admin)
    assert "1 month of a staff member is worked out anew" in text_of(
        client.get(f"{LIST}{draft.pk}/")
    )
    act(client, draft, "publish", version="1")
    main_bonuses = {
        month: [
            line.main_bonus
            for line in client.get("/bonuses/", {"month": month}).context["sheet"].lines
        ]
        for month in ("2026-02", "2026-03")
    }
    assert main_bonuses == {"2026-02": [0], "2026-03": [99]}


def test_a_plan_that_moves_nobody_says_so_in_words(client_of, admin, draft):
    page = text_of(client_of(admin).get(f"{LIST}{draft.pk}/"))
    assert "No month is worked out anew" in page
    assert "0 months" not in page


def test_a_draft_that_changed_since_is_not_published(client_of, admin, draft):
    publishing.save_draft(DEFAULT, MARCH, by=admin, pk=draft.pk, version=1)
    assert act(client_of(admin), draft, "publish", version="1").status_code == 409
    assert plan_of(MARCH) == DEFAULT


def test_a_plan_that_would_begin_in_the_past_is_refused(client_of, admin):
    early = publishing.save_draft(GENEROUS, FEBRUARY, by=admin)
    client = client_of(admin)
    assert "begins in a month that is over" in text_of(client.get(f"{LIST}{early.pk}/"))
    assert act(client, early, "publish", version="1").status_code == 422
    assert plan_of(FEBRUARY) == DEFAULT


def test_an_unsound_draft_is_refused(client_of, admin):
    unsound = publishing.save_draft(replace(DEFAULT, ndp=DEFAULT.ndp[:1]), MARCH, by=admin)
    assert act(client_of(admin), unsound, "publish", version="1").status_code == 422


def test_BO_8_a_published_plan_is_changed_by_no_url(client_of, admin, published):
    client = client_of(admin)
    before = BonusPlan.objects.values().get()
    replies = [
        client.get(f"{LIST}{published.pk}/edit/"),
        edit(client, published, main_0_bonus="1"),
        act(client, published, "publish"),
        act(client, published, "discard"),
    ]
    assert [reply.status_code for reply in replies] == [409] * 4
    assert BonusPlan.objects.values().get() == before
    main = parsed(client.get(f"{LIST}{published.pk}/")).one("main")
    addresses = [value for part in main.all() for value in part.attributes.values() if value]
    assert not any(f"{LIST}{published.pk}/" in address for address in addresses)


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
