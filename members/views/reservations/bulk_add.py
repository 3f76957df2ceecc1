"""Reserving many customers for one staff member at once (RS-6)."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.staff.access import admins
from crm.staff.models import Product, User
from crm.staff.requests import Request
from crm.web.limits import MANY, limited
from crm.web.lists.outcomes import Outcomes, RefusedRow, one_by_one
from crm.web.partials import render_page
from members.customers.exclusions import listed_among
from members.forms import BulkAddForm
from members.reservations.additions import add_counting
from members.reservations.errors import AlreadyReserved, NotStaff
from members.views.reservations.tabs import PAGE
from members.views.reserved import already_reserved

TEMPLATE = "members/reservations/bulk_add.html"


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(MANY)
def bulk_add(request: Request) -> HttpResponse:
    """A list of customers; a POST reserves each and says what became of it."""
    form = BulkAddForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render_page(request, TEMPLATE, {"form": form}, part="bulk-add", status=status)
    context = _added(request.user, **form.cleaned_data) | {"form": BulkAddForm()}
    return render_page(request, TEMPLATE, context, part="bulk-add")


def _added(by: User, staff: User, product: Product, customers: list[str]) -> dict[str, Any]:
    conflicts = 0

    def reserve(customer: str) -> str:
        nonlocal conflicts
        try:
            reservation, marked = add_counting(
                by=by, staff=staff, customer_id=customer, product=product
            )
        except AlreadyReserved as other:
            raise RefusedRow(already_reserved(other.reservation)) from other
        except NotStaff as refused:
            raise RefusedRow(_("Choose an active staff account.")) from refused
        conflicts += marked.conflicts
        is_listed = bool(listed_among([reservation]))
        return _("reserved; must not be contacted") if is_listed else _("reserved")

    outcomes: Outcomes = one_by_one(customers, reserve, lambda customer: (customer, ""))
    return {"outcomes": outcomes, "conflicts": conflicts, "processed": len(customers)}
