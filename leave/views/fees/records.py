"""What was written about a person's month, for the page of its statement: read at once."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar, cast

from bson import ObjectId
from django.db.models import Model
from django.utils import timezone

from crm.mongo.rows import midnight
from crm.mongo.stored import stored_instance
from crm.mongo.unions import UnionPart, read_union
from crm.policies.models import PolicyValue
from crm.policies.rules import value_among
from leave.fees.basis import last_day_of_basis
from leave.fees.policies import BAHT_RATE
from leave.models import FeeBasis, InstalmentPlan, ManualFee, Payment, Waiver
from leave.rules.statement import FeeStatement

AnyRow = TypeVar("AnyRow", bound=Model)


class MonthRecords(NamedTuple):
    """Rows about one person and month."""

    # In the order in which they were recorded, those that were taken back as well.
    payments: list[Payment]
    plan: InstalmentPlan | None
    # The text of the agreement.
    basis: FeeBasis | None
    # What is waived now, by kind and date, and the ids of the fees by admins that are in force.
    waivers: dict[tuple[str, date], ObjectId]
    fees: frozenset[str]
    # So much for one dollar, today.
    baht: Decimal


def month_records(staff_id: ObjectId, statement: FeeStatement) -> MonthRecords:
    """What was written about the month of a statement and the days of its lines; one command."""
    dates = [midnight(line.date) for line in (*statement.lines, *statement.changes)]
    in_force = {"staff_id": staff_id, "date": {"$in": dates}, "is_withdrawn": False}
    of_month = {"staff_id": staff_id, "month": midnight(statement.month)}
    today = timezone.localdate()
    baht = {
        "policy": BAHT_RATE.key,
        "product_id": None,
        "valid_from": {"$lte": midnight(today)},
    }
    begun = {"valid_from": {"$lte": midnight(last_day_of_basis(statement.month))}}
    latest: list[dict] = [{"$sort": {"valid_from": -1, "sequence": -1}}, {"$limit": 1}]
    in_order: dict = {"$sort": {"created_at": 1, "_id": 1}}
    rows = read_union(
        {
            "payments": UnionPart(Payment._meta.db_table, [{"$match": of_month}, in_order]),
            "plan": UnionPart(InstalmentPlan._meta.db_table, [{"$match": of_month}]),
            "basis": UnionPart(FeeBasis._meta.db_table, [{"$match": begun}, *latest]),
            "waivers": UnionPart(Waiver._meta.db_table, [{"$match": in_force}]),
            "fees": UnionPart(ManualFee._meta.db_table, [{"$match": in_force}]),
            "baht": UnionPart(PolicyValue._meta.db_table, [{"$match": baht}, *latest]),
        }
    )
    rates = [each.dated for each in _instances(PolicyValue, rows["baht"])]
    return MonthRecords(
        payments=_instances(Payment, rows["payments"]),
        plan=next(iter(_instances(InstalmentPlan, rows["plan"])), None),
        basis=next(iter(_instances(FeeBasis, rows["basis"])), None),
        waivers={(row["kind"], row["date"].date()): row["_id"] for row in rows["waivers"]},
        fees=frozenset(str(row["_id"]) for row in rows["fees"]),
        baht=value_among(BAHT_RATE, rates, today),
    )


def _instances(model: type[AnyRow], rows: Iterable[dict]) -> list[AnyRow]:
    return [cast(AnyRow, stored_instance(model, row)) for row in rows]
