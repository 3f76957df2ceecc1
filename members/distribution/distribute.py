"""N rows of a database among those present, by equal or other weights (members/rules/shares.py)."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from bson import ObjectId
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from crm.audit.record import note_event
from crm.mongo.rows import aggregate
from crm.mongo.transaction import transactional
from crm.notifications.send import notify
from crm.registry.absences import days_off
from crm.staff.models import User
from crm.staff.rules.roles import STAFF
from members.batches.cards import new_batch
from members.databases.pool import lock_pool, lock_product
from members.databases.turns import turn_at
from members.draws.take import TooFew, take
from members.models import Distribution, DrawPurpose, MemberDatabase, RowStatus, StoredShare
from members.rules.shares import Share, deck_of, shares


class NotPresent(Exception):
    """Somebody with a weight left, or began their leave, since the form was made."""

    def __init__(self, people: list[User]) -> None:
        super().__init__(", ".join(person.name for person in people))
        self.people = people


def staff_present(day: date) -> tuple[list[User], list[User]]:
    """Those who may be given rows on a Jakarta date, and the active staff who are on leave."""
    people = list(User.objects.active().filter(role=STAFF).order_by("username_key"))
    away = days_off([person.pk for person in people], day, day)
    present = [person for person in people if day not in away[person.pk]]
    return present, [person for person in people if day in away[person.pk]]


def distribute(
    database_id: ObjectId,
    count: int,
    weights: Mapping[ObjectId, int],
    *,
    by: User,
    idempotency_key: str,
) -> Distribution:
    """Assign the next `count` rows of a database among people, a batch to each who gets any.

    All or nothing; sent twice, it is done once. Raises NoWeights, NotPresent, TooFew,
    MemberDatabase.DoesNotExist; ValueError for a count or a weight below what there is.
    """
    with turn_at(database_id):
        try:
            return _distribute(database_id, count, weights, by, idempotency_key)
        except IntegrityError:
            return _distribute(database_id, count, weights, by, idempotency_key)


@transactional
def _distribute(
    database_id: ObjectId, count: int, weights: Mapping[ObjectId, int], by: User, key: str
) -> Distribution:
    earlier = Distribution.objects.filter(by_id=by.pk, idempotency_key=key).first()
    if earlier:
        return earlier
    if count < 1:
        raise ValueError(count)
    database = MemberDatabase.objects.live().get(pk=database_id)
    lock_product(database.product_id)
    people = _present(weights)
    distribution = _new(database, count, by, key)
    deck = deck_of(database.secret, map(str, people), distribution.number)
    by_person = {str(person): weights[person] for person in people}
    parts = shares(count, by_person, deck, gaps_of(database.product_id))
    stored = _draw_all(database, parts, people, count, by)
    distribution.shares = [share.stored() for share in stored]
    distribution.save(force_insert=True)
    after = {"database_name": database.name, "count": count, "people": len(people)}
    note_event(distribution, "distribute", by=by, after=after)
    return distribution


def gaps_of(product_id: ObjectId) -> dict[str, Fraction]:
    """The gap of everybody who ever took part in a product's distributions, by their ids."""
    pipeline: list[dict] = [
        {"$match": {"product_id": product_id}},
        {"$sort": {"number": 1}},
        {"$project": {"shares.staff": True, "shares.gap": True}},
        {"$unwind": "$shares"},
        {"$group": {"_id": {"person": "$shares.staff"}, "gap": {"$last": "$shares.gap"}}},
    ]
    rows = aggregate(Distribution, pipeline)
    return {row["person"]: Fraction(row["gap"]) for row in rows}


def _present(weights: Mapping[ObjectId, int]) -> dict[ObjectId, User]:
    """Those who are given a weight. Raises NotPresent if one of them is not there today."""
    present, _away = staff_present(timezone.localdate())
    here = {person.pk: person for person in present}
    missing = [pk for pk, weight in weights.items() if weight and pk not in here]
    if missing:
        raise NotPresent(list(User.objects.filter(pk__in=missing)))
    return {pk: here[pk] for pk in weights if pk in here}


def _new(database: MemberDatabase, count: int, by: User, key: str) -> Distribution:
    last = Distribution.objects.filter(product_id=database.product_id).order_by("-number").first()
    return Distribution(
        pk=ObjectId(),
        database=database,
        database_name=database.name,
        product_id=database.product_id,
        product_name=database.product_name,
        number=last.number + 1 if last else 1,
        count=count,
        by_id=by.pk,
        by_name=by.name,
        idempotency_key=key,
    )


def _draw_all(
    database: MemberDatabase,
    parts: list[Share],
    people: Mapping[ObjectId, User],
    count: int,
    by: User,
) -> list[StoredShare]:
    drawn, stored = 0, []
    for share in parts:
        person = people[ObjectId(share.person)]
        try:
            batch_id = _draw(database, person, share.received, by) if share.received else None
        except TooFew as few:
            # Of all that were asked for, not of this person's part.
            raise TooFew(drawn + few.eligible, few.excluded) from few
        drawn += share.received
        stored.append(StoredShare.of(share, name=person.name, batch_id=batch_id))
    return stored


def _draw(database: MemberDatabase, person: User, count: int, by: User) -> ObjectId:
    batch = new_batch(database, person, by_name=by.name)
    take(
        lock_pool(database.pk),
        person,
        count,
        DrawPurpose.DISTRIBUTION,
        by=by,
        status=RowStatus.ASSIGNED,
        batch_id=batch.pk,
    )
    words = {"count": str(count), "database": database.name}
    notify([person.pk], "rows-approved", reverse("members:mine"), 0, **words)
    return batch.pk
