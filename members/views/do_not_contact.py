"""Who must not be contacted: the list, adding somebody, taking somebody off it."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web import errors
from crm.web.forms.reasons import posted_reason
from crm.web.limits import MANY, WRITES, limited
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from members.customers import do_not_contact
from members.customers.forms import DoNotContactForm
from members.models import DoNotContact

PAGE = "do_not_contact"
LIST = "members:do_not_contact"


@require_safe
@admins(PAGE)
def entries(request: Request) -> HttpResponse:
    """The list over all products, newest first."""
    page = page_of(DoNotContact.objects.all(), request.GET.get("page", ""), by=("at", "id"))
    template = "members/do_not_contact/list.html"
    return render_page(request, template, {"page": page}, part="entries")


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(MANY)
def add(request: Request) -> HttpResponse:
    """Let nobody contact a customer from now on."""
    form = DoNotContactForm(request.POST or None)
    if not form.is_valid():
        return _form_page(request, form, 422 if form.is_bound else 200)
    try:
        entry = do_not_contact.add(by=request.user, **form.cleaned_data)
    except do_not_contact.AlreadyListed:
        form.add_error(None, _("They are on the list already."))
        return _form_page(request, form, 409)
    who = entry.customer_id or entry.phone
    messages.success(request, _("%(who)s must not be contacted any more.") % {"who": who})
    return redirect(LIST)


@require_POST
@admins(PAGE)
@limited(WRITES)
def remove(request: Request, pk: ObjectId) -> HttpResponse:
    """Let a customer be contacted again, with the reason that history keeps."""
    reason = posted_reason(request)
    if not reason:
        return errors.unprocessable(request, _("Write a reason."))
    try:
        entry = do_not_contact.remove(pk, by=request.user, reason=reason)
    except do_not_contact.NotListed:
        messages.error(request, _("Somebody else has removed this entry already."))
        return redirect(LIST)
    who = entry.customer_id or entry.phone or _("Somebody forgotten")
    messages.success(request, _("%(who)s may be contacted again.") % {"who": who})
    return redirect(LIST)


def _form_page(request: Request, form: DoNotContactForm, status: int) -> HttpResponse:
    template = "members/do_not_contact/new.html"
    return render_page(request, template, {"form": form}, part="entry", status=status)
