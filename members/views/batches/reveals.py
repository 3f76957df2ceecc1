"""Looking at a masked cell, and who has looked at which (DB-10)."""

import re

from bson import ObjectId
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import limited
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from members.batches.invalid_rows.policies import PAGE
from members.batches.reveals import MOST_A_DAY, EnoughRevealed, NothingToReveal, reveal
from members.models import MemberDatabase, Reveal

CELL, LIST = "members/batches/revealed.html", "members/batches/reveals.html"


@require_POST
@admins(PAGE)
@limited("30/m")
def reveal_cell(request: Request, pk: ObjectId) -> HttpResponse:
    """The text of a masked cell, which is written down: 404 for one that is not masked."""
    column = request.POST.get("column", "")
    if not re.fullmatch(r"[0-9]{1,4}", column):
        raise Http404
    try:
        text = reveal(pk, int(column), by=request.user)
    except NothingToReveal as nothing:
        raise Http404 from nothing
    except EnoughRevealed:
        return errors.conflict(
            request, _("You have looked at too many cells today: go on tomorrow.")
        )
    part = f"cell-{pk}-{column}"
    context = {"text": text, "part": part}
    if request.htmx:
        return render_page(request, f"{CELL}#cell", context)
    return render_page(request, CELL, context)


@require_safe
@admins(PAGE)
def reveals(request: Request) -> HttpResponse:
    """Who has looked at which masked cells, newest first."""
    page = page_of(Reveal.objects.all(), request.GET.get("page", ""), by=("at", "id"))
    databases = MemberDatabase.objects.in_bulk([row.database_id for row in page.rows])
    context = {
        "page": page,
        "rows": [(row, databases[row.database_id]) for row in page.rows],
        "most": MOST_A_DAY,
    }
    return render_page(request, LIST, context, part="reveals")
