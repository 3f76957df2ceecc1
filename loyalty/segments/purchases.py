"""What a programme's buyers have bought: read of the ledger, which stays as it is (LM-1, LP-3)."""

from datetime import date

from bson import ObjectId

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection, current_session, midnight
from loyalty.members.links import members_of_customers
from loyalty.models import Programme
from loyalty.programmes.reads import product_ids
from loyalty.rules.rfm.purchases import Purchase
from omset.models import OmsetRecord
from omset.models.statuses import COUNTED

# What begins the name of a buyer says who it is: a member by id, a customer by key.
MEMBER, CUSTOMER = "member:", "customer:"
FIELDS = {"_id": False, "customer_key": True, "product_id": True, "date": True, "total": True}


def deposits_until(programme: Programme, day: date) -> list[Purchase]:
    """The counted deposits in the programme's products up to and including `day`.

    A customer who is linked buys as the member, whenever the deposit was made (LM-12).
    """
    members = members_of_customers(programme)
    rows = collection(OmsetRecord).find(
        COUNTED | {"product_id": {"$in": product_ids(programme)}, "date": {"$lte": midnight(day)}},
        FIELDS,
        session=current_session(),
        batch_size=10_000,
    )
    return [
        Purchase(
            _buyer(row["customer_key"], row["product_id"], members),
            row["date"].date(),
            to_decimal(row["total"]),
        )
        for row in rows
    ]


def _buyer(
    key: str, product_id: ObjectId, members: dict[tuple[str, ObjectId | None], ObjectId]
) -> str:
    member_id = members.get((key, product_id)) or members.get((key, None))
    return f"{MEMBER}{member_id}" if member_id else f"{CUSTOMER}{key}"
