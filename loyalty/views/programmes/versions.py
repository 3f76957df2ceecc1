"""The draft of a programme's next version: edited, tried on past months, published (LM-3)."""

from datetime import date

from bson import ObjectId
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.calendar import previous_month
from crm.staff.access import admins, master_admins
from crm.staff.requests import Request
from crm.staff.sign_in.confirmation import asks_again
from crm.web import errors
from crm.web.limits import MANY, WRITES, limited
from crm.web.lists.months import MonthChoice, months
from crm.web.partials import render_page
from crm.web.templatetags import formats
from crm.web.versions import posted_version
from loyalty.models import Programme, VersionDraft
from loyalty.programmes import drafts
from loyalty.programmes.drafts import StaleDraft, draft_of, terms_of
from loyalty.programmes.errors import ProgrammeRefused
from loyalty.programmes.preview import preview_of
from loyalty.programmes.reads import terms_on
from loyalty.programmes.terms_form import TermsForm, initial_of
from loyalty.rules.programmes import DEFAULT, PRESETS, Terms, earliest_beginning
from loyalty.views.programmes.programmes import PAGE
from omset.rules.deposits import EARLIEST

STALE = gettext_lazy("Somebody else has changed, published or discarded this draft meanwhile.")


@require_POST
@admins(PAGE)
@limited(WRITES)
def begin(request: Request, pk: ObjectId) -> HttpResponse:
    """Begin a draft from what is valid now or, with `start`, from a preset."""
    programme = get_object_or_404(Programme, pk=pk)
    if draft_of(programme) is None:
        start = _start(programme, request.POST.get("start", ""))
        tomorrow = earliest_beginning(timezone.localdate())
        try:
            drafts.save_draft(programme, start, tomorrow, by=request.user)
        except StaleDraft:
            return errors.conflict(request, STALE)
    return redirect("loyalty:draft_edit", pk)


@require_safe
@admins(PAGE)
@limited(MANY, reads=True)
def draft(request: Request, pk: ObjectId) -> HttpResponse:
    """What the draft says, and what it would have done in a past month."""
    programme, stored = _opened(pk)
    chosen = _months(request)
    context = {
        "programme": programme,
        "draft": stored,
        "terms": terms_of(stored),
        "months": chosen,
        "preview": preview_of(programme, terms_of(stored), chosen.chosen),
        "is_early": stored.valid_from < earliest_beginning(timezone.localdate()),
    }
    return render_page(request, "loyalty/programmes/draft.html", context, part="preview")


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def edit(request: Request, pk: ObjectId) -> HttpResponse:
    """Change the draft; one that changed meanwhile is shown beside what was typed (409)."""
    programme, stored = _opened(pk)
    if request.method != "POST":
        initial = initial_of(terms_of(stored), stored.valid_from, stored.version)
        return _form_page(request, programme, TermsForm(initial=initial))
    form = TermsForm(request.POST)
    if not form.is_valid():
        return _form_page(request, programme, form, status=422)
    valid_from, version = form.cleaned_data["valid_from"], form.cleaned_data["version"] or 0
    try:
        drafts.save_draft(programme, form.terms(), valid_from, by=request.user, version=version)
    except StaleDraft as stale:
        return _stale_page(request, programme, form, stale.stored)
    messages.success(request, _("Saved. Nobody earns by it until it is published."))
    return redirect("loyalty:draft", pk)


@require_POST
@master_admins(PAGE)
@asks_again()
@limited(WRITES)
def publish(request: Request, pk: ObjectId) -> HttpResponse:
    """Let the draft hold from its day on."""
    programme = get_object_or_404(Programme, pk=pk)
    try:
        published = drafts.publish_draft(
            programme, by=request.user, version=posted_version(request)
        )
    except StaleDraft:
        return errors.conflict(request, STALE)
    except ProgrammeRefused as refused:
        return errors.unprocessable(request, refused.reason)
    text = _("Published. It holds from %s on.")
    messages.success(request, text % formats.day(published.valid_from))
    return redirect("loyalty:programme", pk)


@require_POST
@admins(PAGE)
@limited(WRITES)
def discard(request: Request, pk: ObjectId) -> HttpResponse:
    """Delete the draft."""
    programme = get_object_or_404(Programme, pk=pk)
    try:
        drafts.discard_draft(programme, by=request.user)
    except StaleDraft:
        return errors.conflict(request, STALE)
    messages.success(request, _("The draft is gone."))
    return redirect("loyalty:programme", pk)


def _opened(pk: ObjectId) -> tuple[Programme, VersionDraft]:
    programme = get_object_or_404(Programme, pk=pk)
    stored = draft_of(programme)
    if stored is None:
        raise Http404
    return programme, stored


def _start(programme: Programme, start: str) -> Terms:
    valid = terms_on(programme, timezone.localdate())
    return PRESETS.get(start) or valid or PRESETS[DEFAULT]


def _months(request: Request) -> MonthChoice:
    """The month in the address, else the last whole one; back to three years ago."""
    today = timezone.localdate()
    last = previous_month(today)
    first = max(EARLIEST, date(today.year - 3, 1, 1))
    asked = request.GET.get("month", "") or f"{last:%Y-%m}"
    return months(asked, first=first, last=today)


def _form_page(
    request: Request,
    programme: Programme,
    form: TermsForm,
    *,
    status: int = 200,
    stored: VersionDraft | None = None,
) -> HttpResponse:
    context = {
        "programme": programme,
        "form": form,
        "stored": stored,
        "stored_terms": terms_of(stored) if stored else None,
    }
    return render_page(request, "loyalty/programmes/draft_edit.html", context, status=status)


def _stale_page(
    request: Request, programme: Programme, form: TermsForm, stored: VersionDraft | None
) -> HttpResponse:
    """Both are shown; who saves again does so over what is stored now."""
    if stored is None:
        return errors.conflict(request, STALE)
    data = request.POST.copy()
    data["version"] = str(stored.version)
    form.data = data
    return _form_page(request, programme, form, status=409, stored=stored)
