"""Who works in which product's team, and who of it is away."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bson import ObjectId

from crm.audit.record import note_event
from crm.mongo.transaction import transactional
from crm.mongo.unions import UnionPart, read_union
from crm.staff.models import Product, User
from crm.staff.usage import refer_to
from leave.locks import lock_team_days
from leave.models import TeamMember
from leave.policies import AwayLimit, LeaveDecisions
from leave.reads import HeldLeave, absences_of, absences_part, left_part


@dataclass(frozen=True)
class Team:
    """The team of a product; without one, that of all who have no product."""

    product_id: ObjectId | None
    # The people of all products' teams, by product.
    members: dict[ObjectId, set[ObjectId]]

    def count(self, requests: Iterable[HeldLeave]) -> int:
        """How many of these are by people of the team."""
        return sum(self._has(each.staff_id) for each in requests)

    def _has(self, staff_id: ObjectId) -> bool:
        if self.product_id is not None:
            return staff_id in self.members[self.product_id]
        return not any(staff_id in people for people in self.members.values())


class TeamLimits(NamedTuple):
    """A team, and how many of it may be away on some days."""

    team: Team
    by_day: dict[date, AwayLimit]


def team_of(staff_id: ObjectId) -> Team:
    """The team that somebody works in; one command, in the current transaction."""
    members: dict[ObjectId, set[ObjectId]] = defaultdict(set)
    own = None
    for person, product_id in TeamMember.objects.values_list("staff_id", "product_id"):
        members[product_id].add(person)
        own = product_id if person == staff_id else own
    return Team(own, members)


def products_of(staff_ids: Collection[ObjectId]) -> dict[ObjectId, ObjectId]:
    """The product of each of these people who has one."""
    rows = TeamMember.objects.filter(staff_id__in=list(staff_ids))
    return dict(rows.values_list("staff_id", "product_id"))


def together_away(first: date, last: date, *, besides: ObjectId) -> dict[date, list[HeldLeave]]:
    """Everybody else who works here and is away, or waits for it, by day; one command."""
    return away_of(read_union(away_parts(first, last, besides)))


def away_parts(first: date, last: date, besides: ObjectId) -> dict[str, UnionPart]:
    """The same as parts of a command that reads other things as well."""
    return {"away": absences_part(first, last, besides), "left": left_part()}


def away_of(rows: dict[str, list[dict]]) -> dict[date, list[HeldLeave]]:
    """Who is away, in the rows of away_parts; nobody, if they were not read."""
    left = {row["_id"] for row in rows.get("left", ())}
    days: dict[date, list[HeldLeave]] = defaultdict(list)
    for each in absences_of(rows.get("away", ())):
        if each.staff_id not in left:
            days[each.date].append(each)
    return dict(days)


def limits_of(staff_id: ObjectId, days: Collection[date], decided: LeaveDecisions) -> TeamLimits:
    """How many of the person's team may be away on each of these days.

    One command for the team, where there is any limit.
    """
    team = team_of(staff_id) if decided.has_limits else Team(None, {})
    return TeamLimits(team, decided.limits_of(days, team.product_id))


def lock_limited_days(limits: TeamLimits) -> None:
    """Line up at the days on which only so many of the team may be away."""
    days = [day for day, limit in limits.by_day.items() if limit.most is not None]
    lock_team_days(limits.team.product_id, days)


@transactional
def put_in_team(staff: User, product: Product | None, *, by: User) -> None:
    """Let somebody work in the team of a product, or of none."""
    before = TeamMember.objects.filter(staff_id=staff.pk).select_related("product").first()
    named = {"team": before.product.name if before else ""}
    if product is None:
        TeamMember.objects.filter(staff_id=staff.pk).delete()
    else:
        refer_to(product)
        TeamMember(staff_id=staff.pk, product_id=product.pk).save()
    after = {"team": product.name if product else ""}
    if named != after:
        note_event(staff, "team", by=by, before=named, after=after)
