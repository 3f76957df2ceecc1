"""Deciding, taking back, using and expiring (LR-3, LR-7, LR-9, LR-10; cases 159, 161, 164, 165)."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from crm.audit.models import Event
from crm.notifications.models import Notification
from loyalty.accounts.disputes import hand_over
from loyalty.members.entries import set_state
from loyalty.members.errors import MemberRefused
from loyalty.members.merges import merge
from loyalty.models import CardDispute, Member, MemberState, Redemption, RedemptionUse, RejectReason
from loyalty.rewards.catalogue import RewardFacts, edit
from loyalty.rewards.errors import AlreadyDecided, HasEnded, NotHersNow, NothingLeft
from loyalty.rewards.night import expire_all
from loyalty.rewards.redemptions import deciding
from loyalty.rewards.redemptions.reads import redemptions_of
from loyalty.rewards.redemptions.requesting import take_back
from loyalty.rewards.redemptions.using import Counter, redemption_with, use
from loyalty.rules.rewards.redemptions import RedemptionState
from loyalty.rules.rewards.terms import ExpiryKind, RewardType
from tests.loyalty.make import make_programme
from tests.loyalty.rewards.make import (
    asks,
    balance,
    differences,
    make_redeemer,
    make_reward,
    posted,
    taken,
    today,
)
from tests.make import make_admin, make_staff
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db
PENDING, APPROVED, USED, EXPIRED, REJECTED, CANCELLED = RedemptionState
K1 = "2900000000018"
NOWHERE = Counter()


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def admin():
    return make_admin()


def state(redemption):
    return Redemption.objects.get(pk=redemption.pk).state


def use_once(redemption, by):
    return use(redemption.pk, NOWHERE, by=by)


def test_case_159_rejected_she_has_back_what_she_paid_then(programme, admin):
    reward, member = make_reward(programme, stock=1), make_redeemer(programme, 100)
    redemption = asks(reward, member)
    said = RewardFacts(title="x", reward_type=RewardType.FREE_SHIPPING, points=150, stock=1)
    edit(reward.pk, said, by=admin, version=1)
    deciding.reject(redemption.pk, by=admin, reason=RejectReason.TECHNICAL)
    assert posted(member) == [100, -100, 100]
    assert taken(reward) == 0
    assert differences() == []


def test_case_159_of_approving_and_rejecting_at_once_one_wins(programme, admin):
    reward, member = make_reward(programme), make_redeemer(programme)
    redemption = asks(reward, member)
    jobs = [
        lambda: deciding.approve(redemption.pk, by=admin),
        lambda: deciding.reject(redemption.pk, by=admin, reason=RejectReason.OTHER, note="x"),
        lambda: take_back(redemption.pk, member),
    ]
    results = at_once(*jobs)
    assert sum(isinstance(each, AlreadyDecided) for each in results) == 2
    assert Event.objects.about(redemption).count() == 2
    assert balance(member) == (50 if state(redemption) == APPROVED else 150)
    assert differences() == []


def test_LR_9_taken_back_points_and_piece_are_free(programme):
    reward, member = make_reward(programme, stock=1), make_redeemer(programme)
    redemption = asks(reward, member)
    take_back(redemption.pk, member)
    assert state(redemption) == CANCELLED
    assert balance(member) == 150
    assert taken(reward) == 0
    with pytest.raises(AlreadyDecided):
        take_back(redemption.pk, member)


def test_LR_9_nobody_takes_back_what_is_somebody_elses(programme):
    redemption = asks(make_reward(programme), make_redeemer(programme))
    with pytest.raises(Redemption.DoesNotExist):
        take_back(redemption.pk, make_redeemer(programme))


def test_case_161_two_uses_are_logged_and_a_third_is_refused(programme, admin):
    redemption = asks(
        make_reward(programme, uses=2, needs_approval=False), make_redeemer(programme)
    )
    staff = make_staff("siti")
    assert use_once(redemption, staff).uses_left == 1
    assert use_once(redemption, staff).state == USED
    with pytest.raises(NothingLeft):
        use_once(redemption, staff)
    uses = RedemptionUse.objects.filter(redemption=redemption).order_by("sequence")
    assert [each.by_name for each in uses] == ["siti", "siti"]
    assert differences() == []


def test_case_161_of_two_uses_at_once_of_the_last_one_one_is_written(programme):
    redemption = asks(make_reward(programme, needs_approval=False), make_redeemer(programme))
    staff = make_staff()
    results = at_once(*[lambda: use_once(redemption, staff)] * 4)
    assert sum(isinstance(each, NothingLeft) for each in results) == 3
    assert RedemptionUse.objects.count() == 1
    assert state(redemption) == USED


def test_LR_10_a_use_is_of_what_somebody_has_seen(programme):
    redemption = asks(
        make_reward(programme, uses=3, needs_approval=False), make_redeemer(programme)
    )
    staff = make_staff()
    use(redemption.pk, Counter(left=3), by=staff)
    with pytest.raises(NothingLeft):
        use(redemption.pk, Counter(left=3), by=staff)
    assert RedemptionUse.objects.count() == 1


def test_case_161_on_the_last_day_until_midnight_in_jakarta_and_not_after(programme, admin):
    with time_machine.travel("2026-03-01T12:00:00+07:00"):
        reward = make_reward(programme, expiry=ExpiryKind.AFTER_APPROVAL, expiry_days=10, uses=2)
        member = make_redeemer(programme)
        redemption = asks(reward, member)
    with time_machine.travel("2026-03-05T23:00:00+07:00"):
        approved = deciding.approve(redemption.pk, by=admin)
    assert approved.last_day.isoformat() == "2026-03-15"
    with time_machine.travel("2026-03-15T23:59:00+07:00"):
        assert use_once(redemption, admin).uses_left == 1
    with time_machine.travel("2026-03-16T00:00:00+07:00"), pytest.raises(HasEnded):
        use_once(redemption, admin)
    assert state(redemption) == EXPIRED
    assert balance(member) == 50
    assert differences() == []


def test_LR_10_points_of_an_expired_one_come_back_only_if_the_reward_had_said_so(programme):
    reward = make_reward(programme, refunds_expired=True, needs_approval=False)
    member = make_redeemer(programme)
    asks(reward, member)
    asks(make_reward(programme, points=20, needs_approval=False), member)
    Redemption.objects.update(last_day=today() - timedelta(1))
    assert expire_all().facts == {"expired": 2}
    assert expire_all().facts == {"expired": 0}
    assert balance(member) == 130
    assert taken(reward) == 1
    assert differences() == []


def test_LR_3_what_waited_past_its_last_day_is_not_approved(programme, admin):
    reward = make_reward(programme, expiry=ExpiryKind.FIXED_DAY, expiry_day=today())
    redemption = asks(reward, make_redeemer(programme))
    with time_machine.travel(today() + timedelta(2)), pytest.raises(HasEnded):
        deciding.approve(redemption.pk, by=admin)
    assert state(redemption) == PENDING


def test_LR_4_a_redemption_keeps_the_terms_of_its_request(programme, admin):
    reward = make_reward(programme, title="Kopi", expiry=ExpiryKind.AFTER_APPROVAL, expiry_days=5)
    redemption = asks(reward, make_redeemer(programme))
    edit(
        reward.pk,
        RewardFacts(title="Teh", reward_type=RewardType.VIP_ACCESS, points=1),
        by=admin,
        version=1,
    )
    approved = deciding.approve(redemption.pk, by=admin)
    assert approved.title == "Kopi"
    assert approved.last_day == today() + timedelta(5)


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_case_164_nobody_decides_their_own(verb, programme):
    redemption = asks(make_reward(programme), make_redeemer(programme))
    own, other = make_admin(), make_admin()
    Member.objects.filter(pk=redemption.member_id).update(staff=own)
    more = {"reason": RejectReason.POLICY} if verb == "reject" else {}
    with pytest.raises(MemberRefused):
        getattr(deciding, verb)(redemption.pk, by=own, **more)
    assert state(redemption) == PENDING
    getattr(deciding, verb)(redemption.pk, by=other, **more)
    assert state(redemption) != PENDING


def test_LR_11_admins_are_asked_and_it_is_settled_when_somebody_decides(programme):
    budi, own, staff = make_admin(), make_admin(), make_staff()
    member = make_redeemer(programme)
    Member.objects.filter(pk=member.pk).update(staff=own)
    redemption = asks(make_reward(programme, by=budi), member)
    asked = Notification.objects.filter(kind="redemption-requested")
    assert {each.user_id for each in asked} == {budi.pk}
    assert staff.pk not in {each.user_id for each in asked}
    assert "Ana" not in str([each.facts for each in asked])
    deciding.approve(redemption.pk, by=budi)
    assert asked.filter(is_read=False).count() == 0


def test_LR_10_a_code_is_found_however_it_is_typed(programme):
    redemption = asks(make_reward(programme), make_redeemer(programme))
    Redemption.objects.filter(pk=redemption.pk).update(code="0123456789")
    assert redemption_with(" o1234-56789 ").pk == redemption.pk
    assert redemption_with("lI") is None


def test_the_proof_finds_a_stock_a_use_and_a_price_that_are_wrong(programme):
    reward, member = make_reward(programme), make_redeemer(programme)
    redemption = asks(reward, member)
    Redemption.objects.update(uses_left=9, points=7)
    fields = {field for _where, field, _stored, _expected in differences()}
    assert fields == {"redemption_uses_left", "redemption_paid"}
    Redemption.objects.update(uses_left=1, points=100, state=REJECTED.value)
    found = {field for _where, field, _stored, _expected in differences()}
    assert found == {"redemption_paid", "reward_taken"}
    assert str(redemption.pk) in str(differences())
    assert mail.outbox == []


@pytest.mark.parametrize("is_rejected", [True, False])
def test_LM_14_merged_she_has_what_the_other_asked_for_and_its_points(
    is_rejected, programme, admin
):
    reward = make_reward(programme, limit_per_member=1)
    gone, stays = make_redeemer(programme), make_redeemer(programme, 10)
    redemption = asks(reward, gone)
    merge(gone.pk, stays.pk, by=admin, reason="the same")
    stays.refresh_from_db()
    assert [each.pk for each in redemptions_of(stays)] == [redemption.pk]
    assert balance(stays) == 60
    if is_rejected:
        deciding.reject(redemption.pk, by=admin, reason=RejectReason.POLICY)
    else:
        take_back(redemption.pk, stays)
    assert balance(stays) == 160
    assert balance(gone) == 0
    assert differences() == []


def test_LM_14_what_was_asked_for_follows_a_chain_of_merges(programme, admin, client_of):
    gone, between, stays = (make_redeemer(programme) for _ in range(3))
    redemption = asks(make_reward(programme), gone)
    merge(gone.pk, between.pk, by=admin, reason="the same")
    merge(between.pk, stays.pk, by=admin, reason="the same")
    Member.objects.filter(pk=stays.pk).update(name="Sari", opening_day=today())
    Member.objects.filter(pk=stays.pk).update(opening_spend=20_000_000)
    assert [each.pk for each in redemptions_of(stays)] == [redemption.pk]
    counter = client_of(admin).get(f"/loyalty/redemptions/use/{redemption.code}/").context
    assert counter["tier"] == "Platinum"
    assert counter["name"] == "Sari"


def test_LM_18_nobody_decides_for_whom_a_merge_has_made_their_own(programme, admin):
    gone, stays = make_redeemer(programme), make_redeemer(programme)
    redemption = asks(make_reward(programme), gone)
    merge(gone.pk, stays.pk, by=admin, reason="the same")
    own = make_admin()
    Member.objects.filter(pk=stays.pk).update(staff=own)
    with pytest.raises(MemberRefused):
        deciding.approve(redemption.pk, by=own)
    assert state(redemption) == PENDING


def test_LM_18_what_a_colleague_asks_for_waits_and_another_one_uses_it_up(programme, client_of):
    own, other = make_admin(), make_admin()
    member = make_redeemer(programme)
    Member.objects.filter(pk=member.pk).update(staff=own)
    redemption = asks(make_reward(programme, needs_approval=False), member)
    assert state(redemption) == PENDING
    deciding.approve(redemption.pk, by=other)
    path = f"/loyalty/redemptions/use/{redemption.code}/"
    refused = client_of(own).post(path, {"left": "1"})
    assert "their own member record" in refused.content.decode()
    assert RedemptionUse.objects.count() == 0
    client_of(other).post(path, {"left": "1"})
    assert RedemptionUse.objects.count() == 1


@pytest.mark.parametrize("left", [MemberState.BLOCKED, MemberState.CLOSED])
def test_LM_4_who_is_blocked_or_has_left_redeems_nothing(left, programme, admin, client_of):
    member = make_redeemer(programme)
    redemption = asks(make_reward(programme, needs_approval=False), member)
    set_state(member.pk, left, by=admin, reason="x")
    with pytest.raises(NotHersNow):
        use_once(redemption, admin)
    client = client_of(admin)
    path = f"/loyalty/redemptions/use/{redemption.code}/"
    assert "cannot redeem now" in client.get(path).content.decode()
    assert client.post(path, {"left": "1"}).status_code == 409
    assert RedemptionUse.objects.count() == 0
    set_state(member.pk, MemberState.ACTIVE, by=admin, reason="x")
    assert use_once(redemption, admin).uses_left == 0


def test_LM_4_of_a_block_and_a_use_at_once_none_is_used_after_the_block(programme, admin):
    member = make_redeemer(programme)
    redemption = asks(make_reward(programme, uses=4, needs_approval=False), member)
    answers = at_once(
        *[lambda: use_once(redemption, admin)] * 3,
        lambda: set_state(member.pk, MemberState.BLOCKED, by=admin, reason="x"),
    )
    uses = RedemptionUse.objects.count()
    assert sum(isinstance(each, NotHersNow) for each in answers) == 3 - uses
    blocked_at = Event.objects.about(member).get(verb="edit").at
    assert all(each.at <= blocked_at for each in Event.objects.filter(verb="use redemption"))


def test_LM_14_what_a_merge_has_made_hers_is_used_by_her_alone(programme, admin):
    member, into = make_redeemer(programme), make_redeemer(programme)
    redemption = asks(make_reward(programme, uses=2, needs_approval=False), member)
    merge(member.pk, into.pk, by=admin, reason="the same")
    assert use_once(redemption, admin).uses_left == 1
    set_state(into.pk, MemberState.BLOCKED, by=admin, reason="x")
    with pytest.raises(NotHersNow):
        use_once(redemption, admin)


def test_LS_6_a_card_that_is_handed_over_has_new_codes_and_the_first_knows_none(programme, admin):
    member = make_redeemer(programme, surname="Esempio")
    reward = make_reward(programme, uses=2, needs_approval=False)
    redemption = asks(reward, member)
    known = redemption.code
    dispute = CardDispute.objects.create(
        programme=programme, member=member, card=K1, contact="0812-3456-7890", text="x"
    )
    seen = Counter(code=known)
    hand_over(dispute.pk, by=admin, reason="showed her papers")
    assert redemption_with(known) is None
    with pytest.raises(NothingLeft):
        use(redemption.pk, seen, by=admin)
    renewed = redemptions_of(member).get()
    assert use(renewed.pk, Counter(code=renewed.code), by=admin).uses_left == 1
    assert Event.objects.about(renewed).filter(verb="renew code").exists()
