"""Payments, instalments and credit (FE-2, FE-3)."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.staff.access import admins
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from crm.web.templatetags import formats
from leave.fees.errors import FeeRefused
from leave.fees.forms import CreditForm, PartsForm, PaymentForm
from leave.fees.instalments import pay_part, plan_instalments
from leave.fees.payments import pay, use_credit, withdraw_payment
from leave.models import InstalmentPlan, Payment
from leave.views.fees.chosen_month import month_in_address, months_of
from leave.views.fees.deciding import statement_url
from leave.views.fees.refusals import (
    carried_out,
    carried_out_for_a_reason,
    person_or_404,
    refuse,
)

PAGE = "fees"


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def record(request: Request, pk: ObjectId) -> HttpResponse:
    """Record a payment towards the month in the address. 422 beside the field, 409 if refused.

    400 if what is sent names no month: no other one is paid instead.
    """
    is_sent = request.method == "POST"
    person = person_or_404(pk)
    month = month_in_address(request) if is_sent else months_of(request).chosen
    form = PaymentForm(request.POST or None)
    if not form.is_valid():
        return _form_page(request, person, form, 422 if form.is_bound else 200)
    try:
        payment = pay(pk, month, by=request.user, **form.cleaned_data)
    except FeeRefused as reason:
        refuse(form, reason)
        return _form_page(request, person, form, 409)
    paid = {"amount": formats.money(payment.usd, "USD")}
    messages.success(request, _("Recorded: %(amount)s.") % paid)
    return redirect(statement_url(pk, f"{month:%Y-%m}"))


@require_POST
@admins(PAGE)
@limited(WRITES)
def withdraw(request: Request, pk: ObjectId) -> HttpResponse:
    """A payment was recorded in error."""
    payment = get_object_or_404(Payment, pk=pk)
    then = statement_url(payment.staff_id, f"{payment.month:%Y-%m}")
    message = _("The payment is taken back.")
    return carried_out_for_a_reason(request, then, message, withdraw_payment, pk)


@require_POST
@admins(PAGE)
@limited(WRITES)
def plan(request: Request, pk: ObjectId) -> HttpResponse:
    """Let a month be paid in one part or in two."""
    person, month, form = person_or_404(pk), month_in_address(request), PartsForm(request.POST)
    if not form.is_valid():
        return errors.unprocessable(request, _("A month is paid in one part or in two."))
    then = statement_url(person.pk, f"{month:%Y-%m}")
    parts = form.cleaned_data["parts"]
    return carried_out(
        request, then, _("The instalments are planned."), plan_instalments, pk, month, parts
    )


@require_POST
@admins(PAGE)
@limited(WRITES)
def part(request: Request, pk: ObjectId) -> HttpResponse:
    """Mark the next part of a month as paid. 404 without a plan."""
    person, month = person_or_404(pk), month_in_address(request)
    get_object_or_404(InstalmentPlan, staff_id=person.pk, month=month)
    key = request.POST.get("idempotency_key", "")[:60]
    if not key:
        return errors.unprocessable(request, _("This form is incomplete. Open the page again."))
    then = statement_url(person.pk, f"{month:%Y-%m}")
    message = _("The part is paid.")
    return carried_out(request, then, message, pay_part, pk, month, idempotency_key=key)


@require_POST
@admins(PAGE)
@limited(WRITES)
def credit(request: Request, pk: ObjectId) -> HttpResponse:
    """Let what was paid too much for the month in the address pay another one."""
    person, month, form = person_or_404(pk), month_in_address(request), CreditForm(request.POST)
    if not form.is_valid():
        return errors.unprocessable(request, _("Choose the month that the credit is to pay."))
    chosen = form.cleaned_data
    then = statement_url(person.pk, f"{chosen['to_month']:%Y-%m}")
    key, message = chosen["idempotency_key"], _("The credit is used.")
    return carried_out(
        request, then, message, use_credit, pk, month, chosen["to_month"], idempotency_key=key
    )


def _form_page(request: Request, person: User, form: PaymentForm, status: int) -> HttpResponse:
    months = months_of(request)
    context = {
        "person": person,
        "form": form,
        "month": months.chosen,
        "query": f"?month={months.chosen:%Y-%m}",
    }
    return render_page(request, "leave/fees/pay.html", context, part="payment", status=status)
