"""The text of the agreement on which fees rest, and what holds now."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.policies.reads import values_on
from crm.policies.units import text_of
from crm.staff.access import admins, master_admins
from crm.staff.requests import Request
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from leave.fees.basis import bases, set_basis
from leave.fees.errors import WrongDay
from leave.fees.forms import BasisForm
from leave.fees.policies import POLICIES

PAGE = "fees"


@require_safe
@admins(PAGE)
def basis(request: Request) -> HttpResponse:
    """All texts, the latest date first, beside what is charged now."""
    return _page(request, BasisForm())


@require_POST
@master_admins(PAGE)
@limited(WRITES)
def decide(request: Request) -> HttpResponse:
    """Let a text hold from a date on. 422 with the reason beside the field."""
    form = BasisForm(request.POST)
    if form.is_valid():
        try:
            set_basis(by=request.user, **form.cleaned_data)
        except WrongDay:
            form.add_error("valid_from", _("What has passed keeps its text. Choose a later day."))
        else:
            messages.success(request, _("Saved."))
            return redirect("leave:fee_basis")
    return _page(request, form, 422)


def _page(request: Request, form: BasisForm, status: int = 200) -> HttpResponse:
    held = values_on(POLICIES, timezone.localdate())
    context = {
        "form": form,
        "bases": bases(),
        "values": [(policy, text_of(policy.unit, held.of(policy))) for policy in POLICIES],
    }
    return render_page(request, "leave/fees/basis.html", context, part="basis", status=status)
