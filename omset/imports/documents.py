"""Rows as they are stored, with what makes each of them itself."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b

from bson import Decimal128, ObjectId
from django.db import connection
from django.utils.translation import gettext_lazy as _

from crm.mongo.rows import midnight
from members.rules.keys import customer_key
from omset.imports.directory import AccountOrProduct
from omset.imports.rows import ImportRow, RejectedRow
from omset.models import OmsetRecord, Status
from omset.rules.classify import is_tambahan, kind_of
from omset.rules.money import cents, deposit_total

CREATED_BY = "import"


class DocumentMaker:
    """Makes the stored form of each row of one file.

    It remembers 8 bytes of each row and group it has seen: rows that are alike differ by their
    ordinal, and the kinds are a guess from this file alone that saves the recount most writes.
    """

    def __init__(self, batch: str, *, key_prefix: str = "import") -> None:
        self.key_prefix = key_prefix
        self.seen: dict[int, int] = {}
        self.named: set[int] = set()
        self.first_dates: dict[int, date] = {}
        self.shape = _shape(batch)

    def document_of(
        self, row: ImportRow, staff: AccountOrProduct, product: AccountOrProduct
    ) -> dict:
        """What to insert for this row. Raises RejectedRow if an earlier row is that deposit."""
        key = _key(row.customer_id)
        nominal, multiplier, total = _amounts(row.nominal, row.multiplier)
        tambahan = is_tambahan(row.note)
        return {
            **self.shape,
            **({"_id": row.omset_id} if row.omset_id else {}),
            "staff_id": staff.pk,
            "staff_name": staff.name,
            "product_id": product.pk,
            "product_name": product.name,
            "date": midnight(row.date),
            "customer_id": row.customer_id,
            "customer_key": key,
            "nominal": nominal,
            "multiplier": multiplier,
            "total": total,
            "note": row.note,
            "is_tambahan": tambahan,
            "status": row.status,
            "kind": self._kind(row, (staff.pk, product.pk, key), tambahan),
            "idempotency_key": self._identity(row, staff, product),
        }

    def _identity(self, row: ImportRow, staff: AccountOrProduct, product: AccountOrProduct) -> str:
        """Equal for equal rows, whatever the file looks like, but for their ordinal in it.

        A row that names its record is that one and no other.
        """
        if row.omset_id:
            self._refuse_repeated(row.omset_id)
            return f"record:{row.omset_id}"
        parts = (
            str(staff.pk),
            str(product.pk),
            row.date.isoformat(),
            row.customer_id,
            str(row.nominal),
            str(row.multiplier),
            row.note,
            row.status if row.own_status else "",
        )
        digest = blake2b("\x1f".join(parts).encode(), digest_size=12).digest()
        short = int.from_bytes(digest[:8])
        ordinal = self.seen[short] = self.seen.get(short, -1) + 1
        return f"{self.key_prefix}:{digest.hex()}:{ordinal}"

    def _refuse_repeated(self, pk: ObjectId) -> None:
        short = hash(pk)
        if short in self.named:
            raise RejectedRow("omset_id", _("An earlier row of this file names the same deposit."))
        self.named.add(short)

    def _kind(self, row: ImportRow, group: tuple, tambahan: bool) -> str | None:
        if row.status != Status.APPROVED:
            return None
        deposit = _Deposit(row.date, tambahan)
        short = hash(group)
        first = self.first_dates.get(short)
        if not tambahan and (first is None or row.date < first):
            self.first_dates[short] = row.date
        # A file that begins with the newest would otherwise have every guess wrong.
        return kind_of(deposit, first or row.date)


@dataclass(slots=True)
class _Deposit:
    date: date
    is_tambahan: bool


def _shape(batch: str) -> dict:
    """What the model stores for a new record, taken from the model so that it says it once."""
    blank = OmsetRecord(batch=batch, created_by_name=CREATED_BY, date=date.min)
    fields = [field for field in OmsetRecord._meta.concrete_fields if not field.primary_key]
    return {
        field.column: field.get_db_prep_save(getattr(blank, field.attname), connection)
        for field in fields
    }


_key = lru_cache(maxsize=20_000)(customer_key)


@lru_cache(maxsize=20_000)
def _amounts(nominal: Decimal, multiplier: Decimal) -> tuple[Decimal128, Decimal128, Decimal128]:
    """Nominal, multiplier and total as stored."""
    total = deposit_total(nominal, multiplier)
    return Decimal128(cents(nominal)), Decimal128(cents(multiplier)), Decimal128(total)
