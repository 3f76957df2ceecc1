"""Kind: an id is no time. What people and rules read in order is in the order of the events.

All ids fall here and the clock stands still, as for two web processes within one second.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from bonuses import schedule
from bonuses.claims import checks
from bonuses.models import CustomerCheck
from bonuses.months import closing
from bonuses.plans import publishing
from bonuses.rules.rates import DEFAULT
from bonuses.statements import exchange_rates
from crm.audit.models import Event
from crm.mongo.inspection import collection_scans, recorded_commands, winning_stages
from crm.mongo.numbering import number_rows
from crm.notifications.models import Notification
from crm.policies.models import PolicyValue
from members import reservations
from members.models import Reservation
from omset.ledger import approval, entries, trash
from omset.models import OmsetRecord
from omset.models.job_runs import Reconciliation, Source
from omset.reconciliation.reconcile import unfinished
from tests.make import make_admin, make_deposit, make_product, make_rate, make_reservation
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db
NOON = "2026-03-09T12:00:00+07:00"
MARCH = date(2026, 3, 1)


@pytest.fixture
def one_instant(admin, owner, stranger, product, falling_ids):
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def went_through_it_all(one_instant, owner, admin, product):
    """A deposit that was entered, corrected, deleted, restored, deleted and removed for good."""
    record = make_deposit(owner, product, "x")
    entry = entries.Entry(date(2026, 2, 1), "x", Decimal(200_000))
    entries.edit(record.pk, entry, by=owner, version=1)
    trash.delete(record.pk, by=owner)
    trash.restore(record.pk, by=admin)
    trash.delete(record.pk, by=owner)
    trash.purge(record.pk, by=admin)
    return record


def verbs(subject):
    return [event.verb for event in Event.objects.about(subject)]


def test_the_history_of_a_record_is_in_the_order_of_its_events(went_through_it_all):
    done = ["submit", "edit", "delete", "restore", "delete", "purge"]
    assert verbs(went_through_it_all) == done
    pks = [event.pk for event in Event.objects.about(went_through_it_all)]
    assert pks == sorted(pks, reverse=True)


def test_so_is_that_of_a_claim_of_a_reservation_and_of_a_closing(
    one_instant, owner, admin, product
):
    result = reservations.request(staff=owner, customer_id="x", product=product, phone="")
    reservations.approve(result.pk, by=admin)
    claim = checks.submit(staff=owner, customer_id="x", product=product)
    checks.approve(claim.pk, by=admin)
    month = closing.close(date(2026, 2, 1), by=admin)
    closing.reopen(date(2026, 2, 1), by=admin, reason="a mistake")
    assert verbs(result) == ["request", "approve"]
    assert verbs(claim) == ["submit", "approve"]
    assert verbs(month) == ["close", "reopen"]


def test_history_from_before_is_numbered_by_its_instants_and_keeps_all_else(went_through_it_all):
    before = list(Event.objects.about(went_through_it_all).values())
    events = connection.get_collection(Event._meta.db_table)
    for place, event in enumerate(before):
        event["at"] += timedelta(milliseconds=place)
        event["sequence"] = place - 5
        change = {"$set": {"at": event["at"]}, "$unset": {"sequence": 1}}
        events.update_one({"_id": event["id"]}, change)
    options = {"within": "subject", "by": "at", "match": {}}
    number_rows(connection, Event._meta.db_table, "sequence", **options)
    assert list(Event.objects.about(went_through_it_all).values()) == before


def test_history_is_read_from_its_index(went_through_it_all):
    with recorded_commands() as commands:
        list(Event.objects.about(went_through_it_all))
    assert "SORT" not in winning_stages(commands[-1])


def test_the_inbox_is_newest_first(one_instant, owner, admin, stranger, product, client_of):
    for customer in ("a", "b", "c"):
        make_reservation(stranger, product, customer, by=admin)
        waiting = make_deposit(owner, product, customer)
        approval.approve(waiting.pk, by=admin)
    page = client_of(owner).get("/notifications/").context["page"]
    assert [row.facts["customer"] for row in page.rows] == ["c", "b", "a"]


def test_an_inbox_of_many_pages_is_read_from_its_index_and_shows_each_once(
    one_instant, owner, client_of
):
    now = timezone.now()
    Notification.objects.bulk_create(
        Notification(
            user=owner,
            kind="reservation-approved",
            facts={"customer": f"{number}", "product": "P"},
            at=now + timedelta(milliseconds=number // 3),
            sequence=number % 3,
        )
        for number in range(120)
    )
    client, seen, cursor = client_of(owner), [], ""
    while cursor is not None:
        with recorded_commands() as commands:
            page = client.get("/notifications/", {"page": cursor}).context["page"]
        lists = [
            command
            for command in commands
            if command.collection == Notification._meta.db_table
            and any("$sort" in stage for stage in command.document.get("pipeline", []))
        ]
        assert [command for command in lists if "SORT" in winning_stages(command)] == []
        assert collection_scans(lists) == []
        seen += [int(row.facts["customer"]) for row in page.rows]
        cursor = page.next or None
    assert seen == list(range(119, -1, -1))


def test_of_two_rates_of_one_date_the_later_holds(one_instant, admin):
    for rupiah in (16_000, 16_500, 15_900):
        make_rate(rupiah, MARCH, by=admin)
    assert exchange_rates.rate_on(MARCH).rupiah == 15_900


def test_two_rates_of_one_date_at_once_stand_behind_each_other(admin, falling_ids):
    jobs = [lambda n=n: make_rate(Decimal(16_000 + n), MARCH, by=admin) for n in range(4)]
    made = at_once(*jobs)
    assert [rate for rate in made if not isinstance(rate, PolicyValue)] == []
    places = PolicyValue.objects.order_by("sequence").values_list("sequence", flat=True)
    assert list(places) == [1, 2, 3, 4]


def test_of_two_plans_of_one_month_the_one_published_later_pays(one_instant, admin):
    for _again in range(2):
        draft = publishing.save_draft(DEFAULT, MARCH, by=admin)
        last = publishing.publish(draft.pk, by=admin)
    assert schedule.latest(MARCH).get().pk == last.pk


def test_the_turn_that_came_last_is_gone_on_with(one_instant):
    for turn in (1, 2):
        Reconciliation.objects.create(
            turn=turn,
            milliseconds=1,
            source=Source.PAGE,
            repaired=False,
            complete=False,
            staff_left=3 - turn,
            **dict.fromkeys(("staff", "records", "days", "months", "drift"), 0),
        )
    assert unfinished().turn == 2


def test_requests_and_claims_stand_newest_first(admin, owner, product, client_of, falling_ids):
    with time_machine.travel(NOON, tick=False) as clock:
        for customer in ("a", "b", "c"):
            clock.shift(timedelta(milliseconds=5))
            make_reservation(owner, product, customer, by=admin)
            checks.submit(staff=owner, customer_id=customer, product=product)
        requests = client_of(admin).get("/members/reserved/").context["rows"]
        claims = client_of(admin).get("/bonuses/checks/").context["page"].rows
    assert [row.reservation.customer_id for row in requests] == ["c", "b", "a"]
    assert [claim.customer_id for claim in claims] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        (lambda who: Reservation.objects.all(), ("-created_at", "-id")),
        (lambda who: Reservation.objects.pending(), ("-created_at", "-id")),
        (lambda who: Reservation.objects.filter(staff=who), ("-created_at", "-id")),
        (lambda who: CustomerCheck.objects.filter(month=MARCH), ("-submitted_at", "-id")),
        (
            lambda who: CustomerCheck.objects.filter(staff=who, month=MARCH),
            ("-submitted_at", "-id"),
        ),
        (
            lambda who: PolicyValue.objects.filter(policy="x", valid_from__lte=MARCH),
            ("-valid_from", "-sequence"),
        ),
    ],
)
def test_lists_are_read_from_an_index(rows, order, owner, admin, product):
    for number in range(30):
        make_reservation(owner, product, f"c{number}", by=admin)
    with recorded_commands() as commands:
        list(rows(owner).order_by(*order)[:10])
    assert "SORT" not in winning_stages(commands[-1])
    assert collection_scans(commands) == []


def test_an_event_costs_no_command_more_for_its_place(owner, product):
    record = make_deposit(owner, product, "x")
    with recorded_commands() as commands:
        trash.delete(record.pk, by=owner)
    result = [c for c in commands if c.collection == Event._meta.db_table]
    assert [command.name for command in result] == ["insert"]


def test_deposits_of_two_people_are_numbered_apart(owner, stranger, product):
    other = make_product("Q")
    for person in (owner, stranger):
        make_deposit(person, other, "x")
        make_deposit(person, product, "x")
    of = {
        person: [
            Event.objects.about(record).get().sequence
            for record in OmsetRecord.objects.filter(staff=person).order_by("created_at")
        ]
        for person in (owner, stranger)
    }
    assert of == {owner: [1, 2], stranger: [1, 2]}


def test_two_admins_at_once_leave_a_history_in_its_order(owner, admin, product, falling_ids):
    record, other = make_deposit(owner, product, "x"), make_admin("other")

    def go(by):
        for _ in range(6):
            for verb in (trash.delete, trash.restore):
                try:
                    verb(record.pk, by=by)
                except trash.NotInTrash:
                    continue

    assert at_once(lambda: go(admin), lambda: go(other)) == [None, None]
    done = verbs(record)[1:]
    assert done == ["delete", "restore"] * (len(done) // 2) + ["delete"] * (len(done) % 2)
