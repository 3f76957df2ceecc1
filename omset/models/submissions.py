"""Which deposit each key brought: what lets a form be sent twice and recorded once."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from bson import ObjectId
from django.db import models
from django_mongodb_backend.fields import ObjectIdField

from crm.mongo.decimals import to_decimal
from omset.rules.money import cents


class DepositContent(NamedTuple):
    """What was sent for a deposit; one key stands for one such content and no other."""

    staff_id: ObjectId
    product_id: ObjectId
    date: date
    customer_id: str
    nominal: Decimal
    multiplier: Decimal
    note: str

    @property
    def digest(self) -> str:
        """The SHA-256 of it, by which it is told from another."""
        amounts = cents(self.nominal), cents(self.multiplier)
        parts = (self.staff_id, self.product_id, self.date.isoformat(), self.customer_id.strip())
        return sha256("\x1f".join(map(str, (*parts, *amounts, self.note))).encode()).hexdigest()


class Submission(models.Model):
    """One key and the deposit that it stands for, written and removed with the deposit.

    The key is the row's own id, so it is unique on a cluster too, where the ledger lies by staff
    member and date and could not have an index that is unique by anything else
    (docs/decisions/0011). Written only by OmsetRecord, the import's loader and `recount`.
    """

    key = models.CharField(primary_key=True, max_length=80, db_column="_id")
    content = models.CharField(max_length=64)
    record_id = ObjectIdField()


def submission_row(document: Mapping[str, Any]) -> dict[str, Any]:
    """The stored row of the submission that a stored deposit came by."""
    content = DepositContent(
        document["staff_id"],
        document["product_id"],
        document["date"].date(),
        document["customer_id"],
        to_decimal(document["nominal"]),
        to_decimal(document["multiplier"]),
        document["note"],
    )
    return submission_of(document["idempotency_key"], document["_id"], content)


def submission_of(key: str, record_id: ObjectId, content: DepositContent) -> dict[str, Any]:
    """The stored row of a submission."""
    return {"_id": key, "content": content.digest, "record_id": record_id}
