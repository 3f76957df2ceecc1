"""The page of all history and its file (issue 15, 6)."""

from collections.abc import Iterator, Mapping

from bson import ObjectId
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe
from django_ratelimit.decorators import ratelimit

from crm.audit.models import Event
from crm.staff.access import master_admins
from crm.staff.requests import Request
from crm.web import errors
from crm.web.files.downloads import few_downloads_at_once
from crm.web.files.exports import TypedText, csv_file, xlsx_file
from crm.web.lists.chips import chips_of
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from dashboard.history.field_words import facts_text
from dashboard.history.forms import HistoryFilter
from dashboard.history.subjects import listed_events, subject_text
from dashboard.history.words import actor_text, verb_text

LIST = "dashboard/history.html"
FORMATS = {"csv": csv_file, "xlsx": xlsx_file}
ORDER = ("at", "id")
NEWEST_FIRST = ("-at", "-id")
HEADER = (
    *("at", "person", "done", "to", "id", "before", "after", "reason"),
    *("address", "browser_known"),
)


@require_safe
@master_admins()
def history(request: Request) -> HttpResponse:
    """All events, newest first, 50 at a time."""
    form = HistoryFilter(request.GET)
    if not form.is_valid():
        return render_page(request, LIST, {"form": form}, part="events", status=422)
    page = page_of(form.events(), request.GET.get("page", ""), by=ORDER)
    context = {
        "form": form,
        "chips": chips_of(form),
        "page": page,
        "events": listed_events(page.rows, form.names),
    }
    return render_page(request, LIST, context, part="events")


@require_GET
@master_admins()
@ratelimit(key="user", rate="20/m")
@few_downloads_at_once
def export(request: Request) -> HttpResponseBase:
    """The same filter as a file: `format` csv or xlsx."""
    form, write = HistoryFilter(request.GET), FORMATS.get(request.GET.get("format", "csv"))
    if not write or not form.is_valid():
        return errors.unprocessable(request, _("There is no such file to download."))
    events = form.events().order_by(*NEWEST_FIRST).iterator()
    rows = (_file_row(event, form.names) for event in events)
    return write(f"history-{timezone.localdate()}", [*HEADER], rows)


def _file_row(event: Event, names: Mapping[ObjectId, str]) -> Iterator[object]:
    origin = event.origin or {}
    yield timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M:%S")
    yield TypedText(actor_text(event))
    yield verb_text(event)
    yield TypedText(subject_text(event, names))
    yield TypedText(event.subject)
    yield TypedText(facts_text(event, event.before))
    yield TypedText(facts_text(event, event.after))
    yield TypedText(event.reason)
    yield TypedText(origin.get("address", ""))
    yield ("yes" if origin["known"] else "no") if "known" in origin else ""
