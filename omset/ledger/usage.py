"""How many deposits stand in the way of deleting a person or a product."""

from bson import ObjectId

from crm.mongo.rows import collection
from crm.staff.models import Product
from crm.staff.usage import MOST_COUNTED
from omset.models import OmsetRecord


def deposits_of(model: type, pks: list[ObjectId]) -> dict[ObjectId, int]:
    """Records, trashed ones too, of each product or staff member, up to a little over MOST_COUNTED.

    One command: an index answers each part, however large the ledger is.
    """
    owner = "product_id" if model is Product else "staff_id"
    first, *others = (_counted(owner, pk) for pk in pks)
    name = OmsetRecord._meta.db_table
    unions = [{"$unionWith": {"coll": name, "pipeline": part}} for part in others]
    rows = collection(OmsetRecord).aggregate(first + unions)
    return {row["owner"]: row["count"] for row in rows}


def _counted(owner: str, pk: ObjectId) -> list[dict]:
    steps: list[dict] = [{"$match": {owner: pk}}, {"$limit": MOST_COUNTED + 1}, {"$count": "count"}]
    return [*steps, {"$set": {"owner": pk}}]
