"""The trash: what was deleted, by whom, and the way back (OM-10)."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web import errors
from crm.web.lists import selection
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from omset.models import OmsetRecord
from omset.views import bulk

VERBS = {"restore": bulk.restore, "purge": bulk.purge}


@require_http_methods(["GET", "HEAD", "POST"])
@admins("trash")
def trash(request: Request) -> HttpResponse:
    """The deleted records, newest deletion first.

    A POST restores or purges the selected ones and shows what became of each.
    """
    return _act(request) if request.method == "POST" else _page(request)


def _act(request: Request) -> HttpResponse:
    verb = VERBS.get(request.POST.get("action", ""))
    if verb is None:
        return errors.unprocessable(request, _("Choose what to do with the deposits."))
    matching = OmsetRecord.objects.trashed().order_by("-deleted_at", "-id")
    return selection.page_with_outcomes(partial(_page, request), partial(verb, request, matching))


def _page(request: Request, status: int = 200, **result: Any) -> HttpResponse:
    rows = OmsetRecord.objects.trashed()
    page = page_of(rows, request.GET.get("page", ""), by=("deleted_at", "id"))
    context = result | {
        "page": page,
        **selection.choice_of_all(request, rows),
    }
    return render_page(
        request, "omset/trash.html", context, part=("trash", "trash-tools"), status=status
    )
