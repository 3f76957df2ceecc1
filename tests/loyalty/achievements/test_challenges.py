"""Challenges: planned by admins, reached by business date, lost and reached again (LP-18)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from crm.audit.models import Event
from loyalty.achievements.challenges import ChallengeTerms, plan_challenge
from loyalty.achievements.recount import recount_members
from loyalty.members.entries import set_state
from loyalty.members.links import link
from loyalty.models import Achievement, Challenge, MemberState
from loyalty.points.ledger.posting import Cause
from loyalty.programmes.verbs import _add_version
from loyalty.rules.achievements.challenges import ChallengeMetric
from loyalty.rules.programmes import DEFAULT, PRESETS
from loyalty.rules.tiers import Tier, ladder
from tests.loyalty.analytics.make import ring_up, undo_receipts
from tests.loyalty.make import make_programme
from tests.loyalty.me.make import K1, signed_in
from tests.make import make_deposit, make_product
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
APRIL = ChallengeTerms(
    name="April",
    metric=ChallengeMetric.PURCHASES,
    target=Decimal(2),
    points=50,
    first=date(2026, 4, 1),
    last=date(2026, 4, 30),
)
TYPED = {
    "name": "April",
    "metric": "purchases",
    "target": "2",
    "points": "50",
    "rhythm": "once",
    "first": "2026-04-01",
    "last": "2026-04-30",
}
IN_MARCH = "2026-03-15T10:00:00+07:00"


@pytest.fixture
def programme():
    return make_programme("G")


def plan(programme, admin, **more):
    with time_machine.travel(IN_MARCH):
        return plan_challenge(programme, ChallengeTerms(**(vars(APRIL) | more)), by=admin)


def recount(programme, client_member):
    recount_members(programme, [client_member.pk], Cause("import", "Ana"))


def progress_on(page):
    panel = parsed(page).one("section", **{"aria-labelledby": "badges"})
    return [bar["value"] for bar in panel.all("progress")], panel.text


@time_machine.travel(IN_MARCH)
def test_LP_18_a_challenge_is_planned_corrected_and_ended_with_history(client_of, admin, programme):
    client = client_of(admin)
    url = f"/loyalty/challenges/new/?programme={programme.pk}"
    assert client.post(url, TYPED | {"first": "2026-03-15"}).status_code == 422
    assert client.post(url, TYPED | {"points": "0"}).status_code == 422
    assert client.post(url, TYPED | {"last": ""}).status_code == 422
    answer = client.post(url, TYPED)
    challenge = Challenge.objects.get()
    assert answer["Location"] == f"/loyalty/challenges/{challenge.pk}/"
    client.post(answer["Location"], TYPED | {"target": "3"})
    assert Challenge.objects.get().target == 3
    with time_machine.travel("2026-04-10T10:00:00+07:00"):
        client = client_of(admin)
        late = client.post(answer["Location"], TYPED)
        assert "what it asks for stays" in text_of(late)
        end = f"{answer['Location']}end/"
        assert client.post(end, {"reason": ""}).status_code == 422
        client.post(end, {"reason": "terlalu mudah"})
    assert Challenge.objects.get().last == date(2026, 4, 10)
    verbs = [event.verb for event in Event.objects.about(challenge)]
    assert sorted(verbs) == ["create", "edit", "end challenge"]
    assert "April" in text_of(client.get("/loyalty/challenges/"))


def test_LP_18_staff_see_no_challenges(client_of, owner, admin, programme):
    challenge = plan(programme, admin)
    for path in ("", "new/", f"{challenge.pk}/"):
        assert client_of(owner).get(f"/loyalty/challenges/{path}").status_code == 403


@time_machine.travel("2026-04-29T10:00:00+07:00")
def test_case_153_progress_is_1_of_2_between_and_never_constant(admin, programme):
    plan(programme, admin)
    client = signed_in(programme)
    assert progress_on(client.get("/me/"))[0] == ["0"]
    ring_up(programme, [(K1, date(2026, 4, 3), "100"), (K1, date(2026, 3, 31), "100")])
    bars, text = progress_on(client.get("/me/"))
    assert bars == ["1"]
    assert "1 of 2" in text


def test_case_153_reached_lost_and_reached_again_by_the_day_of_the_purchase(admin, programme):
    plan(programme, admin, badge="Dua kali")
    with time_machine.travel("2026-05-03T10:00:00+07:00"):
        client = signed_in(programme)
        member = client.get("/me/").context["page"].member
        ring_up(programme, [(K1, date(2026, 4, 3), "100")])
        recount(programme, member)
        assert not Achievement.objects.exists()
        second = ring_up(programme, [(K1, date(2026, 4, 29), "100")])
        recount(programme, member)
        [reached] = Achievement.objects.all()
        assert (reached.day, reached.points, reached.is_held) == (date(2026, 4, 29), 50, True)
        assert "Dua kali · 29 Apr 2026" in text_of(client.get("/me/"))
        undo_receipts(programme, second)
        recount(programme, member)
        assert not Achievement.objects.filter(is_held=True).exists()
        page = text_of(client.get("/me/"))
        assert "No longer reached: Dua kali" in page
        ring_up(programme, [(K1, date(2026, 4, 29), "100")])
        recount(programme, member)
        assert Achievement.objects.get(is_held=True).day == date(2026, 4, 29)


@time_machine.travel("2026-05-03T10:00:00+07:00")
def test_LP_18_one_of_each_month_is_reached_in_each(admin, programme):
    plan(programme, admin, is_monthly=True, last=None, target=Decimal(1))
    member = signed_in(programme).get("/me/").context["page"].member
    days = [date(2026, 3, 20), date(2026, 4, 2), date(2026, 4, 9), date(2026, 5, 1)]
    ring_up(programme, [(K1, day, "100") for day in days])
    recount(programme, member)
    assert sorted(each.day for each in Achievement.objects.all()) == [days[1], days[3]]


@time_machine.travel("2026-05-03T10:00:00+07:00")
def test_LP_18_a_tier_is_asked_of_the_day_that_reached_it(admin, programme):
    plan(programme, admin, tier="Silver")
    member = signed_in(programme).get("/me/").context["page"].member
    ring_up(programme, [(K1, date(2026, 4, day), "100") for day in (3, 4)])
    ring_up(programme, [(K1, date(2026, 5, 1), "9000000")])
    recount(programme, member)
    assert not Achievement.objects.filter(sort="challenge").exists()


@time_machine.travel("2026-04-20T10:00:00+07:00")
def test_LP_18_the_bar_of_points_has_what_deposits_deserve(admin, owner, client_of):
    product = make_product("P")
    programme = make_programme("G", products=[product])
    plan(programme, admin, metric=ChallengeMetric.POINTS, target=Decimal(100))
    client = signed_in(programme)
    member = client.get("/me/").context["page"].member
    link(member.pk, "ana", by=admin, reason="x")
    make_deposit(owner, product, "ana", "2026-04-10", 400_000)
    assert progress_on(client.get("/me/"))[0] == ["40"]
    of_staff = client_of(admin).get(f"/loyalty/members/{member.pk}/")
    assert progress_on(of_staff)[0] == ["40"]


@time_machine.travel("2026-05-03T10:00:00+07:00")
def test_LP_18_what_is_bought_after_closing_counts_for_no_challenge(admin, programme):
    plan(programme, admin)
    member = signed_in(programme).get("/me/").context["page"].member
    with time_machine.travel("2026-04-10T10:00:00+07:00"):
        set_state(member.pk, MemberState.CLOSED, by=admin, reason="x")
    ring_up(programme, [(K1, date(2026, 4, day), "100") for day in (10, 11)])
    recount(programme, member)
    assert not Achievement.objects.exists()


@time_machine.travel("2026-05-20T10:00:00+07:00")
def test_LM_3_a_later_ladder_takes_back_no_challenge_that_was_reached(admin, programme):
    plan(programme, admin, tier="Silver")
    member = signed_in(programme).get("/me/").context["page"].member
    ring_up(programme, [(K1, date(2026, 4, day), "3000000") for day in (3, 4)])
    recount(programme, member)
    steeper = ladder([Tier("Bronze", Decimal(0)), Tier("Perak", Decimal(9_000_000))])
    terms = replace(PRESETS[DEFAULT], tiers=steeper)
    _add_version(programme, terms, date(2026, 5, 10), by=None)
    recount(programme, member)
    [reached] = Achievement.objects.filter(sort="challenge")
    assert reached.is_held
