"""Exchange rates: added, never changed."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bonuses.currency import rate_on, set_rate
from bonuses.forms import RateForm
from bonuses.models import ExchangeRate
from crm.staff.access import admins
from crm.web.paging import page_of
from crm.web.partials import render_page


@require_http_methods(["GET", "HEAD", "POST"])
@admins("plans")
def rates(request):
    """All rates, and a form for one more."""
    form = RateForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if form.is_valid():
        set_rate(**form.cleaned_data, by=request.user)
        messages.success(request, _("The rate is added."))
        return redirect("bonuses:rates")
    context = {
        "form": form,
        "page": page_of(
            ExchangeRate.objects.all(), request.GET.get("page", ""), by=("valid_from", "sequence")
        ),
        "now": rate_on(timezone.localdate()),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "bonuses/rates.html", context, part=("rates",), status=status)
