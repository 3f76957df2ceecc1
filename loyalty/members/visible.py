"""Which members somebody may see: admins all, staff those who are customers they hold (LM, 1.5),
or whom they have brought by their own link.

Nobody else's members are there for staff: a list leaves them out and a page answers 404.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from bson import ObjectId

from crm.staff.models import User
from loyalty.models import Attribution, CustomerLink, Member, ProgrammeProduct
from members.models import Reservation


class HeldCustomer(NamedTuple):
    """A customer whom a staff member holds in a product of a programme."""

    key: str
    product_id: ObjectId
    programme_id: ObjectId


def visible_match(user: User) -> dict[str, Any]:
    """The members that this person may see, as a condition of stored rows. Four commands."""
    return {} if user.is_admin else {"_id": {"$in": sorted(own_member_ids(user))}}


def may_see(user: User, member: Member) -> bool:
    """Whether the member is there for this person."""
    return user.is_admin or member.pk in own_member_ids(user)


def own_member_ids(user: User) -> set[ObjectId]:
    """The members who are customers of approved reservations of this staff member, and those who
    have come by their join link (LM-17)."""
    brought = Attribution.objects.filter(staff_id=user.pk).values_list("member_id", flat=True)
    return {*brought, *(each.member_id for each in own_links(user))}


def own_links(user: User) -> list[CustomerLink]:
    """The links in force of customers whom this staff member holds in the product that is linked,
    or in any of the programme where all of them are."""
    held = _held_customers(user)
    links = CustomerLink.objects.in_force().filter(
        programme__in=list({each.programme_id for each in held}),
        customer_key__in=list({each.key for each in held}),
    )
    return [link for link in links if _is_of(link, held)]


def _held_customers(user: User) -> list[HeldCustomer]:
    mine = Reservation.objects.approved().filter(staff_id=user.pk)
    pairs = list(mine.values_list("customer_key", "product_id"))
    products = ProgrammeProduct.objects.filter(pk__in=list({product for _key, product in pairs}))
    programme_of = dict(products.values_list("pk", "programme_id"))
    return [
        HeldCustomer(key, product, programme_of[product])
        for key, product in pairs
        if product in programme_of
    ]


def _is_of(link: CustomerLink, held: Iterable[HeldCustomer]) -> bool:
    return any(
        each.key == link.customer_key
        and each.programme_id == link.programme_id
        and link.product_id in (None, each.product_id)
        for each in held
    )
