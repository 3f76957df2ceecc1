"""The trash: what was deleted, by whom, and the way back (OM-10)."""

from django.views.decorators.http import require_safe

from crm.staff.access import admins
from crm.web.paging import page_of
from crm.web.partials import render_page
from omset.models import OmsetRecord


@require_safe
@admins("trash")
def trash(request):
    """The deleted records, newest deletion first."""
    cursor = request.GET.get("page", "")
    page = page_of(OmsetRecord.objects.trashed(), cursor, by=("deleted_at", "id"))
    return render_page(request, "omset/trash.html", {"page": page}, part="trash")
