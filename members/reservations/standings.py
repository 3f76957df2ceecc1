"""Until when reservations are protected: settings and leave, read for many at once (RS-17)."""

from collections.abc import Collection
from datetime import date, timedelta

from bson import ObjectId
from django.db.models import Q
from django.utils import timezone

from crm.registry.absences import days_away
from members.models import Reservation, ReservationQuerySet
from members.policies import GraceRules, grace_rules_on
from members.rules.expiry import Standing, standing_on

# So far ahead approved leave is asked for: nothing is reserved for longer than a grace.
LEAVE_AHEAD = timedelta(days=400)
# And so far behind, by whoever may be near the end of a grace.
LEAVE_BEHIND = timedelta(days=800)


def standings_of(
    reservations: Collection[Reservation], day: date | None = None, rules: GraceRules | None = None
) -> dict[ObjectId, Standing]:
    """How each of the approved reservations stands on `day`, today without one."""
    held = [reservation for reservation in reservations if not reservation.is_pending]
    if not held:
        return {}
    day = day or timezone.localdate()
    rules = rules or grace_rules_on(day)
    first = min(reservation.grace_facts.approved_on for reservation in held)
    starts = [reservation.last_deposit_on for reservation in held if reservation.last_deposit_on]
    people = {reservation.staff_id for reservation in held}
    away = days_away(people, min([first, *starts]), day + LEAVE_AHEAD)
    return {
        each.pk: standing_on(day, each.grace_facts, rules.of(each.product_id), away[each.staff_id])
        for each in held
    }


def standing_of(reservation: Reservation, day: date | None = None) -> Standing:
    """How an approved reservation stands on `day`."""
    return standings_of([reservation], day)[reservation.pk]


def expiring(day: date | None = None) -> ReservationQuerySet:
    """The reservations whose owners are warned by `day`, or that end with its run.

    Whose owner was away has more time, where leave is spared.
    """
    day = day or timezone.localdate()
    rules = grace_rules_on(day)
    until = day + timedelta(days=rules.general.warning)
    near = _begun_by(until, rules) & (Q(extended_until=None) | Q(extended_until__lte=until))
    held = Reservation.objects.approved().filter(near, is_permanent=False)
    spared = _spared(held, day, rules) if rules.general.spares_leave else []
    return held.exclude(pk__in=spared) if spared else held


def _spared(held: ReservationQuerySet, day: date, rules: GraceRules) -> list[ObjectId]:
    """Those that leave keeps from running out so soon; only of owners with leave they are read."""
    people = set(held.values_list("staff_id", flat=True).distinct())
    first = day - LEAVE_BEHIND
    away = {pk for pk, days in days_away(people, first, day + LEAVE_AHEAD).items() if days}
    standings = standings_of(list(held.filter(staff_id__in=away)), day, rules) if away else {}
    return [pk for pk, each in standings.items() if (each.remaining or 0) > rules.general.warning]


def _begun_by(until: date, rules: GraceRules) -> Q:
    """Those whose grace is over on `until`, each product's by its own."""
    general = Q(grace_from__lte=until - timedelta(days=rules.general.grace))
    if rules.graces:
        general &= ~Q(product_id__in=list(rules.graces))
    for product_id, grace in rules.graces.items():
        general |= Q(product_id=product_id, grace_from__lte=until - timedelta(days=grace))
    if rules.general.ends_without_deposit:
        general |= Q(last_deposit_on=None, restarted_on=None)
    return general


def runs_out_at_once(reservation: Reservation) -> bool:
    """Whether the last deposit of one that begins now is too old for it to outlive the next run."""
    standing = standing_of(reservation)
    is_near = standing.remaining is not None and standing.remaining <= 1
    return is_near and reservation.last_deposit_on is not None
