"""Four eyes: nobody decides about a deposit that they entered or were the last to change."""

import pytest

from crm.audit.models import Event
from crm.mongo.rows import collection
from omset.ledger import approval, entries, second_person, trash
from omset.models import OmsetRecord
from tests.make import make_admin, make_deposit, make_reservation
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def boss(db):
    return make_admin("boss")


@pytest.fixture
@remembered
def reserved(stranger, product, boss):
    return make_reservation(stranger, product, "x", by=boss)


@pytest.fixture
@remembered
def entered(owner, product, reserved, admin):
    """What `admin` entered on behalf of `owner`; `boss` is the other admin."""
    return make_deposit(owner, product, "x", by=admin)


@pytest.fixture
@remembered
def reported(owner, product, reserved, admin):
    """What `owner` entered themselves."""
    return make_deposit(owner, product, "x")


def correct(record, by):
    entry = entries.Entry(record.date, "x", record.nominal * 2)
    return entries.edit(record.pk, entry, by=by, version=record.version)


def decide(verb, record, by):
    reason = {"reason": "no"} if verb == "decline" else {}
    return getattr(approval, verb)(record.pk, by=by, **reason)


@pytest.mark.parametrize("verb", ["approve", "decline"])
def test_four_eyes_who_enters_on_behalf_of_somebody_does_not_decide(entered, admin, verb):
    with pytest.raises(second_person.SamePerson):
        decide(verb, entered, admin)
    entered.refresh_from_db()
    assert entered.status == "pending"


def test_four_eyes_another_admin_decides(entered, boss):
    record = approval.approve(entered.pk, by=boss)
    assert record.status == "approved"
    assert record.is_unseen is False


@pytest.mark.parametrize("verb", ["approve", "decline"])
def test_four_eyes_the_last_to_change_it_does_not_decide(reported, admin, verb):
    with pytest.raises(second_person.SamePerson):
        decide(verb, correct(reported, admin), admin)


def test_four_eyes_who_changed_it_before_somebody_else_did_decides(reported, admin, owner):
    record = correct(correct(reported, admin), owner)
    assert approval.approve(record.pk, by=admin).is_unseen is False


def test_four_eyes_who_brought_it_back_does_not_decide(reported, admin, owner):
    trash.delete(reported.pk, by=owner)
    trash.restore(reported.pk, by=admin)
    with pytest.raises(second_person.SamePerson):
        approval.approve(reported.pk, by=admin)


@pytest.mark.parametrize("verb", ["approve", "decline"])
def test_four_eyes_where_nobody_else_can_it_is_marked(entered, admin, boss, verb):
    boss.is_active = False
    boss.save()
    record = decide(verb, entered, admin)
    assert record.is_unseen is True
    assert Event.objects.about(record).last().after["is_unseen"] is True


def test_four_eyes_an_admin_who_may_not_open_the_queue_is_no_other(entered, admin, boss):
    boss.blocked_pages = ["pending"]
    boss.save()
    assert approval.approve(entered.pk, by=admin).is_unseen is True


def test_four_eyes_two_whose_work_it_is_do_not_wait_for_each_other(entered, admin, boss):
    record = correct(entered, boss)
    assert approval.approve(record.pk, by=boss).is_unseen is True


def test_four_eyes_what_waits_again_is_not_marked_any_more(entered, admin, boss, owner):
    boss.blocked_pages = ["pending"]
    boss.save()
    approval.approve(entered.pk, by=admin)
    entered.refresh_from_db()
    assert correct(entered, owner).is_unseen is False


def test_four_eyes_who_imported_what_waits_does_not_decide(owner, product, admin, boss):
    record = make_deposit(owner, product, "y")
    batch = "6f1c2f0e6b1d4d0e9d6e0f6f"
    OmsetRecord.objects.filter(pk=record.pk).update(status="pending", kind=None, batch=batch)
    Event.objects.create(
        subject=batch, subject_type="omset.import", sequence=1, verb="import", actor=admin
    )
    with pytest.raises(second_person.SamePerson):
        approval.approve(record.pk, by=admin)
    assert approval.approve(record.pk, by=boss).is_unseen is False


def test_four_eyes_a_record_from_before_the_mark_reads_as_not_marked(reported, boss):
    marks = {"is_unseen": "", "beyond_limits": ""}
    collection(OmsetRecord).update_many({}, {"$unset": marks})
    record = approval.approve(reported.pk, by=boss)
    assert record.is_unseen is False
    assert Event.objects.about(record).last().after == {"status": "approved"}
