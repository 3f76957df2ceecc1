"""Which CRM customers are which members (LM-12)."""

from bson import ObjectId
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.record import note_event
from crm.mongo.transaction import transactional
from crm.staff.models import Product, User
from crm.web.forms.reasons import fitting_reason
from loyalty.members.buyers import tell_buyers
from loyalty.members.errors import MemberRefused
from loyalty.members.locks import lock_member
from loyalty.members.own import refuse_own
from loyalty.models import CustomerLink, Programme, ProgrammeProduct
from loyalty.programmes.verbs import lock_programme
from members.rules.keys import customer_key


@transactional
def link(
    pk: ObjectId, customer_id: str, *, by: User, reason: str, product: Product | None = None
) -> CustomerLink:
    """Say that a customer, in one product or in all of the programme, is a member.

    Past deposits count too. Raises MemberRefused if the customer is a member's there already, for
    a product of no or another programme, without a reason, about one's own record.
    """
    if not fitting_reason(reason):
        raise MemberRefused("reason", _("Say why."))
    key = customer_key(customer_id)
    if not key:
        raise MemberRefused("customer", _("Name the customer."))
    member = lock_member(pk)
    refuse_own(by, member)
    # Two links of one customer are two documents: both verbs write the programme first.
    lock_programme(member.programme)
    _check_product(member.programme, product)
    if _is_linked(member.programme, key, product):
        raise MemberRefused("customer", _("The customer is linked to a member already."))
    created = CustomerLink.objects.create(
        programme=member.programme,
        member=member,
        customer_id=customer_id,
        customer_key=key,
        product_id=product.pk if product else None,
    )
    after = {"customer_id": customer_id, "product": product.name if product else ""}
    note_event(member, "link", by=by, after=after, reason=fitting_reason(reason))
    tell_buyers(member.programme, [member.pk], "link", by=by, customer_keys=[key])
    return created


@transactional
def unlink(link_id: ObjectId, *, by: User, reason: str) -> None:
    """End a link; what the customer deposited is theirs alone again.

    Raises MemberRefused for a link that has ended, without a reason, about one's own record.
    """
    if not fitting_reason(reason):
        raise MemberRefused("reason", _("Say why."))
    ended = CustomerLink.objects.get(pk=link_id)
    member = lock_member(ended.member_id)
    refuse_own(by, member)
    still = CustomerLink.objects.filter(pk=link_id, member_id=member.pk, is_in_force=True)
    if not still.update(is_in_force=False, unlinked_at=timezone.now()):
        raise MemberRefused("", _("The link has ended already."))
    before = {"customer_id": ended.customer_id}
    note_event(member, "unlink", by=by, before=before, reason=fitting_reason(reason))
    tell_buyers(member.programme, [member.pk], "unlink", by=by)


def members_of_customers(
    programme: Programme,
) -> dict[tuple[str, ObjectId | None], ObjectId]:
    """By customer key and product, None for all of the programme, the member who it is."""
    links = CustomerLink.objects.in_force().filter(programme=programme)
    rows = links.values_list("customer_key", "product_id", "member_id")
    return {(key, product_id): member_id for key, product_id, member_id in rows}


def _check_product(programme: Programme, product: Product | None) -> None:
    if product is None:
        return
    if not ProgrammeProduct.objects.filter(pk=product.pk, programme=programme).exists():
        raise MemberRefused("product", _("The product does not belong to the programme."))


def _is_linked(programme: Programme, key: str, product: Product | None) -> bool:
    """A link to all products covers each, and each is covered by one to it."""
    links = CustomerLink.objects.in_force().filter(programme=programme, customer_key=key)
    products = set(links.values_list("product_id", flat=True))
    if product is None:
        return bool(products)
    return not products.isdisjoint({None, product.pk})
