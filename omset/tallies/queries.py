"""What is read of the tallies for a question, and all of it as of one moment."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from bson import ObjectId
from django.db.models import Model
from pymongo.read_concern import ReadConcern

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection, current_session
from crm.staff.models import Product, User
from members.reservations.evidence import CustomerDeposits
from omset.models import DailyTally, GroupTally, MonthlyTally
from omset.tallies.ranges import bounds, nearest_months
from omset.tallies.sums import needed

# A model, and the pipeline over its rows.
TallyQuery = tuple[type[Model], list[dict]]

DIMENSIONS = {
    "day": "date",
    "month": "month",
    "staff": "staff_id",
    "product": "product_id",
}
# All of it is questions: as much as fits comes with the first answer.
READ_AT_ONCE = 1000


@dataclass(frozen=True)
class TallyScope:
    """Which counted records: business dates inclusive, open where None."""

    start: date | None = None
    end: date | None = None
    staff: ObjectId | None = None
    product: ObjectId | None = None
    kind: str | None = None


def rows_as_of_one_moment(*questions: list[TallyQuery]) -> list[list[dict]]:
    """The rows of each as of one moment: no day is taken from a month that did not hold it yet.

    One command. Several queries not inside a transaction: there the database unites none.
    """
    (first, pipeline), *others = (
        (model, [*pipeline, {"$set": {"of": place}}])
        for place, queries in enumerate(questions)
        for model, pipeline in queries
    )
    stored = collection(first)
    if others:
        stored = stored.with_options(read_concern=ReadConcern("snapshot"))
    unions = [
        {"$unionWith": {"coll": model._meta.db_table, "pipeline": part}} for model, part in others
    ]
    rows: list[list[dict]] = [[] for _queries in questions]
    for row in stored.aggregate(
        pipeline + unions, session=current_session(), batchSize=READ_AT_ONCE
    ):
        rows[row.pop("of")].append(row.pop("_id") | row)
    return rows


def sums_of(scope: TallyScope, by: str, names: Iterable[str] = ()) -> list[TallyQuery]:
    """The sums of each `key` of a dimension: from months where those answer, else from days.

    All that the scope's kind needs, or those with the `names`.
    """
    names = names or needed(scope.kind)
    of_days = summed(_day_key(by), names)
    if by in ("day", "product") or scope.product:
        return [(DailyTally, [_days(scope), *of_days])]
    return _nearest(scope, summed(_field(by), names), of_days)


def people_of(scope: TallyScope) -> list[TallyQuery]:
    """The sums of each staff member as `key`, the `days` with any, and `since` when."""
    sums = _sums(needed(scope.kind))
    of_month = {"days": {"$sum": "$days_worked"}, "since": {"$min": "$month"}}
    of_months = [{"$group": {"_id": {"key": "$staff_id"}} | of_month | sums}]
    one_day = {"_id": {"staff": "$staff_id", "date": "$date"}}
    of_day = {"days": {"$sum": 1}, "since": {"$min": "$_id.date"}}
    of_days = [
        {"$group": one_day | sums},
        {"$group": {"_id": {"key": "$_id.staff"}} | of_day | sums},
    ]
    if scope.product:
        return [(DailyTally, [_days(scope), *of_days])]
    return _nearest(scope, of_months, of_days)


def products_of(scope: TallyScope, by: str) -> list[TallyQuery]:
    """The sums of each `product` in each day, or month, as `key`, and the `days` with any."""
    sums = _sums(needed(scope.kind))
    one_day = {"_id": {"date": "$date", "product": "$product_id"}}
    span = _month("$_id.date") if by == "month" else "$_id.date"
    of_span = {"_id": {"key": span, "product": "$_id.product"}, "days": {"$sum": 1}}
    steps = [{"$group": one_day | sums}, {"$group": of_span | sums}]
    return [(DailyTally, [_days(scope), *steps])]


def _nearest(scope: TallyScope, of_months: list[dict], of_days: list[dict]) -> list[TallyQuery]:
    months, more, less = nearest_months(scope.start, scope.end)
    queries: list[TallyQuery] = []
    if months is not None:
        match = matching(scope) | ({"month": months} if months else {})
        queries.append((MonthlyTally, [{"$match": match}, *of_months]))
    if more:
        queries.append((DailyTally, [_days(scope, more), *of_days]))
    if less:
        taken = {"$set": {"is_less": True}}
        queries.append((DailyTally, [_days(scope, less), *of_days, taken]))
    return queries


def _days(scope: TallyScope, ranges: list[dict] | None = None) -> dict:
    # All time has a beginning as well: without any condition no index would be used.
    ranges = ranges or [bounds(scope.start or date.min, scope.end)]
    return {"$match": matching(scope) | {"$or": [{"date": dates} for dates in ranges]}}


def matching(scope: TallyScope) -> dict:
    """What matches the tallies of the scope's staff member and product."""
    ids = {"staff_id": scope.staff, "product_id": scope.product}
    return {name: value for name, value in ids.items() if value is not None}


def _day_key(by: str) -> dict | str | None:
    return _month("$date") if by == "month" else _field(by)


def _month(day: str) -> dict:
    return {"$dateTrunc": {"date": day, "unit": "month"}}


def _field(by: str) -> str | None:
    return f"${DIMENSIONS[by]}" if by != "total" else None


def summed(key: dict | str | None, names: Iterable[str]) -> list[dict]:
    """The step that makes the named sums of tallies for each `key`."""
    return [{"$group": {"_id": {"key": key}} | _sums(names)}]


def _sums(names: Iterable[str]) -> dict:
    return {name: {"$sum": f"${name}"} for name in names}


def deposits_of_customers(keys: Collection[str]) -> list[CustomerDeposits]:
    """What these customers deposited with everybody, for whoever decides about them; one read."""
    steps: list[dict] = [
        {"$match": {"customer_key": {"$in": [*keys]}}},
        _name_of(User, "staff"),
        _name_of(Product, "product"),
    ]
    rows = collection(GroupTally).aggregate(steps, session=current_session())
    return [
        CustomerDeposits(
            customer_key=row["customer_key"],
            staff_name=row["staff"][0]["name"],
            product_id=row["product_id"],
            product_name=row["product"][0]["name"],
            records=row["records"],
            total=to_decimal(row["total"]),
            last_on=row["last_date"].date(),
        )
        for row in rows
    ]


def _name_of(model: type[Model], name: str) -> dict:
    return {
        "$lookup": {
            "from": model._meta.db_table,
            "localField": f"{name}_id",
            "foreignField": "_id",
            "pipeline": [{"$project": {"name": 1}}],
            "as": name,
        }
    }
