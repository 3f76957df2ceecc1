"""The golden data set (11.1): programme G with A, B and C, and a browser signed in for each."""

from datetime import date
from decimal import Decimal

from loyalty.members import links
from loyalty.models import Member
from loyalty.points.earning.settling import settle
from loyalty.points.ledger.posting import Cause
from tests.loyalty.analytics.make import ring_up
from tests.loyalty.me.make import K1, K2, K3, signed_in
from tests.loyalty.points.make import golden_programme
from tests.make import make_deposit, make_product
from tests.parsed import parsed

APRIL_15 = "2026-04-15T10:00:00+07:00"
K4 = "2900000000100"


class Golden:
    """The data set up to record 12; deposits by their numbers in the table."""

    def __init__(self, owner, admin) -> None:
        p, q = make_product("P"), make_product("Q")
        self.programme = golden_programme(p, q)
        self.browsers = {
            name: signed_in(self.programme, card, contact=f"{name}@example.test")
            for name, card in (("a", K1), ("b", K2), ("c", K3))
        }
        members = Member.objects.order_by("number")
        self.members = dict(zip("abc", members, strict=True))
        links.link(self.members["a"].pk, "ana", by=admin, reason="x")
        Member.objects.filter(pk=self.members["b"].pk).update(
            opening_points=120, opening_spend=Decimal(3_000_000), opening_day=date(2026, 1, 31)
        )
        self.deposits = {
            1: make_deposit(owner, p, "ana", "2026-01-10", nominal=1_234_567),
            2: make_deposit(owner, p, "ANA", "2026-01-10", nominal=9_999),
            3: make_deposit(owner, q, "ana", "2026-02-05", nominal=100_000, multiplier="2.5"),
            12: make_deposit(owner, p, "ana", "2026-04-02", nominal=1_000_000),
        }
        ring_up(
            self.programme,
            [
                (K2, date(2026, 1, 20), "150000"),
                (K2, date(2026, 2, 10), "505000"),
                (K2, date(2026, 2, 10), "505000"),
                (K2, date(2026, 3, 3), "0"),
                (K2, date(2026, 3, 3), "-105000", {"minute": None}),
                (K4, date(2026, 3, 5), "2000000"),
                ("", date(2026, 3, 6), "80000"),
            ],
        )
        settle(self.programme, [member.pk for member in self.members.values()], Cause("import"))


def figures(response) -> dict[str, str]:
    """What the figures of a page say, by their labels."""
    cards = [card for card in parsed(response).all("a", "div") if card.get("class") == "stat-card"]
    return {card.all("span")[0].text: card.all("span")[1].text for card in cards}


def tier(response) -> str:
    """The tier that a page names."""
    return parsed(response).one("section", **{"aria-labelledby": "tier"}).one("strong").text
