"""Forgetting a CRM customer in loyalty: a pseudonym in links, in history and in runs."""

from crm.audit.erasure import rewrite_history
from crm.mongo.transaction import transactional
from crm.registry.customers import Erasure, KnownNames
from loyalty.members.locks import lock_member
from loyalty.models import CustomerLink, SegmentedBuyer
from loyalty.segments.purchases import CUSTOMER


def names_in_loyalty(key: str) -> KnownNames:
    """How a customer was typed in links."""
    links = CustomerLink.objects.filter(customer_key=key)
    return KnownNames(spellings=set(links.values_list("customer_id", flat=True)))


def erase_in_loyalty(erasure: Erasure) -> dict[str, int]:
    """Give a customer the pseudonym; scores and totals stay."""
    bought = SegmentedBuyer.objects.filter(buyer=f"{CUSTOMER}{erasure.key}")
    runs = bought.update(buyer=f"{CUSTOMER}{erasure.pseudonym}")
    return {"loyalty_links": _erase_in_links(erasure), "loyalty_runs": runs}


@transactional
def _erase_in_links(erasure: Erasure) -> int:
    links = CustomerLink.objects.filter(customer_key=erasure.key)
    member_ids = sorted(set(links.values_list("member_id", flat=True)))
    for member_id in member_ids:
        lock_member(member_id)
    count = links.update(customer_id=erasure.pseudonym, customer_key=erasure.pseudonym)
    rewrite_history({"subject": {"$in": member_ids}}, erasure.without_in_facts)
    return count
