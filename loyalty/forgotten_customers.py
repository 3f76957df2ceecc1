"""Forgetting a CRM customer in loyalty: a pseudonym in links, in history and in runs.

The key of a buyer is part of a run's fingerprint, and the purchases get the pseudonym as well: the
fingerprint is made anew for it, so that no run says that its numbers have changed.
"""

from collections.abc import Iterator

from bson import ObjectId

from crm.audit.erasure import rewrite_history
from crm.mongo.rows import each_value
from crm.mongo.transaction import transactional
from crm.registry.customers import Erasure, KnownNames
from loyalty.members.locks import lock_member
from loyalty.models import CustomerLink, SegmentedBuyer, SegmentRun
from loyalty.rules.rfm.purchases import renamed
from loyalty.segments.purchases import CUSTOMER


def names_in_loyalty(key: str) -> KnownNames:
    """How a customer was typed in links."""
    links = CustomerLink.objects.filter(customer_key=key)
    return KnownNames(spellings=set(links.values_list("customer_id", flat=True)))


def keys_in_loyalty() -> Iterator[str]:
    """The keys of all links, each once."""
    return each_value(CustomerLink, "customer_key")


def erase_in_loyalty(erasure: Erasure) -> dict[str, int]:
    """Give a customer the pseudonym; scores and totals stay."""
    runs = list(SegmentRun.objects.values_list("pk", flat=True))
    bought = SegmentedBuyer.objects.filter(run_id__in=runs, buyer=f"{CUSTOMER}{erasure.key}")
    places = list(bought.values_list("pk", "run_id"))
    for pk, run_id in places:
        _erase_in_run(pk, run_id, erasure)
    return {"loyalty_links": _erase_in_links(erasure), "loyalty_runs": len(places)}


@transactional
def _erase_in_run(pk: ObjectId, run_id: ObjectId, erasure: Erasure) -> None:
    before, after = f"{CUSTOMER}{erasure.key}", f"{CUSTOMER}{erasure.pseudonym}"
    row = SegmentedBuyer.objects.get(pk=pk)
    if not SegmentedBuyer.objects.filter(pk=pk, buyer=before).update(buyer=after):
        return
    run = SegmentRun.objects.get(pk=run_id)
    its_print = row.purchases_print
    fingerprint = renamed(run.fingerprint, its_print, before=before, after=after)
    # Whoever compared in between saw other purchases.
    SegmentRun.objects.filter(pk=run_id).update(fingerprint=fingerprint, compared_state="")


@transactional
def _erase_in_links(erasure: Erasure) -> int:
    links = CustomerLink.objects.filter(customer_key=erasure.key)
    member_ids = sorted(set(links.values_list("member_id", flat=True)))
    for member_id in member_ids:
        lock_member(member_id)
    count = links.update(customer_id=erasure.pseudonym, customer_key=erasure.pseudonym)
    rewrite_history({"subject": {"$in": member_ids}}, erasure.without_in_facts)
    return count
