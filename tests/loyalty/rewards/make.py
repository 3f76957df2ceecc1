"""Rewards, members with points who may redeem, and what they ask for, by the product's verbs."""

import itertools
from datetime import date

from django.test import Client, RequestFactory
from django.utils import timezone

from loyalty.accounts.sign_in.sessions import begin, cookie_name
from loyalty.models import Member, MemberAccount, MemberPoints, PointsEntry, RewardStock
from loyalty.points.movements.challenges import post_challenge
from loyalty.rewards.catalogue import RewardFacts, create
from loyalty.rewards.proof import wrong_redemptions
from loyalty.rewards.redemptions.requesting import ask_for
from loyalty.rules.rewards.terms import RewardType
from tests.loyalty.make import make_member
from tests.make import make_admin

_numbers = itertools.count(1)


def make_reward(programme, *, by=None, **said):
    """A reward of 100 points that needs nothing else, or what is said of it."""
    facts = {
        "title": f"Hadiah {next(_numbers)}",
        "reward_type": RewardType.FREE_SHIPPING,
        "points": 100,
    }
    return create(programme, RewardFacts(**facts | said), by=by or make_admin())


def reward_form(**typed):
    """What the form of a reward sends."""
    form = {
        "title": "Kopi gratis",
        "reward_type": "free shipping",
        "points": "100",
        "uses": "1",
        "sort_order": "0",
        "expiry": "none",
        "needs_approval": "on",
    }
    return form | typed


def make_redeemer(programme, points=150, *, is_confirmed=True, **known):
    """A member with an account, a confirmed contact and so many points."""
    member = make_member(programme, **{"name": "Ana"} | known)
    email = f"a{next(_numbers)}@example.test"
    confirmed = {"email_confirmed_at": timezone.now()} if is_confirmed else {}
    MemberAccount.objects.create(
        member_id=member.pk,
        programme_id=programme.pk,
        email=email,
        email_key=email,
        **confirmed,
    )
    give_points(member, points)
    return Member.objects.select_related("programme").get(pk=member.pk)


def browser_of(member):
    """The browser in which she is signed in."""
    client = Client()
    key = begin(MemberAccount.objects.get(pk=member.pk), RequestFactory().get("/me/"))
    client.cookies[cookie_name()] = key
    return client


def give_points(member, points, name="gift"):
    """So many points, earned by a challenge."""
    post_challenge(member, name, "2026", points, date(2026, 1, 1))


def asks(reward, member, key=""):
    """What becomes of a request by a form of its own."""
    return ask_for(reward.pk, member.pk, form_key=key or f"form {next(_numbers)}")


def balance(member):
    return sum(MemberPoints.objects.filter(pk=member.pk).values_list("balance", flat=True))


def posted(member):
    """The points of each entry, in their order."""
    entries = PointsEntry.objects.filter(member_id=member.pk).order_by("sequence")
    return list(entries.values_list("points", flat=True))


def taken(reward):
    """How many are taken, as stored."""
    return RewardStock.objects.get(pk=reward.pk).taken


def differences():
    """What the proof finds."""
    return [tuple(each) for each in wrong_redemptions()]


def today():
    return timezone.localdate()
