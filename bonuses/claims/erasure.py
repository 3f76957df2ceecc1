"""Forgetting a customer in claims, adjustments and what proves a closed month."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from bson import ObjectId
from django.db.models import Model
from pymongo import UpdateOne

from bonuses.models import Adjustment, CustomerCheck, Statement
from crm.audit.erasure import rewrite_history
from crm.calendar import last_day
from crm.mongo.rows import collection, current_session, each_value
from crm.mongo.transaction import transactional
from crm.registry.customers import Erasure, KnownNames
from omset.reconciliation.fingerprint import FactsBefore, fingerprint_of


def names_in_claims(key: str) -> KnownNames:
    """How the customer was typed in claims."""
    claims = CustomerCheck.objects.filter(customer_key=key)
    return KnownNames(spellings=claims.values_list("customer_id", flat=True))


def keys_in_claims() -> Iterator[str]:
    """The keys of all claims, each once."""
    return each_value(CustomerCheck, "customer_key")


@transactional
def erase_in_claims(erasure: Erasure) -> dict[str, int]:
    """Give claims, their history and the lines of adjustments the pseudonym."""
    claims = CustomerCheck.objects.filter(customer_key=erasure.key)
    rows = list(claims.values_list("pk", "reason"))
    _write(CustomerCheck, [_claim(pk, reason, erasure) for pk, reason in rows])
    rewrite_history({"subject": {"$in": [pk for pk, _reason in rows]}}, erasure.without)
    named = Adjustment.objects.filter(customer_id__in=erasure.spellings)
    pseudonym = {"$set": {"customer_id": erasure.pseudonym}}
    lines = [UpdateOne({"_id": pk}, pseudonym) for pk in named.values_list("pk", flat=True)]
    _write(Adjustment, lines)
    return {"claims": len(rows), "adjustments": len(lines)}


def restate_fingerprints(staff_id: ObjectId, before: FactsBefore, months: Iterable[date]) -> None:
    """Let statements that proved their deposits prove them still, now that a customer is nobody.

    One whose deposits were others already does not become right by that.
    """
    statements = Statement.objects.filter(
        staff_id=staff_id, month__in=list(months), closing__in_force=True
    )
    for statement in statements:
        days = statement.month, last_day(statement.month)
        if fingerprint_of(staff_id, *days, before=before) == statement.fingerprint:
            now = {"$set": {"fingerprint": fingerprint_of(staff_id, *days)}}
            _write(Statement, [UpdateOne({"_id": statement.pk}, now)])


def _claim(pk: ObjectId, reason: str, erasure: Erasure) -> UpdateOne:
    values = {
        "customer_id": erasure.pseudonym,
        "customer_key": erasure.pseudonym,
        "reason": erasure.without(reason),
    }
    return UpdateOne({"_id": pk}, {"$set": values})


def _write(model: type[Model], writes: list[Any]) -> None:
    if writes:
        collection(model).bulk_write(writes, ordered=False, session=current_session())
