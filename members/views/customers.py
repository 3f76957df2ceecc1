"""One page a customer. Its address has an id of its own: theirs would stand in every log."""

from bson import ObjectId
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.jobs import queue
from crm.registry.customers import sections
from crm.staff.access import is_open, master_admins, signed_in
from crm.staff.requests import Request
from crm.web import errors
from crm.web.forms.reasons import posted_reason
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from members.customers.erasure import (
    AlreadyForgotten,
    KnownById,
    ask_for_erasure,
    go_on_with_erasure,
    is_stopped,
    job_of_erasure,
)
from members.customers.ids import customer_id_of
from members.customers.page import CustomerPage, key_of_thing, page_of_customer
from members.models import Customer

PAGE = "customers"
TEMPLATE = "members/customers/customer.html"


@require_safe
@signed_in(PAGE)
def customer(request: Request, pk: ObjectId) -> HttpResponse:
    """Everything that this person may see of a customer; 404 where nothing is theirs (RO-6)."""
    row = get_object_or_404(Customer, pk=pk)
    names = [section.name for section in sections()]
    cursors = {name: request.GET.get(name, "") for name in names}
    page = page_of_customer(request.user, row.customer_key, cursors)
    may_erase = is_open(request.user, "members:erase_customer")
    if page is None and may_erase and row.is_being_forgotten:
        # Nothing names them any more: what is left to do is shown all the same.
        page = CustomerPage()
    if page is None:
        raise Http404
    context = {
        "customer": row,
        "page": page,
        "name": next(iter([*page.spellings, *page.phones]), "–"),
        "is_stopped": row.is_being_forgotten and is_stopped(row, job_of_erasure(row.pk)),
    }
    return render_page(request, TEMPLATE, context, part=tuple(names))


@require_POST
@master_admins(PAGE)
@limited(WRITES)
def erase(request: Request, pk: ObjectId) -> HttpResponse:
    """Decide that the customer is forgotten; a worker does it."""
    reason = posted_reason(request)
    if not reason:
        return errors.unprocessable(request, _("Write a reason."))
    get_object_or_404(Customer, pk=pk)
    try:
        ask_for_erasure(pk, by=request.user, reason=reason)
    except AlreadyForgotten:
        messages.error(request, _("The customer is forgotten already."))
    except KnownById:
        return errors.conflict(request, _("Somebody with an id has this phone: forget them."))
    else:
        messages.success(request, _("The customer is being forgotten. It takes a moment."))
    return redirect("members:customer", pk)


@require_POST
@master_admins(PAGE)
@limited(WRITES)
def go_on_erasing(request: Request, pk: ObjectId) -> HttpResponse:
    """Let a worker go on with what has stopped before its end."""
    get_object_or_404(Customer, pk=pk)
    try:
        go_on_with_erasure(pk, by=request.user)
    except queue.Over:
        return errors.conflict(request, _("This has gone on meanwhile. Look at it again."))
    messages.success(request, _("The customer is being forgotten. It takes a moment."))
    return redirect("members:customer", pk)


@require_safe
@signed_in(PAGE)
def customer_of(request: Request, name: str, pk: ObjectId) -> HttpResponse:
    """Leads on to the page of the customer whom a reservation, a deposit or a row names."""
    key = key_of_thing(request.user, name, pk)
    if key is None:
        raise Http404
    return redirect("members:customer", customer_id_of(key))
