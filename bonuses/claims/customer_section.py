"""The claims to bonuses on the page of a customer (BC-1)."""

from bson import ObjectId

from bonuses.models import CustomerCheck
from crm.registry.customers import CustomerFacts
from crm.staff.access import is_open
from crm.staff.models import User

MOST = 50


def claims_section(user: User, key: str, _cursor: str) -> CustomerFacts | None:
    """The last claims for a customer, newest first; staff see their own."""
    if not is_open(user, "bonuses:checks"):
        return None
    claims = CustomerCheck.objects.filter(customer_key=key)
    own = claims if user.is_admin else claims.filter(staff_id=user.pk)
    newest = list(own.order_by("-submitted_at")[:MOST])
    if not newest:
        return None
    return CustomerFacts({"claims": newest}, spellings=[claim.customer_id for claim in newest])


def key_of_claim(user: User, pk: ObjectId) -> str | None:
    """The customer of a claim; staff ask for their own."""
    if not is_open(user, "bonuses:checks"):
        return None
    claims = CustomerCheck.objects.filter(pk=pk)
    own = claims if user.is_admin else claims.filter(staff_id=user.pk)
    return own.values_list("customer_key", flat=True).first()
