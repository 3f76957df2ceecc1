"""Managing products."""

from bson import ObjectId
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.staff import catalogue
from crm.staff.access import admins
from crm.staff.forms.products import ProductForm
from crm.staff.models import Product
from crm.staff.requests import Request
from crm.staff.usage import InUse, uses_of

PAGE = "products"


@require_safe
@admins(PAGE)
def products(request: Request) -> HttpResponse:
    """All products, active ones first, with what they are used by."""
    in_order = sorted(Product.objects.order_by("name_key"), key=lambda item: not item.is_active)
    uses = uses_of(Product, [product.pk for product in in_order])
    rows = [(product, uses[product.pk]) for product in in_order]
    return render(request, "staff/products.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
def new(request: Request) -> HttpResponse:
    """Create a product."""
    form = ProductForm(request.POST or None)
    if form.is_valid() and (product := form.apply(catalogue.create, by=request.user)):
        messages.success(request, _("%s can be chosen now.") % product)
        return redirect("products:list")
    status = 422 if form.is_bound else 200
    return render(request, "staff/product_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
def edit(request: Request, pk: ObjectId) -> HttpResponse:
    """One product: its name and its end."""
    product = get_object_or_404(Product, pk=pk)
    form = ProductForm(request.POST or None, product=product)
    if form.is_valid() and form.apply(catalogue.edit, product.pk, by=request.user) is not None:
        messages.success(request, _("Saved."))
        return redirect("products:list")
    return _product_page(request, product, form=form, status=422 if form.is_bound else 200)


@require_POST
@admins(PAGE)
def retire(request: Request, pk: ObjectId) -> HttpResponse:
    """Keep a product out of new records."""
    product = catalogue.retire(get_object_or_404(Product, pk=pk).pk, by=request.user)
    messages.success(request, _("%s is retired: it cannot be chosen any more.") % product)
    return redirect("products:edit", pk)


@require_POST
@admins(PAGE)
def bring_back(request: Request, pk: ObjectId) -> HttpResponse:
    """Offer a retired product again."""
    product = catalogue.bring_back(get_object_or_404(Product, pk=pk).pk, by=request.user)
    messages.success(request, _("%s can be chosen now.") % product)
    return redirect("products:edit", pk)


@require_POST
@admins(PAGE)
def delete(request: Request, pk: ObjectId) -> HttpResponse:
    """Remove a product that nothing uses; else 409 with what does."""
    product = get_object_or_404(Product, pk=pk)
    try:
        catalogue.delete(product.pk, by=request.user)
    except InUse as refusal:
        messages.error(request, _why_kept(product, refusal))
        return _product_page(request, product, form=ProductForm(product=product), status=409)
    messages.success(request, _("%s is deleted.") % product)
    return redirect("products:list")


def _product_page(
    request: Request, product: Product, *, form: Form, status: int = 200
) -> HttpResponse:
    context = {
        "product": product,
        "form": form,
        "uses": uses_of(Product, [product.pk])[product.pk],
    }
    return render(request, "staff/product.html", context, status=status)


def _why_kept(product: Product, refusal: InUse) -> str:
    if refusal.uses:
        return _("%(name)s cannot be deleted, only retired. In use: %(uses)s.") % {
            "name": product,
            "uses": refusal,
        }
    return _("%s cannot be deleted, only retired: something still refers to it.") % product
