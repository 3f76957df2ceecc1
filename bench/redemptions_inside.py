"""Members with points for one reward each, who ask for it twice: for bench.redemptions."""

import json
from datetime import date
from uuid import uuid4

from django.test import Client, RequestFactory
from django.utils import timezone

from crm.staff.models import Role, User
from loyalty.accounts.sign_in.sessions import begin, cookie_name
from loyalty.members.entries import MemberFacts, register
from loyalty.models import Member, MemberAccount, MemberPoints, Programme, Redemption, Reward
from loyalty.points.movements.challenges import post_challenge
from loyalty.programmes.verbs import NewProgramme
from loyalty.programmes.verbs import create as create_programme
from loyalty.rewards.catalogue import RewardFacts, create
from loyalty.rewards.proof import wrong_redemptions
from loyalty.rules.programmes import DEFAULT, PRESETS
from loyalty.rules.rewards.terms import RewardType

PRICE, BEGINS = 100, date(2026, 1, 1)


def prepare(members: int) -> None:
    """A programme, a reward of which there is one for each member, and the members."""
    terms = PRESETS[DEFAULT]
    new = NewProgramme(name="Bench", currency="IDR", terms=terms, valid_from=BEGINS)
    programme, admin = create_programme(new, by=None), User.objects.get(role=Role.ADMIN)
    what = {"title": "Bench", "reward_type": RewardType.FREE_SHIPPING, "points": PRICE}
    create(programme, RewardFacts(**what, stock=members), by=admin)
    for number in range(members):
        member = register(programme, MemberFacts(name=f"Bench {number}"), by=None)
        email = f"bench{number}@example.test"
        MemberAccount.objects.create(
            member_id=member.pk,
            programme_id=programme.pk,
            email=email,
            email_key=email,
            email_confirmed_at=timezone.now(),
        )
        post_challenge(member, "gift", "2026", PRICE, BEGINS)


def run(client: int, each: int, clients: int) -> None:
    """Wait for a line, then ask for the reward of this client's members, twice each; prints how
    often it was given and refused."""
    browsers = [_browser(pk) for pk in _members(client, each, clients)]
    path = f"/me/rewards/{Reward.objects.get().pk}/ask/"
    # The first requests of a process load what all others find, and may run out of time over it.
    while browsers[0].get("/me/rewards/", secure=True).status_code != 200:
        pass
    print("ready", flush=True)
    input()
    answers = [
        browser.post(path, {"form_key": str(uuid4())}, secure=True).status_code
        for browser in browsers
        for _time in range(2)
    ]
    print(json.dumps({"given": answers.count(302), "refused": answers.count(422)}))


def doubles() -> None:
    """Print how many members have more than one redemption, and whether all numbers agree."""
    had = list(Redemption.objects.values_list("member_id", flat=True))
    print(f"| given twice | {len(had) - len(set(had))} |")
    print(f"| below zero | {MemberPoints.objects.filter(balance__lt=0).count()} |")
    assert list(wrong_redemptions()) == []
    assert Programme.objects.count() == 1


def _members(client: int, each: int, clients: int) -> list:
    every = list(Member.objects.order_by("number").values_list("pk", flat=True))
    assert len(every) == each * clients
    return every[client::clients]


def _browser(pk: object) -> Client:
    browser = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    account = MemberAccount.objects.get(pk=pk)
    browser.cookies[cookie_name()] = begin(account, RequestFactory().get("/me/"))
    return browser
