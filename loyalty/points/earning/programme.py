"""A programme with all that decides about what is bought in it, by one command (LP-6).

A deposit waits for it. In a transaction there is no union, so the others are looked up beside it.
"""

from typing import Any, NamedTuple, cast

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.mongo.stored import stored_instance
from loyalty.models import (
    BatchState,
    Challenge,
    ImportBatch,
    Programme,
    ProgrammeProduct,
    ProgrammeVersion,
)
from loyalty.programmes.reads import in_order
from loyalty.rules.files.datasets import Dataset
from loyalty.rules.programmes import Version


class KnownProgramme(NamedTuple):
    """A programme, its versions, products and challenges, and whether receipts count anywhere."""

    programme: Programme
    versions: list[Version]
    products: list[ObjectId]
    challenges: list[Challenge]
    has_receipts: bool


def known_programme(pk: ObjectId) -> KnownProgramme | None:
    """What is stored of it now; None if it is not there."""
    match = {"$match": {"_id": pk}}
    rows = collection(Programme).aggregate([match, *_BESIDE], session=current_session())
    return _read(row) if (row := next(rows, None)) else None


def _read(row: dict[str, Any]) -> KnownProgramme:
    return KnownProgramme(
        cast(Programme, stored_instance(Programme, row)),
        in_order(
            cast(ProgrammeVersion, stored_instance(ProgrammeVersion, each))
            for each in row["versions"]
        ),
        [each["_id"] for each in row["products"]],
        [cast(Challenge, stored_instance(Challenge, each)) for each in row["challenges"]],
        bool(row["batches"]),
    )


def _beside(model: Any, name: str, *pipeline: dict[str, Any]) -> dict[str, Any]:
    own = {"from": model._meta.db_table, "localField": "_id", "foreignField": "programme_id"}
    return {"$lookup": own | {"as": name} | ({"pipeline": list(pipeline)} if pipeline else {})}


_COMPLETE = {"dataset": Dataset.RECEIPTS.value, "state": BatchState.COMPLETE.value}
_BESIDE = (
    _beside(ProgrammeVersion, "versions"),
    _beside(ProgrammeProduct, "products"),
    _beside(Challenge, "challenges"),
    _beside(ImportBatch, "batches", {"$match": _COMPLETE}, {"$limit": 1}, {"$project": {"_id": 1}}),
)
