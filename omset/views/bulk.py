"""Many deposits at once: each in its own transaction, each with its own outcome."""

from collections.abc import Callable
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.lists.outcomes import Outcomes, RefusedRow, one_by_one
from crm.web.lists.selection import TickedRow, selected
from crm.web.templatetags.formats import day, rupiah
from crm.web.versions import read_version
from omset.ledger import approval, entries, trash
from omset.models import OmsetRecord
from omset.views.decisions import decide
from omset.views.records import CHANGED

# The boxes of the approval queue.
RECORDS = "records"


def approve(request: Request, matching: QuerySet) -> Outcomes:
    """Let the selected deposits of the queue count. Raises NothingDone."""
    return one_by_one(waiting(request, matching), partial(_approve, user=request.user), _named)


def decline(request: Request, matching: QuerySet, reason: str) -> Outcomes:
    """Decline the selected deposits of the queue for one reason. Raises NothingDone."""
    verb = partial(_decline, user=request.user, reason=reason)
    return one_by_one(waiting(request, matching), verb, _named)


def waiting(request: Request, matching: QuerySet) -> list[TickedRow]:
    """The selected deposits of the queue. Raises NothingDone."""
    visible = OmsetRecord.objects.visible_to(request.user)
    return selected(request, visible=visible, matching=matching, field=RECORDS)


def delete(request: Request, matching: QuerySet) -> Outcomes:
    """Move the selected deposits of this person to the trash. Raises NothingDone."""
    return _each(request, matching, _delete)


def restore(request: Request, matching: QuerySet) -> Outcomes:
    """Bring the selected deposits back. Raises NothingDone."""
    return _each(request, matching, _restore)


def purge(request: Request, matching: QuerySet) -> Outcomes:
    """Remove the selected deposits for good. Raises NothingDone."""
    return _each(request, matching, _purge, named=_named_only)


def _named(ticked: TickedRow) -> tuple[str, str]:
    record = ticked.row
    if not isinstance(record, OmsetRecord):
        return _("A deposit"), ""
    label = f"{record.customer_id}, {day(record.date)}, {rupiah(record.total)}"
    return label, record.get_absolute_url()


def _named_only(ticked: TickedRow) -> tuple[str, str]:
    """What is gone for good has no page."""
    return _named(ticked)[0], ""


def _each(
    request: Request,
    matching: QuerySet,
    verb: Callable[[TickedRow, User], str],
    named: Callable[[TickedRow], tuple[str, str]] = _named,
) -> Outcomes:
    visible = OmsetRecord.objects.visible_to(request.user)
    chosen = selected(request, visible=visible, matching=matching)
    return one_by_one(chosen, lambda ticked: verb(ticked, request.user), named)


def _approve(ticked: TickedRow, user: User) -> str:
    record = decide(approval.approve, _record_of(ticked).pk, user, _version(ticked))
    return _("approved, %s") % record.kind


def _decline(ticked: TickedRow, user: User, reason: str) -> str:
    decide(approval.decline, _record_of(ticked).pk, user, _version(ticked), reason=reason)
    return _("declined")


def _delete(ticked: TickedRow, user: User) -> str:
    record = _record_of(ticked)
    if record.is_deleted:
        raise RefusedRow(_("It is in the trash already."))
    try:
        trash.delete(record.pk, by=user, version=_version(ticked))
    except entries.StaleVersion as stale:
        raise RefusedRow(CHANGED) from stale
    return _("in the trash")


def _restore(ticked: TickedRow, user: User) -> str:
    try:
        restored = trash.restore(_record_of(ticked).pk, by=user)
    except trash.NotInTrash as gone:
        raise RefusedRow(_("This deposit is not in the trash any more.")) from gone
    return _("restored, waits for approval") if restored.is_pending else _("restored")


def _purge(ticked: TickedRow, user: User) -> str:
    try:
        trash.purge(_record_of(ticked).pk, by=user)
    except trash.NotInTrash as gone:
        raise RefusedRow(_("This deposit is not in the trash any more.")) from gone
    return _("deleted for good")


def _record_of(ticked: TickedRow) -> OmsetRecord:
    if not isinstance(ticked.row, OmsetRecord):
        raise RefusedRow(_("It does not exist any more."))
    return ticked.row


def _version(ticked: TickedRow) -> int | None:
    """The version that the person saw; of a row they did not see, the one that was selected."""
    return read_version(ticked.version) if ticked.version else _record_of(ticked).version
