"""What admins do with many rows: a loop over the verb for one, with a result a row."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.lists.outcomes import Outcomes, RefusedRow, one_by_one
from crm.web.lists.selection import NothingDone, TickedRow, selected
from members.batches.invalid_rows import alerts, archive
from members.batches.recall import recall_row
from members.models import MemberRow
from members.views.batches.wording import REFUSALS


class Action(NamedTuple):
    """A verb for one row, given its id and `by`, and what it has done."""

    verb: Callable[..., object]
    done: str | Promise


RECALL = {"recall": Action(recall_row, gettext_lazy("recalled"))}
DECIDE = {
    "replace": Action(alerts.replace_row, gettext_lazy("archived, and another row came for it")),
    "archive": Action(alerts.archive_row, gettext_lazy("archived")),
    "dismiss": Action(alerts.dismiss_row, gettext_lazy("stays with its staff member")),
}
ARCHIVED = {
    "restore": Action(archive.restore_row, gettext_lazy("restored")),
    "delete": Action(archive.delete_row, gettext_lazy("deleted for good")),
}


def act_on_selected(
    request: Request,
    actions: Mapping[str, Action],
    *,
    visible: QuerySet[MemberRow],
    matching: QuerySet[MemberRow],
) -> Outcomes:
    """Carry out the posted `action` on each selected row. Raises NothingDone."""
    action = actions.get(request.POST.get("action", ""))
    if action is None:
        raise NothingDone(_("Nothing was done: choose what to do."), 422)
    chosen = selected(request, visible=visible, matching=matching)
    return one_by_one(chosen, partial(_carry_out, action, request.user), _label_and_address)


def label_of(row: MemberRow) -> str:
    """What a row is called: its customer, else its place in its file."""
    return row.customer_id or row.name or f"#{row.number}"


def _carry_out(action: Action, by: User, ticked: TickedRow[MemberRow]) -> str:
    if ticked.row is None:
        raise RefusedRow(_("It does not exist any more."))
    try:
        action.verb(ticked.row.pk, by=by)
    except tuple(REFUSALS) as refused:
        raise RefusedRow(str(REFUSALS[type(refused)])) from refused
    return str(action.done)


def _label_and_address(ticked: TickedRow[MemberRow]) -> tuple[str, str]:
    return label_of(ticked.row) if ticked.row else _("A row"), ""
