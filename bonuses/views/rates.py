"""The address that exchange rates had before they were a policy."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bonuses.statements.exchange_rates import EXCHANGE_RATE
from crm.staff.access import admins
from crm.staff.requests import Request

KEEP_METHOD = 307


@require_http_methods(["GET", "HEAD", "POST"])
@admins("plans")
def rates(request: Request) -> HttpResponse:
    """Leads on; a form that was open meanwhile is answered beside its fields, and adds nothing."""
    if request.method != "POST":
        return redirect("policies:policy", EXCHANGE_RATE.key)
    address = reverse("policies:decide", args=[EXCHANGE_RATE.key])
    return HttpResponseRedirect(address, status=KEEP_METHOD)
