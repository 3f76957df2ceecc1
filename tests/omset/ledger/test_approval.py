"""Deciding about deposits that wait: who may, once only, and the numbers after it."""

import pytest

from crm.audit.models import Event
from crm.notifications.inbox import unread_count
from crm.notifications.models import Notification
from omset import numbers
from omset.ledger import approval, entries, trash
from tests.make import make_admin, make_deposit, make_reservation
from tests.remembered import remembered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_differs")]


@pytest.fixture
@remembered
def boss(db):
    return make_admin("boss")


@pytest.fixture
@remembered
def waiting(owner, stranger, product, boss):
    make_reservation(stranger, product, "x", by=boss)
    return make_deposit(owner, product, "x")


def counted():
    sums = numbers.total(numbers.TallyScope())
    return sums.records, sums.ndp, sums.rdp


def test_an_approved_deposit_counts_from_then_on_OM_7(waiting, boss):
    assert counted() == (0, 0, 0)
    record = approval.approve(waiting.pk, by=boss)
    assert record.status == "approved"
    assert record.kind == "NDP"
    assert record.decided_by_name == "boss"
    assert record.decided_at is not None
    assert counted() == (1, 1, 0)


def test_an_approval_turns_a_later_first_deposit_into_a_repeat_OM_22(waiting, owner, product, boss):
    waiting_earlier = waiting.date.isoformat() < "2026-02-09"
    later = approval.approve(make_deposit(owner, product, "x", "2026-02-09").pk, by=boss)
    assert waiting_earlier
    assert later.kind == "NDP"
    approval.approve(waiting.pk, by=boss)
    later.refresh_from_db()
    assert later.kind == "RDP"
    assert counted() == (2, 1, 1)


def test_a_declined_deposit_is_kept_and_never_counts_OM_8(waiting, boss):
    record = approval.decline(waiting.pk, by=boss, reason="not yours")
    assert record.status == "declined"
    assert record.kind is None
    assert record.decline_reason == "not yours"
    assert counted() == (0, 0, 0)


@pytest.mark.parametrize("verb", ["approve", "decline"])
def test_only_a_waiting_deposit_is_decided_and_only_once_OM_7(waiting, boss, verb):
    reason = {"reason": "no"} if verb == "decline" else {}
    decide = getattr(approval, verb)
    decide(waiting.pk, by=boss, **reason)
    with pytest.raises(approval.NotPending):
        approval.approve(waiting.pk, by=boss)
    with pytest.raises(approval.NotPending):
        approval.decline(waiting.pk, by=boss, reason="again")
    assert Event.objects.about(waiting).count() == 2


def test_a_counted_deposit_is_not_decided_OM_7(owner, product, boss):
    with pytest.raises(approval.NotPending):
        approval.decline(make_deposit(owner, product).pk, by=boss, reason="no")
    assert counted() == (1, 1, 0)


def test_a_deposit_in_the_trash_or_gone_is_not_decided(waiting, owner, boss):
    trash.delete(waiting.pk, by=owner)
    with pytest.raises(approval.NotPending):
        approval.approve(waiting.pk, by=boss)
    trash.purge(waiting.pk, by=boss)
    with pytest.raises(approval.NotPending):
        approval.approve(waiting.pk, by=boss)


@pytest.mark.parametrize("verb", ["approve", "decline"])
def test_nobody_decides_about_their_own_deposit(stranger, product, boss, verb):
    make_reservation(stranger, product, "x")
    own = make_deposit(boss, product, "x")
    reason = {"reason": "no"} if verb == "decline" else {}
    with pytest.raises(approval.OwnRecord):
        getattr(approval, verb)(own.pk, by=boss, **reason)
    own.refresh_from_db()
    assert own.status == "pending"


def test_what_changed_since_it_was_seen_is_not_decided(waiting, owner, boss):
    entry = entries.Entry(waiting.date, "x", waiting.nominal * 9)
    entries.edit(waiting.pk, entry, by=owner, version=1)
    with pytest.raises(entries.StaleVersion):
        approval.approve(waiting.pk, by=boss, version=1)
    assert approval.approve(waiting.pk, by=boss, version=2).status == "approved"


def test_the_owner_and_nobody_else_is_told_OM_6_OM_7(waiting, boss):
    approval.approve(waiting.pk, by=boss)
    notice = Notification.objects.get(kind="omset-approved")
    assert notice.user.name == "owner"
    assert notice.url == waiting.get_absolute_url()
    assert notice.text == "Your deposit of x on 1 Feb 2026 was approved by boss."


def test_the_owner_is_told_why_it_was_declined_OM_6_OM_8(waiting, boss):
    approval.decline(waiting.pk, by=boss, reason="100% wrong <b>")
    notice = Notification.objects.get(kind="omset-declined")
    assert notice.user.name == "owner"
    assert notice.text.endswith("was declined by boss: 100% wrong <b>")


def test_history_tells_who_decided_and_why_SE_10(waiting, boss):
    approval.decline(waiting.pk, by=boss, reason="no")
    event = Event.objects.about(waiting).last()
    assert event.verb == "decline"
    assert event.actor_name == "boss"
    assert event.reason == "no"
    assert event.before == {"status": "pending"}
    assert event.after == {"status": "declined"}


def test_the_reservation_of_the_colleague_is_untouched_OM_7(waiting, stranger, boss):
    approval.approve(waiting.pk, by=boss)
    assert (
        entries.conflict_of(waiting.staff_id, "x", waiting.product_id)["staff_name"] == "stranger"
    )


def test_what_waits_is_counted_up_to_a_limit_for_those_who_see_it_NO_4(waiting, owner, stranger):
    admin = make_admin()
    make_deposit(owner, waiting.product, "x")
    assert [approval.pending_count(user) for user in (admin, owner, stranger)] == [2, 2, 0]
    assert approval.pending_count(admin, 1) == 1


def test_NO_3_a_decision_settles_it_for_every_admin(waiting, owner, boss):
    before = [unread_count(person) for person in (boss, owner)]
    approval.approve(waiting.pk, by=make_admin("other"))
    assert before == [1, 0]
    assert [unread_count(person) for person in (boss, owner)] == [0, 1]


def test_NO_3_another_of_the_same_customer_stays_news(waiting, owner, product, boss):
    make_deposit(owner, product, "x", "2026-02-02")
    approval.approve(waiting.pk, by=make_admin("other"))
    assert unread_count(boss) == 1


def test_NO_3_a_deleted_deposit_is_no_news_until_it_is_back(waiting, boss):
    trash.delete(waiting.pk, by=waiting.staff)
    gone = unread_count(boss)
    trash.restore(waiting.pk, by=boss)
    assert gone == 0
    assert unread_count(boss) == 1


def test_NO_3_a_deposit_that_its_owner_corrects_waits_and_is_news_no_more(waiting, boss):
    entry = entries.Entry(waiting.date, "y", waiting.nominal, waiting.multiplier)
    edited = entries.edit(waiting.pk, entry, by=waiting.staff, version=waiting.version)
    assert edited.status == "approved"
    assert unread_count(boss) == 0
