"""Programme G of the golden set, its people, and what their ledgers say."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from loyalty.models import Member, MemberPoints, PointsEntry
from loyalty.points.proof import wrong_points
from loyalty.programmes.verbs import _add_version
from loyalty.rules.programmes import DEFAULT, PRESETS, Earning
from loyalty.rules.tiers import Tier, ladder
from tests.loyalty.make import make_programme

STEPS = {"Bronze": 0, "Silver": 1_000_000, "Gold": 2_000_000, "Platinum": 5_000_000}
TIERS = ladder([Tier(name, Decimal(least)) for name, least in STEPS.items()])
GOLDEN = replace(PRESETS[DEFAULT], tiers=TIERS)


def golden_programme(*products, name="G", **changed):
    """1 point per full 10 000 from 1 January, per full 5 000 from 1 April."""
    terms = replace(GOLDEN, **changed)
    programme = make_programme(name, terms=terms, products=products)
    later = replace(terms, earning=Earning(unit=Decimal(5_000)))
    _add_version(programme, later, date(2026, 4, 1), by=None)
    return programme


def give_opening(member, points, spend, day=date(2026, 1, 31)):
    """As the first registry that states it does."""
    Member.objects.filter(pk=member.pk).update(
        opening_points=points, opening_spend=spend, opening_day=day
    )


def posted(member):
    """The points of each entry, in their order."""
    entries = PointsEntry.objects.filter(member_id=member.pk).order_by("sequence")
    return list(entries.values_list("points", flat=True))


def reasons(member):
    entries = PointsEntry.objects.filter(member_id=member.pk).order_by("sequence")
    return list(entries.values_list("reason", flat=True))


def balance(member):
    return sum(MemberPoints.objects.filter(pk=member.pk).values_list("balance", flat=True))


def differences():
    """What the proof finds."""
    return [tuple(each) for each in wrong_points()]
