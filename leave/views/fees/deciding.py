"""Waiving and reinstating, fees that an admin writes (FE-1, FE-2)."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.staff.access import admins
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from leave.fees.errors import FeeRefused
from leave.fees.forms import FeeForm
from leave.fees.manual import add_fee, withdraw_fee
from leave.fees.waivers import reinstate, waive
from leave.models import ManualFee, Waiver
from leave.views.fees.chosen_month import day_named, kind_named
from leave.views.fees.refusals import carried_out_for_a_reason, person_or_404, refuse

PAGE = "fees"


@require_POST
@admins(PAGE)
@limited(WRITES)
def waive_day(request: Request, pk: ObjectId, kind: str, day: str) -> HttpResponse:
    """Do not charge a day's lateness or breaks. 422 without a reason, 409 if it cannot be."""
    person, chosen = person_or_404(pk), day_named(day)
    then = statement_url(person.pk, f"{chosen:%Y-%m}")
    return carried_out_for_a_reason(
        request, then, _("Waived."), waive, pk, chosen, kind_named(kind)
    )


@require_POST
@admins(PAGE)
@limited(WRITES)
def reinstate_waiver(request: Request, pk: ObjectId) -> HttpResponse:
    """Charge it again."""
    waiver = get_object_or_404(Waiver, pk=pk)
    then = statement_url(waiver.staff_id, f"{waiver.date:%Y-%m}")
    return carried_out_for_a_reason(request, then, _("It is charged again."), reinstate, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def add(request: Request, pk: ObjectId) -> HttpResponse:
    """Charge somebody a fee. 422 with the reason beside the field, 409 if it cannot be."""
    person = person_or_404(pk)
    form = FeeForm(request.POST or None, initial={"day": timezone.localdate()})
    if not form.is_valid():
        return _form_page(request, person, form, 422 if form.is_bound else 200)
    try:
        fee = add_fee(pk, by=request.user, **form.cleaned_data)
    except FeeRefused as reason:
        refuse(form, reason)
        return _form_page(request, person, form, 409)
    messages.success(request, _("The fee is added."))
    return redirect(statement_url(pk, f"{fee.date:%Y-%m}"))


@require_POST
@admins(PAGE)
@limited(WRITES)
def withdraw(request: Request, pk: ObjectId) -> HttpResponse:
    """Take a fee back."""
    fee = get_object_or_404(ManualFee, pk=pk)
    then = statement_url(fee.staff_id, f"{fee.date:%Y-%m}")
    return carried_out_for_a_reason(request, then, _("The fee is taken back."), withdraw_fee, pk)


def statement_url(staff_id: ObjectId, month: str) -> str:
    """Somebody's statement of a month, for admins."""
    return f"{reverse('leave:fees_of', args=[staff_id])}?month={month}"


def _form_page(request: Request, person: User, form: FeeForm, status: int) -> HttpResponse:
    context = {"person": person, "form": form}
    return render_page(request, "leave/fees/add.html", context, part="fee", status=status)
