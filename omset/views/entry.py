"""Logging deposits, one after the other."""

import uuid
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.mongo.rows import object_id
from crm.staff.access import signed_in
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.forms.fields import why_too_long
from crm.web.limits import SEARCHES, limited
from crm.web.middleware.htmx import writes_nothing
from crm.web.partials import render_page
from crm.web.templatetags import formats
from omset import numbers
from omset.forms import DepositForm
from omset.ledger import entries
from omset.ledger.forecast import forecast
from omset.ledger.limits import beyond_limits, limit_texts
from omset.lists.customers import find_customers
from omset.models import OmsetRecord
from omset.rules.amounts import THOUSANDS_BELOW
from omset.rules.deposits import LONGEST_CUSTOMER, WORTH_NOTHING, total_problem
from omset.rules.money import deposit_total

TEMPLATE = "omset/new.html"
PARTS = ("entry", "saved", "running")
SUGGEST_FROM = 2


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in("omset")
def new(request: Request) -> HttpResponse:
    """The entry form; a saved deposit leads to the next one of the same day and product."""
    if request.method != "POST":
        return _entry_page(request, _kept_form(request), saved=_saved_record(request))
    form = DepositForm(request.POST, user=request.user)
    record = _submit(request, form) if form.is_valid() else None
    if record is None:
        return _entry_page(request, form, status=422)
    if request.htmx:
        _offer_undo(request, record)
        return _entry_page(request, _next_form(form), saved=record)
    return redirect(f"{reverse('omset:new')}?{urlencode(_kept(form, record))}")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in("omset")
@writes_nothing
def check(request: Request) -> HttpResponse:
    """What the half-typed deposit would become: read amounts, NDP or RDP, who holds the customer.

    Answers a fragment and never an error: an unreadable field just says nothing yet. The page
    posts the fields: a customer and a note belong into no address, and a long one fits into none.
    """
    form = DepositForm(request.POST or request.GET, user=request.user)
    form.is_valid()
    preview = {"problem": _why_no_amount(form)} | _preview(form)
    context = {"preview": preview, "checked": True}
    return render_page(request, f"{TEMPLATE}#preview", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in("omset")
@limited(SEARCHES, reads=True)
def customers(request: Request) -> HttpResponse:
    """The customers whose name begins as the typed one, of the person the deposit is for.

    The page posts what is typed: a customer belongs into no address.
    """
    typed = request.POST or request.GET
    form = DepositForm(typed, user=request.user)
    form.is_valid()
    text = typed.get("customer_id", "").strip()
    refused = why_too_long(text, LONGEST_CUSTOMER)
    enough = len(text) >= SUGGEST_FROM and not refused
    suggestions = find_customers(request.user, text, staff=form.owner().pk) if enough else []
    return render(request, "omset/customers.html", {"customers": suggestions, "refused": refused})


def _submit(request: Request, form: DepositForm) -> OmsetRecord | None:
    try:
        return entries.submit(
            form.entry(),
            by=request.user,
            staff=form.owner(),
            product=form.cleaned_data["product"],
            idempotency_key=form.cleaned_data["idempotency_key"].hex,
        )
    except entries.KeyReused as reused:
        form.add_error(None, _already_sent(reused.record))
        form.restate(idempotency_key=uuid.uuid4())
        return None


def _offer_undo(request: Request, record: OmsetRecord) -> None:
    text = (
        _("Saved, waits for approval: %(customer)s, %(total)s.")
        if record.is_pending
        else _("Saved: %(customer)s, %(total)s.")
    )
    text %= {"customer": record.customer_id, "total": formats.rupiah(record.total)}
    undo = f"{reverse('omset:delete', args=[record.pk])}?version={record.version}"
    messages.success(request, text, extra_tags=undo)


def _already_sent(record: OmsetRecord) -> str:
    return _(
        "This form was already saved as the deposit of %(customer)s on %(date)s. Nothing was saved"
        " now; press Save again if this is another deposit."
    ) % {"customer": record.customer_id, "date": formats.day(record.date)}


def _entry_page(
    request: Request, form: DepositForm, *, saved: OmsetRecord | None = None, status: int = 200
) -> HttpResponse:
    staff, day = _whose_day(request, form)
    context = {
        "form": form,
        "saved": saved,
        "day": day,
        "day_iso": day.isoformat() if day else "",
        "day_query": f"&staff={staff}" if request.user.is_admin else "",
        "whose": _colleague(request.user, staff),
        "running": numbers.total(numbers.TallyScope(day, day, staff=staff)) if day else None,
        "preview": _preview(form) if form.is_bound else None,
    }
    return render_page(request, TEMPLATE, context, part=PARTS, status=status)


def _whose_day(request: Request, form: DepositForm) -> tuple[ObjectId, date | None]:
    """The staff member and the date whose running numbers stand beside the form."""
    values = getattr(form, "cleaned_data", {}) if form.is_bound else form.initial
    staff = values.get("staff") or request.user
    return staff.pk if isinstance(staff, User) else staff, values.get("date")


def _colleague(user: User, staff_id: ObjectId) -> str:
    """The name of whom an admin records for; empty for oneself."""
    if staff_id == user.pk:
        return ""
    return User.objects.values_list("name", flat=True).filter(pk=staff_id).first() or ""


def _next_form(form: DepositForm) -> DepositForm:
    """Keeps date, product and staff. The key follows from the last one, so that a repeated POST
    is answered alike."""
    data = form.cleaned_data
    return DepositForm.fresh(
        form.user,
        date=data["date"],
        product=data["product"].pk,
        staff=data["staff"].pk if data.get("staff") else None,
        idempotency_key=uuid.uuid5(data["idempotency_key"], "next"),
    )


def _kept(form: DepositForm, record: OmsetRecord) -> dict:
    kept = {"date": record.date, "product": record.product_id, "saved": record.pk}
    return kept | ({"staff": record.staff_id} if form.cleaned_data.get("staff") else {})


def _kept_form(request: Request) -> DepositForm:
    """The form after a redirect or from a link; values that are no date or id are left out."""
    linked = DepositForm(request.GET, user=request.user)
    linked.is_valid()
    data = linked.cleaned_data
    ids = {name: data[name].pk for name in ("product", "staff") if data.get(name)}
    return DepositForm.fresh(
        request.user, date=data.get("date"), customer_id=request.GET.get("customer_id"), **ids
    )


def _saved_record(request: Request) -> OmsetRecord | None:
    pk = object_id(request.GET.get("saved"))
    return OmsetRecord.objects.visible_to(request.user).filter(pk=pk).first() if pk else None


def _preview(form: DepositForm) -> dict:
    """What can be said already about the fields typed so far."""
    data = form.cleaned_data
    nominal, multiplier = data.get("nominal"), data.get("multiplier")
    preview = {"nominal": nominal, "is_tiny": nominal and nominal < THOUSANDS_BELOW}
    if nominal and multiplier:
        preview |= {"total": deposit_total(nominal, multiplier), "multiplier": multiplier}
    if _is_worth_nothing(form, nominal, multiplier):
        return preview | {"problem": WORTH_NOTHING}
    if data.get("customer_id") and data.get("product") and data.get("date"):
        preview["date"] = data["date"]
        preview["beyond"] = _beyond(preview.get("total"), data["date"], form.user)
        preview["forecast"] = forecast(
            form.owner().pk,
            data["product"].pk,
            data["customer_id"],
            data["date"],
            data.get("note", ""),
        )
    return preview


def _beyond(total: Decimal | None, day: date, user: User) -> list[str]:
    """The limits that the deposit is beyond; of one without an amount yet its date alone."""
    return limit_texts(beyond_limits(total or Decimal(0), day, user))


def _why_no_amount(form: DepositForm) -> str:
    """Why what stands for an amount is none; empty while nothing does."""
    typed = [name for name in ("nominal", "multiplier") if form.data.get(name)]
    return " ".join(str(reason) for name in typed for reason in form.errors.get(name, ()))


def _is_worth_nothing(
    form: DepositForm, nominal: Decimal | None, multiplier: Decimal | None
) -> bool:
    """True if the amounts typed so far make no deposit; a whole form has said so already."""
    if nominal and multiplier:
        return total_problem(nominal, multiplier) is not None
    return WORTH_NOTHING in form.errors.get("nominal", ())
