"""Staff pay knows nothing of loyalty: the same whatever it does, on or off (LM-1, case 148)."""

import json
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.utils import timezone

from loyalty.achievements.challenges import plan_challenge
from loyalty.members import consents
from loyalty.members.cards import attach, detach
from loyalty.members.entries import set_state
from loyalty.members.erasure import erase
from loyalty.members.links import link, unlink
from loyalty.members.merges import merge, undo
from loyalty.models import CustomerLink, Member, MemberState, PointsEntry, RejectReason
from loyalty.points.movements.adjustments import adjust, confirm, refuse_adjustment
from loyalty.programmes.verbs import publish
from loyalty.rewards.redemptions import deciding
from loyalty.rewards.redemptions.requesting import take_back
from loyalty.rewards.redemptions.using import Counter, use
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject
from omset.ledger import trash
from tests.loyalty.achievements.test_challenges import APRIL
from tests.loyalty.analytics.make import ring_up
from tests.loyalty.make import make_member
from tests.loyalty.points.make import GOLDEN, golden_programme
from tests.loyalty.rewards.make import asks, make_redeemer, make_reward
from tests.make import make_admin, make_deposit, make_product, make_staff

pytestmark = pytest.mark.django_db
K4 = "2900000000100"
CUSTOMERS = ("ana", "budi", "citra")


def printed(capsys):
    """What others read of staff pay, as it is printed."""
    call_command("numbers", "--from", "2026-01-01", "--to", "2026-12-31", "--json")
    call_command("standings", "--month", "2026-02", "--json")
    return capsys.readouterr().out


class Till:
    """A programme whose verbs are done in turn: the links of customers, rewards, adjustments."""

    def __init__(self, product) -> None:
        self.programme = golden_programme(product, name="")
        self.one, self.two = (make_redeemer(self.programme, 1_500) for _ in range(2))
        self.admin, self.other = make_admin(), make_admin()
        self.reason = {"by": self.admin, "reason": "x"}

    def links(self):
        for customer in CUSTOMERS:
            link(self.one.pk, customer, **self.reason)

    def unlinks(self):
        unlink(CustomerLink.objects.in_force().earliest("pk").pk, **self.reason)

    def redeems(self):
        """Every way that a redemption goes."""
        reward = make_reward(self.programme, by=self.admin)
        approved, rejected, cancelled = (asks(reward, self.two) for _ in range(3))
        deciding.approve(approved.pk, by=self.admin)
        use(approved.pk, Counter(note="x"), by=self.admin)
        deciding.reject(rejected.pk, by=self.admin, reason=RejectReason.POLICY)
        take_back(cancelled.pk, self.two)

    def adjusts(self):
        """At once, by two, and not at all."""
        adjust(self.one.pk, 10, key="a", **self.reason)
        confirm(adjust(self.one.pk, 2_000, key="b", **self.reason).pk, by=self.other)
        refuse_adjustment(adjust(self.one.pk, -3_000, key="c", **self.reason).pk, by=self.other)

    def sells(self):
        attach(self.one.pk, K4, **self.reason)
        ring_up(self.programme, [(K4, timezone.localdate(), "50000")])
        detach(K4, **self.reason)

    def plans(self):
        tomorrow = timezone.localdate() + timedelta(1)
        dates = {"first": tomorrow, "last": tomorrow + timedelta(30)}
        plan_challenge(self.programme, replace(APRIL, **dates), by=self.admin)
        publish(self.programme, GOLDEN, tomorrow, by=self.admin)

    def merges(self):
        undo(merge(self.two.pk, self.one.pk, **self.reason).pk, **self.reason)
        merge(self.two.pk, self.one.pk, **self.reason)

    def changes(self):
        said = {"source": ConsentSource.ADMIN, "by": self.admin, "reason": "x"}
        consents.say(self.one.pk, ConsentSubject.MARKETING, Consent.YES, **said)
        set_state(self.one.pk, MemberState.CLOSED, **self.reason)
        erase(make_member(self.programme).pk, **self.reason)


VERBS = ("links", "redeems", "adjusts", "sells", "plans", "unlinks", "merges", "changes")


@pytest.fixture
def deposits(product):
    """Some of rina's, one of them in the trash."""
    staff = make_staff("rina")
    records = [
        make_deposit(staff, product, customer, f"2026-02-{day:02}", 10_000 * day)
        for day, customer in enumerate(CUSTOMERS * 2, start=1)
    ]
    trash.delete(records[0].pk, by=make_admin())


def test_LM_1_no_verb_of_loyalty_moves_a_byte_of_numbers_or_standings(
    deposits, product, settings, capsys
):
    till = Till(product)
    before = printed(capsys)
    for verb in VERBS:
        getattr(till, verb)()
        assert printed(capsys) == before, verb
    reasons = set(PointsEntry.objects.values_list("reason", flat=True))
    assert reasons >= {"earned", "reversed", "redeemed", "refunded", "adjusted", "merged"}
    settings.LOYALTY = False
    assert printed(capsys) == before


def ledger(staff, product, seed, between=()):
    """A random history of deposits, with something else between one and the next."""
    draw, records, admin = Random(seed), [], make_admin()
    between = iter(between)
    for _step in range(9):
        day, customer = draw.randint(1, 28), draw.choice(CUSTOMERS)
        records.append(
            make_deposit(staff, product, customer, f"2026-02-{day:02}", draw.randint(1, 900_000))
        )
        record = draw.choice(records)
        record.refresh_from_db()
        (trash.restore if record.is_deleted else trash.delete)(record.pk, by=admin)
        next(between, int)()


def of_person(staff, capsys):
    """The days and the standing of one person, without their name."""
    days = ("--from", "2026-02-01", "--to", "2026-02-28", "--by", "day", "--json")
    call_command("numbers", "--staff", staff.name, *days)
    call_command("standings", "--month", "2026-02", "--json")
    numbers, standings = map(json.loads, capsys.readouterr().out.splitlines())
    (mine,) = [row for row in standings if row.pop("staff") == staff.name]
    return numbers, mine


@pytest.mark.parametrize("seed", [1, 2])
def test_case_148_the_same_history_gives_the_same_pay_with_and_without_loyalty(seed, capsys):
    rina, dewi = make_staff("rina"), make_staff("dewi")
    ours, other = make_product("Ours"), make_product("Other")
    till = Till(ours)
    ledger(rina, ours, seed, between=[getattr(till, verb) for verb in VERBS])
    ledger(dewi, other, seed)
    with_loyalty, without = of_person(rina, capsys), of_person(dewi, capsys)
    assert len(with_loyalty[0]) > 2
    assert with_loyalty == without
    assert PointsEntry.objects.filter(reason="earned").exists()
    assert Member.objects.filter(merged_into_id=till.one.pk).exists()
