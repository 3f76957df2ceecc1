"""The archive: what has ended, to restore or to take out for good (RS-21, RS-22)."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import WRITES, limited
from crm.web.lists.chips import chips_of, is_filtered
from crm.web.lists.paging import page_of
from crm.web.lists.searches import names_nobody
from crm.web.next_url import next_url
from crm.web.partials import render_page
from members.forms import ReservationFilter
from members.reservations.endings import archive, restoring
from members.reservations.errors import AlreadyReserved, NotStaff
from members.search import archive_matching
from members.views.reservations.searches import filter_of
from members.views.reservations.tabs import ARCHIVE, PAGE, tabs_for

TEMPLATE = "members/reservations/archive.html"
# The tabs are not the archive's conditions.
OF_THE_LIST = ("status", "mine")


@require_safe
@admins(PAGE)
@names_nobody(ReservationFilter)
def archived(request: Request) -> HttpResponse:
    """What has ended, newest first: one entry for a customer, staff member and product."""
    form = filter_of(request)
    is_readable = form.is_valid() or "q" not in form.errors
    chosen = form.cleaned_data
    matching = archive_matching(
        text=chosen.get("q") or "",
        product=chosen.get("product") or "",
        staff=chosen.get("staff") or "",
    )
    rows = matching if is_readable else matching.none()
    context = {
        "filter": form,
        "chips": chips_of(form, *OF_THE_LIST),
        "page": page_of(rows, request.GET.get("page", ""), by=("ended_at", "id")),
        "tabs": tabs_for(request.user, ARCHIVE),
        "is_filtered": is_filtered(request),
    }
    return render_page(request, TEMPLATE, context, part="archive")


@require_POST
@admins(PAGE)
@limited(WRITES)
def restore(request: Request, pk: ObjectId) -> HttpResponse:
    """Reserve the customer for the same staff member again (RS-22)."""
    try:
        restored = restoring.restore(pk, by=request.user)
    except archive.NotInArchive:
        return errors.conflict(request, _not_there())
    except AlreadyReserved as other:
        return errors.conflict(request, _taken(other))
    except NotStaff:
        return errors.conflict(request, _("Its staff member has no active staff account any more."))
    words = {"customer": restored.customer_id, "staff": restored.staff_name}
    messages.success(request, _("%(customer)s is reserved for %(staff)s again.") % words)
    return redirect(next_url(request, ARCHIVE))


@require_POST
@admins(PAGE)
@limited(WRITES)
def remove(request: Request, pk: ObjectId) -> HttpResponse:
    """Take an entry out for good; its history stays (RS-21)."""
    try:
        past = archive.remove(pk, by=request.user)
    except archive.NotInArchive:
        return errors.conflict(request, _not_there())
    messages.success(request, _("Removed from the archive: %s.") % past.customer_id)
    return redirect(next_url(request, ARCHIVE))


def _not_there() -> str:
    return _("The archive does not have it any more: somebody was faster.")


def _taken(other: AlreadyReserved) -> str:
    held = other.reservation
    words = {"customer": held.customer_id, "staff": held.staff_name, "product": held.product_name}
    if held.is_pending:
        return _("%(staff)s has asked for %(customer)s in %(product)s.") % words
    return _("%(customer)s is reserved for %(staff)s in %(product)s.") % words
