"""One deposit: what it is, why it counts as it does, and what was done to it."""

from bson import ObjectId
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.audit.models import Event
from crm.staff.access import admins, is_open, signed_in
from crm.staff.requests import Request
from crm.web import errors
from crm.web.next_url import next_url
from crm.web.partials import render_page
from crm.web.versions import posted_version
from omset.forms import CorrectionForm
from omset.ledger import entries, trash
from omset.ledger.evidence import evidence_for
from omset.ledger.explain import explain
from omset.ledger.limits import limit_texts
from omset.ledger.removed import removed_deposit
from omset.models import OmsetRecord
from omset.views.offered import OfferedDecision, offered_decisions

CHANGED = gettext_lazy("Somebody changed this deposit meanwhile. Look at it again, then decide.")
NOT_EDITABLE = gettext_lazy("A declined or deleted deposit cannot be changed.")


def visible_record(request: Request, pk: ObjectId) -> OmsetRecord:
    """The record, or 404 for one that is not this person's to see (RO-6)."""
    return get_object_or_404(OmsetRecord.objects.visible_to(request.user), pk=pk)


@require_safe
@signed_in("omset")
def record(request: Request, pk: ObjectId) -> HttpResponse:
    """The record, its history, and why it is NDP or RDP; of one removed for good its history."""
    deposit = OmsetRecord.objects.visible_to(request.user).filter(pk=pk).first()
    if deposit is None:
        return _removed(request, pk)
    context = {
        "record": deposit,
        "explanation": explain(deposit),
        "evidence": evidence_for([deposit]).get(deposit.pk) if deposit.is_pending else None,
        "offered": _offered_decision(request, deposit),
        "history": Event.objects.about(deposit),
    }
    return render_page(request, "omset/record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in("omset")
def edit(request: Request, pk: ObjectId) -> HttpResponse:
    """Correct a record; one that changed meanwhile is shown beside what was typed (409)."""
    deposit = visible_record(request, pk)
    if not deposit.is_editable:
        return errors.conflict(request, NOT_EDITABLE)
    is_sent = request.method == "POST"
    form = CorrectionForm(request.POST, record=deposit) if is_sent else CorrectionForm.of(deposit)
    if not form.is_bound or not form.is_valid():
        return _form_page(request, deposit, form, status=422 if form.is_bound else 200)
    try:
        changed = entries.edit(
            deposit.pk, form.entry(), by=request.user, version=form.cleaned_data["version"]
        )
    except entries.StaleVersion as stale:
        form.restate(version=stale.record.version)
        return _form_page(request, stale.record, form, stale=True, status=409)
    except entries.NotEditable:
        return errors.conflict(request, NOT_EDITABLE)
    _say_what_it_is_now(request, changed, _("Saved."))
    return redirect(changed)


@require_POST
@signed_in("omset")
def delete(request: Request, pk: ObjectId) -> HttpResponse:
    """Move a record to the trash."""
    try:
        deleted = trash.delete(pk, by=request.user, version=posted_version(request))
    except entries.StaleVersion:
        return errors.conflict(request, CHANGED)
    deposit = deleted or visible_record(request, pk)
    restores = is_open(request.user, "omset:restore")
    undo = reverse("omset:restore", args=[deposit.pk]) if restores else ""
    text = _("The deposit of %s is in the trash.") % deposit.customer_id
    messages.success(request, text, extra_tags=undo)
    return _left_the_list(request, next_url(request, "omset:list"))


@require_POST
@admins("trash")
def restore(request: Request, pk: ObjectId) -> HttpResponse:
    """Bring a record back from the trash."""
    try:
        restored = trash.restore(pk, by=request.user)
    except trash.NotInTrash:
        visible_record(request, pk)
        return errors.conflict(request, _("This deposit is not in the trash any more."))
    _say_what_it_is_now(request, restored, _("Restored."))
    return _left_the_list(request, restored)


@require_POST
@admins("trash")
def purge(request: Request, pk: ObjectId) -> HttpResponse:
    """Remove a trashed record for good."""
    deposit = visible_record(request, pk)
    try:
        trash.purge(deposit.pk, by=request.user)
    except trash.NotInTrash:
        return errors.conflict(request, _("This deposit is not in the trash any more."))
    messages.success(request, _("The deposit of %s is deleted for good.") % deposit.customer_id)
    return _left_the_list(request, "omset:trash")


def _offered_decision(request: Request, deposit: OmsetRecord) -> OfferedDecision | None:
    """None where there is nothing to decide, or not for this person."""
    if not deposit.is_pending or deposit.is_deleted or not is_open(request.user, "omset:approve"):
        return None
    return offered_decisions([deposit], request.user)[deposit.pk]


def _removed(request: Request, pk: ObjectId) -> HttpResponse:
    deposit = removed_deposit(pk, request.user)
    if deposit is None:
        raise Http404
    return render_page(request, "omset/removed.html", {"deposit": deposit})


def _form_page(
    request: Request, record: OmsetRecord, form: Form, *, stale: bool = False, status: int
) -> HttpResponse:
    context = {"record": record, "form": form, "stale": stale}
    return render_page(request, "omset/edit.html", context, status=status)


def _left_the_list(request: Request, to: str | OmsetRecord) -> HttpResponse:
    """The row leaves an open list; a plain form goes on to `to`."""
    return HttpResponse() if request.htmx and request.htmx.target else redirect(to)


def _why_it_waits(record: OmsetRecord) -> str:
    if record.conflict:
        text = _("It waits for approval: %s has reserved this customer.")
        return text % record.conflict["staff_name"]
    if reasons := limit_texts(record.beyond_limits):
        return _("It waits for approval: %s.") % ", ".join(reasons)
    return _("It still waits for approval.")


def _say_what_it_is_now(request: Request, record: OmsetRecord, done: str) -> None:
    if record.is_pending:
        messages.warning(request, f"{done} {_why_it_waits(record)}")
    elif record.is_counted:
        counts = _("It counts as %s.") % record.kind
        messages.success(request, f"{done} {counts}")
    else:
        messages.success(request, done)
