"""All payments that count: the records behind what was collected in all months (FE-3)."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from crm.staff.access import admins
from crm.staff.accounts.display_names import names_of_everybody
from crm.staff.requests import Request
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from leave.fees.statements import collected
from leave.models import Payment

PAGE = "fees"


@require_safe
@admins(PAGE)
def payments(request: Request) -> HttpResponse:
    """The payments that nobody has taken back, newest first, and their sum.

    Of a moved credit both sides: together they come to nothing.
    """
    page = page_of(Payment.objects.in_force(), request.GET.get("page", ""), by=("created_at", "id"))
    names = names_of_everybody() if page.rows else {}
    context = {
        "page": page,
        "payments": [(each, names.get(str(each.staff_id), each.staff_name)) for each in page.rows],
        "collected": collected(),
    }
    return render_page(request, "leave/fees/collected.html", context, part="payments")
