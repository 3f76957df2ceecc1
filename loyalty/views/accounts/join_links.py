"""Join links of tills and staff: address, QR code, a sheet to print, how many came (LM-17)."""

from bson import ObjectId
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crm.staff.access import admins
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import WRITES, limited
from loyalty.accounts.digital_cards import public_address, qr_code
from loyalty.accounts.join_links import (
    Bringer,
    bringer_with,
    join_link_of,
    registrations_by,
    renew_join_link,
)
from loyalty.members.errors import MemberRefused
from loyalty.models import Till
from loyalty.views.accounts.account import PAGE
from loyalty.views.choice import programme_choice


@require_safe
@admins(PAGE)
def join_links(request: Request) -> HttpResponse:
    """Every till and every active staff member, and how many each has brought."""
    choice = programme_choice(request)
    programme = choice.chosen
    tills = Till.objects.select_related("store").filter(store__programme=programme)
    counts = registrations_by(programme) if programme else {}
    context = {
        "choice": choice,
        "programme": programme,
        "tills": [
            (till, counts.get(till.pk, 0))
            for till in sorted(tills, key=lambda till: (till.store.code, till.number))
        ],
        "staff": [
            (person, counts.get(person.pk, 0)) for person in User.objects.active().order_by("name")
        ],
    }
    return render(request, "loyalty/accounts/join_links.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def of_till(request: Request, pk: ObjectId) -> HttpResponse:
    """The sheet of a till; sent, a new link takes the place of the one before."""
    till = Till.objects.select_related("store__programme").filter(pk=pk).first()
    if till is None or till.store.programme is None:
        raise Http404
    return _sheet(request, Bringer(till.store.programme, till=till))


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def of_staff(request: Request, pk: ObjectId) -> HttpResponse:
    """The same of a staff member, in the programme of the address."""
    programme = programme_choice(request).chosen
    bringer = bringer_with(programme, staff_id=pk) if programme else None
    if bringer is None:
        raise Http404
    return _sheet(request, bringer)


def _sheet(request: Request, bringer: Bringer) -> HttpResponse:
    if request.method == "POST":
        try:
            renew_join_link(bringer, by=request.user)
        except MemberRefused as refused:
            return errors.unprocessable(request, refused.reason)
        messages.success(request, _("There is a new link. The one before is no longer valid."))
        return redirect(request.get_full_path())
    link = join_link_of(bringer)
    address = public_address(request, "join", link.token) if link else ""
    context = {
        "bringer": bringer,
        "programme": bringer.programme,
        "address": address,
        "qr": qr_code(address) if link else None,
        "registrations": registrations_by(bringer.programme).get(bringer.id, 0),
    }
    return render(request, "loyalty/accounts/join_link.html", context)
