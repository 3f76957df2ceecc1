"""Saved filters and the layout of lists: small forms that lead back to their list."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from bson import ObjectId
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from crm.filters import saved
from crm.filters.lists import LISTS, FilteredList
from crm.filters.models import LONGEST_NAME, SavedFilter
from crm.staff.access import signed_in
from crm.staff.accounts.list_layout import DENSITIES, keep, layout_of
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.lists.searches import query_without_names
from crm.web.next_url import next_url

REFUSALS = {
    saved.BadName: gettext_lazy("Give the filter a name of up to %(characters)d characters."),
    saved.FilterNameTaken: gettext_lazy("You already have a filter of that name."),
    saved.TooManyFilters: gettext_lazy("You keep %(filters)d filters already: delete one first."),
    saved.NotAllowed: gettext_lazy("Only admins share filters."),
}
LIMITS = {"characters": LONGEST_NAME, "filters": saved.MOST_OF_ONE}


@require_safe
@signed_in()
def open_list(request: Request, pk: ObjectId) -> HttpResponse:
    """Leads on to the list with a saved filter, under an address that names nobody."""
    row = _row(request.user, pk, Q(owner_id=request.user.pk) | Q(is_shared=True))
    if row not in saved.SavedFilters(request.user, row.page, "").rows:
        raise Http404
    chosen = LISTS[row.page]
    query = query_without_names(request, chosen.sent_as, dict(parse_qsl(row.query)))
    return redirect(f"{chosen.url}?{query}")


@require_POST
@signed_in()
def save(request: Request) -> HttpResponse:
    """Keep the posted `query` of the list `page` under `name`."""
    page, posted = request.POST.get("page", ""), request.POST
    shared = "shared" in posted
    _open_list(request.user, page)
    return _answer(
        request,
        page,
        _("The filter is saved."),
        lambda: saved.save(
            request.user, page, posted.get("name", ""), posted.get("query", ""), shared=shared
        ),
    )


@require_POST
@signed_in()
def rename(request: Request, pk: ObjectId) -> HttpResponse:
    """Give one's own filter another name."""
    row = _row(request.user, pk, Q(owner_id=request.user.pk))
    name = request.POST.get("name", "")
    return _answer(request, row.page, _("The filter is renamed."), lambda: saved.rename(row, name))


@require_POST
@signed_in()
def share(request: Request, pk: ObjectId) -> HttpResponse:
    """Share one's own filter, or stop it; admins stop the sharing of others' too."""
    shared = request.POST.get("shared") == "1"
    others = Q(is_shared=True) if request.user.is_admin and not shared else Q()
    row = _row(request.user, pk, Q(owner_id=request.user.pk) | others)
    notice = (
        _("Everybody who opens the list finds it now.") if shared else _("It is only yours now.")
    )
    if row.owner_id != request.user.pk:
        notice = _("It is not shared any more.")
    return _answer(
        request, row.page, notice, lambda: saved.share(row, by=request.user, shared=shared)
    )


@require_POST
@signed_in()
def delete(request: Request, pk: ObjectId) -> HttpResponse:
    """Forget one's own filter."""
    row = _row(request.user, pk, Q(owner_id=request.user.pk))
    return _answer(request, row.page, _("The filter is deleted."), row.delete)


@require_POST
@signed_in()
def layout(request: Request) -> HttpResponse:
    """Keep the posted `columns` of the list `page` and the `density` of all lists."""
    page, density = request.POST.get("page", ""), request.POST.get("density", "")
    chosen = _open_list(request.user, page)
    if density not in DENSITIES:
        density = layout_of(request.user, page).density
    visible = set(request.POST.getlist("columns"))
    keep(request.user, page, [name for name in chosen.columns if name not in visible], density)
    return redirect(next_url(request, chosen.view))


def _open_list(user: User, page: str) -> FilteredList:
    """The list, or 404 for one that is unknown or closed to this person."""
    if page not in LISTS or not LISTS[page].is_open_to(user):
        raise Http404
    return LISTS[page]


def _row(user: User, pk: ObjectId, whose: Q) -> SavedFilter:
    """The filter, or 404 for one that is not this person's to change."""
    row = get_object_or_404(SavedFilter.objects.filter(whose), pk=pk)
    _open_list(user, row.page)
    return row


def _answer(request: Request, page: str, notice: str, verb: Callable[[], object]) -> HttpResponse:
    """Do it, say what became of it, and go back to the list."""
    try:
        verb()
    except tuple(REFUSALS) as refusal:
        messages.error(request, REFUSALS[type(refusal)] % LIMITS)
    else:
        messages.success(request, notice)
    return redirect(next_url(request, LISTS[page].view))
