"""Rows of a database distributed among those present: who was entitled to what, and got what."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from bson import ObjectId
from django.db import models
from django.utils import timezone
from django_mongodb_backend.fields import ObjectIdField

from crm.staff.models import Product
from members.models.databases import MemberDatabase
from members.rules.shares import Share


@dataclass(frozen=True)
class StoredShare:
    """A share of one person as it was that day, and the batch that they got."""

    staff_id: ObjectId
    staff_name: str
    weight: int
    entitled: Fraction
    received: int
    gap_before: Fraction
    gap: Fraction
    batch_id: ObjectId | None

    @classmethod
    def of(cls, share: Share, *, name: str, batch_id: ObjectId | None) -> Self:
        """A share of the rule's, and whose it is."""
        return cls(
            staff_id=ObjectId(share.person),
            staff_name=name,
            weight=share.weight,
            entitled=share.entitled,
            received=share.received,
            gap_before=share.gap_before,
            gap=share.gap,
            batch_id=batch_id,
        )

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """A share as it is stored."""
        return cls(
            staff_id=ObjectId(stored["staff"]),
            staff_name=stored["name"],
            weight=stored["weight"],
            entitled=Fraction(stored["entitled"]),
            received=stored["received"],
            gap_before=Fraction(stored["gap_before"]),
            gap=Fraction(stored["gap"]),
            batch_id=ObjectId(stored["batch"]) if stored["batch"] else None,
        )

    def stored(self) -> dict[str, Any]:
        """The share as it is stored: fractions exactly, as text."""
        return {
            "staff": str(self.staff_id),
            "name": self.staff_name,
            "weight": self.weight,
            "entitled": str(self.entitled),
            "received": self.received,
            "gap_before": str(self.gap_before),
            "gap": str(self.gap),
            "batch": str(self.batch_id or ""),
        }


class Distribution(models.Model):
    """Only ever added. Its rows are those of the draws of its batches."""

    database_id: ObjectId
    database = models.ForeignKey(
        MemberDatabase, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    database_name = models.CharField(max_length=80)
    product_id: ObjectId
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, related_name="+")
    product_name = models.CharField(max_length=60)
    # Which one of its product it is: the deck is another one each time, and gaps go on.
    number = models.IntegerField()
    count = models.IntegerField()
    # StoredShare.stored() of each, in the order of the deck.
    shares = models.JSONField(default=list)
    by_id = ObjectIdField()
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)
    # A form that is sent twice distributes once.
    idempotency_key = models.CharField(max_length=80, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "number"], name="one_distribution_per_number"
            ),
            models.UniqueConstraint(
                fields=["by_id", "idempotency_key"], name="one_distribution_per_form"
            ),
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="distributions_newest")]

    def __str__(self) -> str:
        return f"{self.database_name} {self.number}"

    @property
    def stored_shares(self) -> list[StoredShare]:
        """What each person was entitled to and got, in the order of the deck."""
        return [StoredShare.read(share) for share in self.shares]
