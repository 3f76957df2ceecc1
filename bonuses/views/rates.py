"""Exchange rates: added, never changed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bonuses.forms import RateForm
from bonuses.models import ExchangeRate
from bonuses.statements.currency import RateOfClosedMonth, months_converted_at, rate_on, set_rate
from crm.staff.access import admins
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from crm.web.templatetags import formats


@require_http_methods(["GET", "HEAD", "POST"])
@admins("plans")
def rates(request: Request) -> HttpResponse:
    """All rates, and a form for one more."""
    form = RateForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if form.is_valid() and (added := _added(form, request.user)):
        messages.success(request, _moved(added))
        return redirect("bonuses:rates")
    context = {
        "form": form,
        "page": page_of(
            ExchangeRate.objects.all(), request.GET.get("page", ""), by=("valid_from", "sequence")
        ),
        "rate_now": rate_on(timezone.localdate()),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "bonuses/rates.html", context, part=("rates",), status=status)


def _added(form: RateForm, by: User) -> ExchangeRate | None:
    """The new rate; None, with the reason beside the field, if it is that of a closed month."""
    try:
        return set_rate(**form.cleaned_data, by=by)
    except RateOfClosedMonth as error:
        form.add_error("valid_from", _refusal(error))
        return None


def _refusal(error: RateOfClosedMonth) -> str:
    months, facts = error.months, {"free": formats.day(error.free)}
    facts["month"], facts["first"] = formats.month(months[-1]), formats.month(months[0])
    if len(months) == 1:
        text = _("%(month)s is closed with its rate and keeps it. Choose %(free)s or a later day.")
    else:
        facts["number"] = formats.decimal(len(months))
        text = _(
            "%(number)s months from %(first)s to %(month)s are closed with their rates and keep"
            " them. Choose %(free)s or a later day."
        )
    return text % facts


def _moved(rate: ExchangeRate) -> str:
    """What a new rate changes."""
    moved = months_converted_at(rate)
    if moved is None:
        return _("The rate is added. It changes no month up to now.")
    first, last = map(formats.month, moved)
    if first == last:
        return _("The rate is added. %s is now shown in rupiah at it.") % first
    facts = {"first": first, "last": last}
    return _("The rate is added. %(first)s to %(last)s are now shown in rupiah at it.") % facts
