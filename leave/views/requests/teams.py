"""In which product's team everybody works: only so many of one may be away on a day."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.mongo.rows import object_id
from crm.staff.access import admins
from crm.staff.models import Product, User
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import WRITES, limited
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from leave.policies import PAGE
from leave.requests.teams import products_of, put_in_team


@require_safe
@admins(PAGE)
def teams(request: Request) -> HttpResponse:
    """Everybody active with their team, and the choice of another one."""
    people = User.objects.active()
    by = ("username_key",)
    page = page_of(people, request.GET.get("page", ""), by=by, is_ascending=True)
    products = products_of([person.pk for person in page.rows])
    context = {
        "page": page,
        "rows": [(person, products.get(person.pk)) for person in page.rows],
        "products": list(Product.objects.active()),
    }
    return render_page(request, "leave/requests/teams.html", context)


@require_POST
@admins(PAGE)
@limited(WRITES)
def put(request: Request, pk: ObjectId) -> HttpResponse:
    """Let somebody work in the team of the posted product, or of none."""
    person = get_object_or_404(User.objects.active(), pk=pk)
    text = request.POST.get("product", "")
    product = Product.objects.active().filter(pk=object_id(text)).first() if text else None
    if text and product is None:
        return errors.unprocessable(request, _("There is no such product."))
    put_in_team(person, product, by=request.user)
    name = product.name if product else _("no team")
    messages.success(request, f"{person.name}: {name}")
    return redirect("leave:teams")
